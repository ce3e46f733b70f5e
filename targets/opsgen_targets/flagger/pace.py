"""How fast Flagger goes: one interval for all, with one look at the end of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.plan.gate import Gate
from opsgen.plan.phases import Phase, phase
from opsgen.plan.rollout import Stage
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.course import Weight

LEAST_INTERVAL = 10
"""Seconds; Flagger takes less for so many (flagger, pkg/apis/flagger/v1beta1/canary.go)."""


@dataclass(frozen=True, slots=True)
class Held:
    """For how many seconds a weight is watched."""

    percent: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Pace:
    """`interval` in seconds; of a canary its weights, of a blue-green rollout how many looks."""

    interval: int
    weights: tuple[int, ...] = ()
    iterations: int = 0


def held(stage: Stage, gate: Gate) -> tuple[Held, ...]:
    """The weights before the last one, and how long each is watched."""
    found: list[Held] = []
    for event in course.events(stage, gate):
        if isinstance(event, Weight):
            if event.full:
                break
            found.append(Held(event.percent, 0))
        elif isinstance(event, Phase) and found:
            found[-1] = Held(found[-1].percent, found[-1].seconds + event.seconds)
    return tuple(found)


def unwatched(stage: Stage, gate: Gate) -> Iterator[Phase]:
    """Watches that Flagger has no place for: before any traffic and after the promotion."""
    reached: Weight | None = None
    for event in course.events(stage, gate):
        if isinstance(event, Weight):
            reached = event
        elif isinstance(event, Phase) and (reached is None or reached.full):
            yield event


def pace(stage: Stage, gate: Gate) -> Pace:
    """No watch gets shorter: the longest decides for all weights."""
    if stage.strategy == "blue_green":
        before, _ = course.watched_around(stage, gate)
        interval = gate.interval
        if before:
            interval = phase("before", before, None, gate).interval
        interval = max(interval, LEAST_INTERVAL)
        return Pace(interval, iterations=max(1, before // interval))
    steps = held(stage, gate)
    longest = max((each.seconds for each in steps), default=0)
    weights = tuple(each.percent for each in steps)
    return Pace(max(longest, LEAST_INTERVAL), weights=weights)
