"""A whole run: its jobs in the order of their needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from threading import Event as Flag
from typing import Any

from tests.workflows.expressions import Function, Strict, condition, fill
from tests.workflows.runner.events import Event
from tests.workflows.runner.job import JobRun, Result
from tests.workflows.runner.lock import Lock
from tests.workflows.runner.read import Job, Workflow

NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where runs happen: `source` is what a checkout gives, `work` a folder of one's own.

    `secrets` are by environment. `minute` is how many seconds a minute of a limit lasts. `api` is
    GitHub's address.
    """

    source: Path
    work: Path
    secrets: Mapping[str, Mapping[str, str]]
    path: str
    api: str = "http://127.0.0.1:9"
    minute: float = 60.0

    def with_minutes_of(self, seconds: float) -> Machine:
        """The same machine, whose limits pass more quickly."""
        return replace(self, minute=seconds)


@dataclass
class Run:
    """One run of a workflow; afterwards it tells what became of each job and step."""

    workflow: Workflow
    machine: Machine
    branch: str = "main"
    inputs: Mapping[str, Any] | None = None
    events: Sequence[Event] = ()
    lock: Lock = field(default_factory=Lock)
    results: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    replaced: bool = False
    happened: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = next(NUMBERS)
        self.cancelled = Flag()
        if self.inputs is not None and (more := set(self.inputs) - set(self.workflow.inputs)):
            raise ValueError(f"the workflow has no inputs {more}")

    def __call__(self) -> Run:
        """`inputs` None is a push, which starts nothing on another branch."""
        if self.inputs is None and self.branch not in self.workflow.branches:
            return self
        if not self.lock.enter(self.cancelled.set, self.workflow.cancels):
            self.replaced = True
            return self
        try:
            for job in self.workflow.jobs:
                self._job(job)
        finally:
            self.lock.leave()
        if missed := [event.at for event in self.events if event not in self.happened]:
            raise AssertionError(f"it never came to {missed}")
        return self

    def record(self) -> list[dict[str, Any]]:
        """What GitHub's interface says of the jobs that have ended."""
        return [
            {
                "name": job.name,
                "runner_id": 1 if self.steps.get(job.id) else None,
                "steps": [{"name": name} for name in self.steps.get(job.id, ())],
            }
            for job in self.workflow.jobs
            if job.id in self.results
        ]

    # -- jobs

    def _job(self, job: Job) -> None:
        contexts = self._contexts(job)
        if not condition(job.condition, contexts, self._status(job)):
            self.results[job.id], self.outputs[job.id] = "skipped", {}
            return
        found = self._started(job, contexts)
        self.results[job.id], self.outputs[job.id] = found.result, found.outputs
        self.steps[job.id] = found.steps
        self.logs |= found.logs
        self.summary += found.summary

    def _started(self, job: Job, contexts: Mapping[str, Any]) -> Result:
        for event in self.events:
            if event.at == job.id:
                self.happened.append(event)
                if event.do == "cancel":
                    self.cancelled.set()
                return Result("cancelled" if event.do == "cancel" else "failure")
        common = self.workflow.env
        env = {name: fill(text, self._outer(contexts)) for name, text in common.items()}
        folder = self.machine.work / f"{self.number}-{job.id}"
        runner = JobRun(job, self.machine, folder, self.workflow.folder, self.cancelled)
        return runner.run(contexts, env, self.events, self.happened)

    def _outer(self, contexts: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: contexts[name] for name in ("github", "inputs")}

    def _contexts(self, job: Job) -> dict[str, Any]:
        needs = {
            id: {"result": self.results[id], "outputs": Strict(f"outputs of {id}", known)}
            for id, known in ((id, self._known_outputs(id)) for id in job.needs)
        }
        given = dict(self.workflow.inputs) | dict(self.inputs or {})
        # On a push there are no inputs, and each is empty.
        inputs = given if self.inputs is not None else dict.fromkeys(given)
        return {
            "github": Strict("github", self._github()),
            "inputs": Strict("inputs", inputs),
            "needs": Strict("needs", needs),
        }

    def _known_outputs(self, id: str) -> dict[str, str | None]:
        declared = next(job for job in self.workflow.jobs if job.id == id).outputs
        return dict.fromkeys(declared) | self.outputs[id]

    def _github(self) -> dict[str, str]:
        return {
            "ref": f"refs/heads/{self.branch}",
            "ref_name": self.branch,
            "sha": f"{self.number:040x}",
            "run_id": str(self.number),
            "run_attempt": "1",
            "repository": "shop/shop",
            "event_name": "push" if self.inputs is None else "workflow_dispatch",
            "token": "token-of-the-job",
        }

    def _ancestors(self, job: Job) -> Iterator[str]:
        for id in job.needs:
            yield id
            yield from self._ancestors(next(each for each in self.workflow.jobs if each.id == id))

    def _status(self, job: Job) -> dict[str, Function]:
        """Of all jobs before it, not of its own needs alone."""
        before = [self.results[id] for id in self._ancestors(job)]
        cancelled = self.cancelled.is_set()
        good = not cancelled and all(result == "success" for result in before)
        bad = not cancelled and "failure" in before
        words = {"always": True, "cancelled": cancelled, "success": good, "failure": bad}
        return {name: Function(0, 0, lambda value=value: value) for name, value in words.items()}
