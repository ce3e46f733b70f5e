"""The course of a rollout: which part of the traffic when, and what is watched there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.plan import Plan
from opsgen.plan.gate import Check, Gate
from opsgen.plan.phases import Phase, phases, weights
from opsgen.plan.rollout import Stage
from opsgen.promql.evidence import as_check
from opsgen_targets.in_cluster import ClusterOptions


@dataclass(frozen=True, slots=True)
class Weight:
    """The new version gets `percent` of the traffic; at the end of all, it is `full`."""

    percent: int
    full: bool = False


@dataclass(frozen=True, slots=True)
class Switch:
    """All traffic goes over to the new version at once."""


Event = Weight | Switch | Phase


def moving(plan: Plan) -> tuple[Stage, ...]:
    """The stages in which a new version takes over."""
    stages = plan.rollout.stages if plan.rollout is not None else ()
    return tuple(stage for stage in stages if stage.strategy is not None)


def chosen(plan: Plan, options: ClusterOptions) -> Stage | None:
    """The stage that the controller takes over; None where that is not clear."""
    stages = [stage for stage in moving(plan) if options.stage in (None, stage.name)]
    return stages[0] if len(stages) == 1 else None


def events(stage: Stage, gate: Gate) -> Iterator[Event]:
    """What happens, in order. Commands are left to whoever runs them."""
    watches, reached = phases(stage, gate), 0
    for step in stage.steps:
        if step.action == "watch":
            yield next(watches)
        elif step.action == "traffic":
            reached = step.amount or 0
            yield Weight(reached)
        elif step.action == "promote":
            yield Weight(100, full=True)
        elif step.action == "switch":
            yield Switch()
        for weight in weights(step, gate, reached):
            yield Weight(weight)
            yield next(watches)


def checks(gate: Gate, alone: bool = False) -> tuple[Check, ...]:
    """All that is looked at; comparisons too, unless the new version is `alone`: then the stable
    one has no traffic left to be compared with."""
    return gate.checks if alone else (*gate.checks, *map(as_check, gate.comparisons))


def watched_around(stage: Stage, gate: Gate) -> tuple[int, int]:
    """Seconds of watching before the switch of a blue-green rollout, and after it."""
    seconds, switched = [0, 0], 0
    for event in events(stage, gate):
        if isinstance(event, Switch):
            switched = 1
        elif isinstance(event, Phase):
            seconds[switched] += event.seconds
    return seconds[0], seconds[1]


def switches(stage: Stage) -> bool:
    """Whether the stage ends with the new version taking all traffic."""
    return any(step.action in ("promote", "switch") for step in stage.steps)
