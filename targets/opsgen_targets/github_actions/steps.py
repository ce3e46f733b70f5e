"""The steps of a job: the user's own, the watches, and what comes before the first that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsgen.artifacts import Noted, YamlNode
from opsgen.artifacts.names import gate_plan_path
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.gate import Gate
from opsgen.plan.phases import Phase, begins, moves, phases, weights
from opsgen.plan.rollout import Stage, Step
from opsgen_targets.github_actions import around, timeouts
from opsgen_targets.github_actions.pins import CHECKOUT
from opsgen_targets.github_actions.scripts import ending_with_its_shell, gate, script


@dataclass(frozen=True, slots=True)
class Placed:
    """A step in its job: `id` is unique there; `seconds` is the longest that it takes.

    `step` is the user's own that it runs; `moves` tells whether it moves traffic, `watches`
    whether it waits on the metrics.
    """

    id: str
    seconds: int
    body: dict[str, YamlNode]
    step: Step | None = None
    moves: bool = False
    watches: bool = False


class Ids:
    """Ids by name; one that is taken gets a number. GitHub tells them apart without case."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.used = {name.lower() for name in taken}

    def unique(self, name: str) -> str:
        id, number = name, 1
        while id.lower() in self.used:
            number += 1
            id = f"{name}_{number}"
        self.used.add(id.lower())
        return id


_OURS = ("dry_run", "preflight", "mark", "rollback", "state")


def checkout(pin: Pin) -> dict[str, YamlNode]:
    return {
        "name": "Check out",
        "uses": Noted(f"{CHECKOUT}@{pin.commit}", pin.version),
        "with": {"persist-credentials": False},
    }


def steps(
    plan: Plan, stage: Stage, watcher: Gate | None, known: Mapping[str, str]
) -> Iterator[Placed]:
    """All of a stage's steps in order. `known` are outputs of the stages before, by variable."""
    names = Ids(_OURS)
    watched = iter(phases(stage, watcher) if watcher is not None else ())
    outputs = dict(known)
    first, moving, begun = begins(stage), moves(stage), False
    for place, step in enumerate(stage.steps):
        if step == first:
            # A dry run leaves out this one and all that follows.
            begun = True
            yield from _before(plan, stage, place, watcher)
        if step.action == "watch":
            yield _watch(plan, stage, next(watched), names.unique(step.name), step.name)
        elif step.action == "gradual" and watcher is not None:
            for weight in weights(step, watcher, percent_before(stage, step)):
                name = f"{step.name}_{weight}"
                id, told = names.unique(name), f"{step.name}: {weight} %"
                yield _run(step, id, told, weight, outputs, begun, True)
                outputs |= _given(step, id)
                id, told = names.unique(f"{name}_watch"), f"{step.name}: watch at {weight} %"
                yield _watch(plan, stage, next(watched), id, told)
        else:
            id = names.unique(step.name)
            yield _run(step, id, step.name, step.amount, outputs, begun, step in moving)
            outputs |= _given(step, id)


def _given(step: Step, id: str) -> dict[str, str]:
    return {variable(each): f"${{{{ steps.{id}.outputs.{each} }}}}" for each in step.outputs}


def variable(output: str) -> str:
    """The environment variable in which later steps find an output: `OPSGEN_IMAGE`."""
    return "OPSGEN_" + output.upper().replace("-", "_")


def percent_before(stage: Stage, gradual: Step) -> int:
    """The canary's part when the gradual rollout begins."""
    before = stage.steps[: stage.steps.index(gradual)]
    return next((step.amount or 0 for step in reversed(before) if step.action == "traffic"), 0)


def span_to_undo(placed: Sequence[Placed]) -> tuple[str, str] | None:
    """(the first step that moves traffic, the last of the stage); None where none moves any.

    Until the last has passed a failure goes back: also that of a smoke test after the last watch.
    """
    first = next((each.id for each in placed if each.moves), None)
    return (first, placed[-1].id) if first is not None else None


def _before(plan: Plan, stage: Stage, place: int, watcher: Gate | None) -> Iterator[Placed]:
    yield Placed("dry_run", 60, around.dry_run(step.name for step in stage.steps[place:]))
    if watcher is None:
        return
    yield Placed("preflight", timeouts.PREFLIGHT, around.preflight(plan, stage))
    if plan.links.dashboards is not None:
        yield Placed("mark", 60, around.mark_begin(stage))


def _run(
    step: Step,
    id: str,
    name: str,
    amount: int | None,
    outputs: Mapping[str, str],
    begun: bool,
    moving: bool,
) -> Placed:
    seconds = timeouts.of_step(step)
    env: dict[str, YamlNode] = dict(outputs)
    env |= dict(step.env)
    env |= {secret: around.secret_of(secret) for secret in step.secrets}
    if moving and amount is not None:
        env["OPSGEN_WEIGHT"] = str(amount)
    command = step.command or "true"
    body: dict[str, YamlNode] = {"name": name, "id": id}
    # A dry run moves nothing, whatever the command would make of a variable that says so.
    body |= around.REAL if begun else {}
    body |= {"env": env} if env else {}
    body |= {
        "timeout-minutes": timeouts.minutes(seconds),
        "run": ending_with_its_shell(command) if moving else script(command),
    }
    return Placed(id, seconds, body, step, moving)


def _watch(plan: Plan, stage: Stage, phase: Phase, id: str, name: str) -> Placed:
    seconds = timeouts.of_watch(phase.seconds)
    report = f'"$RUNNER_TEMP/opsgen/{id}.json"'
    arguments = f"--plan {gate_plan_path(stage.name)} --phase {phase.name} --report {report}"
    body: dict[str, YamlNode] = {
        "name": name,
        "id": id,
        **around.REAL,
        "env": around.prometheus_env(plan),
        "timeout-minutes": timeouts.minutes(seconds),
        "run": gate("watch", arguments),
    }
    return Placed(id, seconds, body, watches=True)
