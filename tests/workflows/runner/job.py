"""A job on a machine of its own: its steps, one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

from tests.workflows.expressions import Function, Strict, condition, fill
from tests.workflows.runner.events import At, Event
from tests.workflows.runner.read import Job, Step
from tests.workflows.runner.shell import Shell, Stop, end

if TYPE_CHECKING:
    from tests.workflows.runner.run import Machine


@dataclass
class Result:
    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    summary: str = ""


@dataclass
class JobRun:
    job: Job
    machine: Machine
    folder: Path
    inside: str
    cancelled: Flag
    """Set once somebody has cancelled the run."""

    status: str = "success"
    dead: bool = False
    seen: dict[str, Any] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    happened: list[Event] = field(default_factory=list)

    def run(
        self,
        contexts: Mapping[str, Any],
        env: Mapping[str, str],
        events: Sequence[Event],
        happened: list[Event],
    ) -> Result:
        """`happened` grows by each of `events` that comes."""
        self.happened = happened
        self.temp = self.folder / "temp"
        self.temp.mkdir(parents=True)
        self.source = self.folder / "source"
        self.source.mkdir()
        self.seen = {step.id: None for step in self.job.steps if step.id is not None}
        secrets = self.machine.secrets.get(self.job.environment or "", {})
        self.secrets = Strict(f"the secrets of {self.job.environment}", secrets)
        self.contexts = dict(contexts)
        # A job that starts after the cancel, by `always()`, is not itself cancelled.
        self.cancelled = Flag() if self.cancelled.is_set() else self.cancelled
        filled = {name: fill(text, self.contexts) for name, text in self.job.env.items()}
        self.env = {**env, **filled}
        result = Result("success")
        try:
            for step in self.job.steps:
                self._step(step, events, result)
        finally:
            for group in self.groups:
                end(group)
        result.result = self.status
        if not self.dead:
            # A machine that is gone tells nothing.
            steps = {**self.contexts, "steps": Strict("steps", self.seen)}
            result.outputs = {name: fill(text, steps) for name, text in self.job.outputs.items()}
        summary = self.temp / "summary"
        result.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return result

    def _step(self, step: Step, events: Sequence[Event], result: Result) -> None:
        outcome, outputs = "skipped", dict[str, str]()
        if self.cancelled.is_set() and not self.dead:
            self.status = "cancelled"
        if not self.dead and condition(step.condition, self._known(), self._words()):
            outcome, log = self._ran(step, events)
            outputs = self._outputs(step)
            result.logs[step.id or step.name] = log
        if step.id is not None:
            given = {"outcome": outcome, "conclusion": outcome, "outputs": outputs}
            self.seen[step.id] = Strict(f"the step {step.id}", given)
        result.steps[step.id or step.name] = outcome
        if outcome == "failure" and self.status == "success":
            self.status = "failure"

    def _ran(self, step: Step, events: Sequence[Event]) -> tuple[str, str]:
        if step.run is None:
            shutil.copytree(self.machine.source, self.source, dirs_exist_ok=True)
            return "success", ""
        secret = {**self._known(), "secrets": self.secrets}
        own = {name: fill(text, secret) for name, text in step.env.items()}
        (self.temp / "output").write_text("", encoding="utf-8")
        env = {**self._machine_env(), **self.env, **own}
        minutes = step.minutes if step.minutes is not None else self.job.minutes
        shell = Shell(self.source / self.inside, self.temp)
        outcome, log, groups = shell.run(
            step.run, env, minutes * self.machine.minute, self._watcher(step, events)
        )
        self.groups += groups
        if outcome == "cancelled" or (self.cancelled.is_set() and not self.dead):
            self.status = "cancelled"
        return outcome, log

    def _watcher(self, step: Step, events: Sequence[Event]) -> Any:
        began_cancelled = self.cancelled.is_set()

        def watch(log: str) -> Stop | None:
            for event in events:
                at = event.at
                if not isinstance(at, At) or at.step != step.id or at.seen not in log:
                    continue
                if event in self.happened:
                    continue
                self.happened.append(event)
                if event.do == "die":
                    self.dead, self.status = True, "failure"
                    return "die"
                if event.do == "cancel":
                    self.cancelled.set()
                elif callable(event.do):
                    event.do()
            if self.cancelled.is_set() and not began_cancelled:
                self.status = "cancelled"
                # A step whose own condition still holds goes on.
                return None if condition(step.condition, self._known(), self._words()) else "cancel"
            return None

        return watch

    def _known(self) -> dict[str, Any]:
        return {
            **self.contexts,
            "env": Strict("env", self.env),
            "job": Strict("job", {"status": self.status}),
            "runner": Strict("runner", {"temp": str(self.temp), "os": "Linux"}),
            "steps": Strict("steps", self.seen),
        }

    def _words(self) -> dict[str, Function]:
        words = {
            "always": True,
            "success": self.status == "success",
            "failure": self.status == "failure",
            "cancelled": self.status == "cancelled",
        }
        return {name: Function(0, 0, lambda value=value: value) for name, value in words.items()}

    def _machine_env(self) -> dict[str, str]:
        github = self.contexts["github"]
        return {
            "PATH": self.machine.path,
            "HOME": str(self.folder),
            "CI": "true",
            "LANG": "C.UTF-8",
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "GITHUB_API_URL": self.machine.api,
            "GITHUB_REPOSITORY": github["repository"],
            "GITHUB_RUN_ID": github["run_id"],
            "GITHUB_RUN_ATTEMPT": github["run_attempt"],
            "RUNNER_TEMP": str(self.temp),
        }

    def _outputs(self, step: Step) -> dict[str, str]:
        file = self.temp / "output"
        if step.run is None or not file.exists():
            return {}
        lines = file.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if line)
