"""The phases of a rollout's watch: at which weight, for how long, how often it looks.

Whoever runs a watch and whoever tells people of it must mean the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Action, Stage, Step

_MOVING: tuple[Action, ...] = ("traffic", "gradual", "promote", "switch", "batch")
_WATCHING: tuple[Action, ...] = ("watch", "gradual")


@dataclass(frozen=True, slots=True)
class Phase:
    """One watch: `name` is what a gate calls it by; `percent` the canary's part of the traffic.

    It lasts `seconds`, first looks after `delay`, then every `interval`, and passes with no
    fewer than `passes` real passes of every check. `alone` tells that the stable version has no
    traffic left, with which it could be compared.
    """

    name: str
    seconds: int
    delay: int
    interval: int
    passes: int
    percent: int | None = None
    alone: bool = False


def moves(stage: Stage) -> tuple[Step, ...]:
    """The steps after which the new version has users.

    Their names tell it. Where a stage has a strategy and all its commands are called as the user
    likes, each of them may be the one.
    """
    own = tuple(step for step in stage.steps if step.action == "run")
    if stage.strategy is not None and all(step.action in ("run", "watch") for step in stage.steps):
        return own
    return tuple(step for step in stage.steps if step.action in _MOVING)


def watches(stage: Stage) -> bool:
    """Whether a step of it waits on the metrics."""
    return any(step.action in _WATCHING for step in stage.steps)


def unwatched(stage: Stage) -> Iterator[Step]:
    """Steps that move traffic while nobody looks before the next move or the end."""
    for step, after in zip_longest(stage.steps, stage.steps[1:]):
        looks = after is not None and after.action in _WATCHING
        if step.action in ("traffic", "switch", "batch") and not looks:
            yield step
    own = [step for step in moves(stage) if step.action == "run"]
    if own and not any(step.action == "watch" for step in _from(stage, own[0])):
        yield own[-1]


def begins(stage: Stage) -> Step | None:
    """The step with which its rollout begins: until then nothing is there that could go wrong."""
    moved = moves(stage)
    return next(
        (step for step in stage.steps if step in moved or step.action == "deploy_idle"), None
    )


def phases(stage: Stage, gate: Gate) -> Iterator[Phase]:
    """Every watch of a stage in order: its own, and one for each weight of a gradual rollout."""
    percent: int | None = None
    deployed, alone = 0, False
    used: dict[str, int] = {}
    for step in stage.steps:
        if step.action == "traffic":
            percent = deployed = step.amount or 0
        if _takes_all(step):
            alone, percent = True, percent if percent is None else 100
        if step.action == "watch":
            assert step.amount is not None
            found = phase(_once(step.name, used), step.amount, percent, gate)
            yield replace(found, alone=alone)
        for weight in weights(step, gate, deployed):
            percent = weight
            yield phase(_once(f"{step.name}_{weight}", used), gate.hold, weight, gate)


def _from(stage: Stage, first: Step) -> tuple[Step, ...]:
    return stage.steps[stage.steps.index(first) :]


def _takes_all(step: Step) -> bool:
    """Whether the new version has all traffic from this step on."""
    return step.action in ("promote", "switch") or (
        step.action in ("traffic", "batch") and step.amount == 100
    )


def weights(step: Step, gate: Gate, above: int) -> tuple[int, ...]:
    """The percents that a gradual rollout goes through, from more than the canary has."""
    if step.action != "gradual":
        return ()
    return tuple(weight for weight in gate.weights if weight > above)


def phase(name: str, seconds: int, percent: int | None, gate: Gate) -> Phase:
    """A watch of `seconds` at the pace of the gate."""
    # A short watch still looks ten times, and still has half of its time to look in.
    interval = max(1, min(gate.interval, seconds // 10))
    delay = min(gate.delay, seconds // 2)
    looks = (seconds - delay) // interval + 1
    return Phase(name, seconds, delay, interval, max(1, looks // 2), percent)


def _once(name: str, used: dict[str, int]) -> str:
    """A second watch of the same name gets a number, as its step's id does."""
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}_{used[name]}"
