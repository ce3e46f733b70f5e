"""The pipeline: what each step's name means and runs, in which order stages go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Alert
from opsgen.plan.gate import Gate
from opsgen.plan.phases import moves, watches
from opsgen.plan.rollout import Action, Rollback, Rollout, Stage, Step, Strategy
from opsgen.resolve.compiled import Compiler
from opsgen.resolve.context import Context
from opsgen.resolve.gate import GateResolver
from opsgen.resolve.rollout_checks import BELONGS, check_order, check_steps, check_way_back
from opsgen.resolve.watch_checks import check_watches
from opsgen.spec import Pipeline, StepBinding
from opsgen.spec import Stage as StageSpec

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
_WATCH = re.compile(r"monitor_(\d+)_(minutes|hours|seconds)")
_DEPLOYS = re.compile(r"deploy[-_](.+)")
_AMOUNTS: tuple[tuple[re.Pattern[str], Action, str], ...] = (
    (re.compile(r"deploy_canary_(\d+)_percent"), "traffic", "deploy_canary"),
    (re.compile(r"rolling_batch_(\d+)_percent"), "batch", "rolling_batch"),
)
_WORDS: dict[str, tuple[Action, str]] = {
    "gradual_rollout": ("gradual", "set_canary_weight"),
    "full_deployment": ("promote", "full_deployment"),
    "deploy_idle": ("deploy_idle", "deploy_idle"),
    "switch_traffic": ("switch", "switch_traffic"),
}


@dataclass(slots=True)
class RolloutResolver:
    """`asked` are the alerts that the user asked for."""

    pipeline: Pipeline
    compiler: Compiler
    asked: Sequence[Alert]
    context: Context

    def resolve(self) -> Rollout:
        stages: list[Stage] = []
        warned: set[str] = set()
        for spec in self.pipeline.stages:
            previous = stages[-1].name if stages else None
            stages.append(self._stage(spec, previous, warned))
        check_order(stages, self.context)
        rollback = self._rollback()
        if rollback is not None:
            check_way_back(rollback, stages, self.context)
        gate = self._gate(stages)
        return Rollout(tuple(stages), rollback, self._spare(stages), gate)

    def _gate(self, stages: list[Stage]) -> Gate | None:
        """None where nothing is watched and nobody asked for it."""
        watching = list(filter(watches, stages))
        if not watching and self.pipeline.gate is None:
            return None
        gate = GateResolver(self.pipeline, self.compiler, self.asked, self.context).resolve()
        check_watches(self.pipeline, watching, gate, self.context)
        return gate

    def _spare(self, stages: list[Stage]) -> tuple[Step, ...]:
        """Bound steps that no stage runs; a script's name binds the words that call it, too."""
        used = {step.name for stage in stages for step in stage.steps}
        used |= {_script(name) for name in used}
        if self.pipeline.rollback is not None and self.pipeline.rollback.command is None:
            used.add("rollback")
        spare = []
        # A stage that is broken may have run it.
        unknown = self.context.lacks_some("stages", "pipeline", "stages")
        for name, binding in self.pipeline.steps.items():
            if name in used:
                continue
            path: Path = ("pipeline", "steps", name)
            if not unknown:
                self.context.report(
                    rules.STEP_UNUSED,
                    path,
                    f"no stage runs the step `{name}`",
                    at=self.context.document.key_span(path),
                    help="add it to the `steps` of a stage, unless people run it by hand",
                )
            own = binding if isinstance(binding, StepBinding) else None
            command = binding if isinstance(binding, str) else binding.run
            spare.append(self._made(name, "run", command, None, own, path))
        return tuple(spare)

    def _stage(self, spec: StageSpec, previous: str | None, warned: set[str]) -> Stage:
        context = self.context
        steps = tuple(
            self._step(name, (*spec.path, "steps", index), warned)
            for index, name in enumerate(spec.steps)
        )
        strategy: Strategy | None = "blue_green" if spec.strategy == "blue-green" else spec.strategy
        told = next((step for step in steps if step.action not in ("run", "watch")), None)
        if strategy is None and told is not None:
            strategy = BELONGS.get(told.action, "canary")
            because = f"the step {told.name} belongs to it"
            context.default(spec.name, "strategy", strategy, spec.path, because)
        needs: tuple[str, ...] = ()
        if spec.needs is not None:
            needs = (spec.needs,) if isinstance(spec.needs, str) else tuple(spec.needs)
        elif previous is not None:
            needs = (previous,)
            context.default(spec.name, "needs", previous, spec.path, "stages run in order")
        runs_on: tuple[str, ...] = ("ubuntu-latest",)
        if spec.runs_on is not None:
            runs_on = (spec.runs_on,) if isinstance(spec.runs_on, str) else tuple(spec.runs_on)
        else:
            because = "GitHub's own runner"
            context.default(spec.name, "runs_on", runs_on[0], spec.path, because)
        stage = Stage(
            spec.name,
            strategy,
            steps,
            needs,
            self._environment(spec, strategy, steps),
            runs_on,
            spec.timeout,
            spec.if_,
            context.origin(spec.path),
        )
        check_steps(stage, context)
        own = [step.name for step in moves(stage) if step.action == "run"]
        if own:
            because = "it has a strategy, and no name of a step tells more"
            context.default(spec.name, "moves traffic", ", ".join(own), spec.path, because)
        return stage

    def _environment(
        self, spec: StageSpec, strategy: Strategy | None, steps: Sequence[Step]
    ) -> str | None:
        """What guards the secrets and approvals of a stage that deploys, or asks Prometheus."""
        if spec.environment is not None:
            return spec.environment
        match = _DEPLOYS.fullmatch(spec.name)
        asks = any(step.action == "watch" for step in steps)
        if match is None and strategy is None and not asks:
            return None
        found = match[1] if match is not None else spec.name
        because = "the stage deploys" if match or strategy else "the stage asks Prometheus"
        self.context.default(spec.name, "environment", found, spec.path, because)
        return found

    def _step(self, name: str, path: Path, warned: set[str]) -> Step:
        """What the name means by the words of the language, and what it runs."""
        action: Action = "run"
        script, amount = name, None
        if (watch := _WATCH.fullmatch(name)) is not None:
            amount = int(watch[1]) * _SECONDS[watch[2]]
            self._check_amount(
                amount, 1, 6 * 3600, "a watch lasts between 1 second and 6 hours", path
            )
            self._check_unbound(name, warned)
            return self._made(name, "watch", None, amount, None, path)
        for pattern, meaning, verb in _AMOUNTS:
            if (match := pattern.fullmatch(name)) is not None:
                action, script, amount = meaning, verb, int(match[1])
                self._check_amount(
                    amount, 1, 100, "a share of the traffic is 1 to 100 percent", path
                )
        if name in _WORDS:
            action, script = _WORDS[name]
        binding = self.pipeline.steps.get(name) or self.pipeline.steps.get(script)
        if binding is None and not self.context.wrote("pipeline", "steps", name):
            self._unbound(name, script, action, path, warned)
        command = f"./ops/steps/{script}"
        if isinstance(binding, str):
            command = binding
        elif binding is not None:
            command = binding.run
        own = binding if isinstance(binding, StepBinding) else None
        return self._made(name, action, command, amount, own, path)

    def _made(
        self,
        name: str,
        action: Action,
        command: str | None,
        amount: int | None,
        own: StepBinding | None,
        path: Path,
    ) -> Step:
        return Step(
            name,
            action,
            command,
            amount,
            tuple(sorted(own.env.items())) if own else (),
            tuple(own.secrets) if own else (),
            tuple(own.outputs) if own else (),
            tuple(sorted(own.permissions.items())) if own else (),
            own.timeout if own else None,
            self.context.origin(path),
        )

    def _check_unbound(self, name: str, warned: set[str]) -> None:
        """What stands below the name of a watch would never run."""
        if name not in self.pipeline.steps or name in warned:
            return
        warned.add(name)
        path: Path = ("pipeline", "steps", name)
        self.context.report(
            rules.WATCH_BOUND,
            path,
            f"`{name}` waits on the metrics and runs nothing: what is bound to it is left out",
            at=self.context.document.key_span(path),
            help="give the command a name of its own, and put that before or after the watch",
        )

    def _check_amount(self, amount: int, least: int, most: int, rule: str, path: Path) -> None:
        if not least <= amount <= most:
            message = f"{rule}, not {amount}"
            self.context.report(rules.BAD_STEP, path, message, help="mend the number in the name")

    def _unbound(
        self, name: str, script: str, action: Action, path: Path, warned: set[str]
    ) -> None:
        """A warning until the script exists; the words of a rollout are understood without."""
        file = f"ops/steps/{script}"
        because = "`pipeline.steps` has no entry for it"
        self.context.default(name, "command", f"./{file}", path, because)
        if action != "run" or name in warned or self.context.workspace.has_file(file):
            return
        warned.add(name)
        close = nearest(name, self.pipeline.steps)
        notes = [f"`{close[0]}` is bound: is that the one?"] if close else []
        bound = self.context.document.has(("pipeline", "steps"))
        snippet = f'{name}: "make {name}"'
        self.context.report(
            rules.STEP_UNBOUND,
            path,
            f"the step `{name}` runs ./{file}, which does not exist",
            help=f'bind it: `steps: {{{name}: "<command>"}}` under pipeline, or write ./{file}',
            notes=notes,
            edit=self.context.document.insertion(
                ("pipeline", "steps") if bound else ("pipeline",),
                snippet if bound else f"steps:\n  {snippet}",
            ),
        )

    def _rollback(self) -> Rollback | None:
        spec, context = self.pipeline.rollback, self.context
        if spec is None:
            return None
        path = spec.path
        command = spec.command or self._bound("rollback")
        if command is None:
            command = "./ops/steps/rollback"
            self._warn_of_rollback(command, path)
        trigger = None
        if spec.trigger is not None:
            compiled = self.compiler.condition(
                spec.trigger, (*path, "trigger"), "rollback", None, False
            )
            trigger = compiled.condition if compiled is not None else None
        if spec.automatic is None:
            because = "nobody asked for it: a person decides"
            context.default("rollback", "automatic", "false", path, because)
        bound = self.pipeline.steps.get("rollback") if spec.command is None else None
        own = bound if isinstance(bound, StepBinding) else None
        return Rollback(
            bool(spec.automatic),
            trigger,
            command,
            context.origin(path),
            tuple(sorted(own.env.items())) if own else (),
            tuple(own.secrets) if own else (),
            tuple(sorted(own.permissions.items())) if own else (),
            own.timeout if own else None,
        )

    def _bound(self, name: str) -> str | None:
        """The command that `pipeline.steps` gives to `name`."""
        binding = self.pipeline.steps.get(name)
        return binding.run if isinstance(binding, StepBinding) else binding

    def _warn_of_rollback(self, command: str, path: Path) -> None:
        context = self.context
        if context.wrote(*path, "command"):
            return
        because = "nothing says how to go back"
        context.default("rollback", "command", command, path, because)
        if context.workspace.has_file("ops/steps/rollback"):
            return
        context.report(
            rules.ROLLBACK_UNBOUND,
            path,
            "the rollback runs ./ops/steps/rollback, which does not exist",
            help='say how: `command: "<command>"`, or write ./ops/steps/rollback',
            edit=context.document.insertion(path, 'command: "make rollback"'),
        )


def _script(name: str) -> str:
    """The script behind a word of the rollout: `deploy_canary` of `deploy_canary_10_percent`."""
    for pattern, _, verb in _AMOUNTS:
        if pattern.fullmatch(name):
            return verb
    return _WORDS[name][1] if name in _WORDS else name
