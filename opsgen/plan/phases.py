"""The phases of a rollout's watch: at which weight, for how long, how often it looks.

Whoever runs a watch and whoever tells people of it must mean the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Action, Stage, Step

MOVING: tuple[Action, ...] = ("traffic", "gradual", "promote", "switch", "batch")
"""Actions after which the new version has users."""


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


def phases(stage: Stage, gate: Gate) -> Iterator[Phase]:
    """Every watch of a stage in order: its own, and one for each weight of a gradual rollout."""
    percent: int | None = None
    alone = False
    used: dict[str, int] = {}
    for step in stage.steps:
        if step.action == "traffic":
            percent = step.amount
        alone = alone or _takes_all(step)
        if step.action == "watch":
            assert step.amount is not None
            found = phase(_once(step.name, used), step.amount, percent, gate)
            yield replace(found, alone=alone)
        for weight in weights(step, gate, percent or 0):
            yield phase(_once(f"{step.name}_{weight}", used), gate.hold, weight, gate)


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
