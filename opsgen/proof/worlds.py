"""The worlds of a plan: few, shared by all alerts that do not turn the same knob differently.

Pure data: series with samples, and what fires when. Every expectation is computed by the
evaluator from the samples, as every supported version of the engine reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsgen.plan import Alert, Plan
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.engines import FEATURES, dotted, supports
from opsgen.proof import spans
from opsgen.proof.digests import digest_world, listed
from opsgen.proof.knobs import Board, Knob, readers
from opsgen.proof.scenarios import KINDS, Trial, trials, usual
from opsgen.proof.steady import Level, Steady
from opsgen.proof.tempo import Pace, paces_of
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.world import World, world_of


@dataclass(frozen=True, slots=True)
class Proof:
    """All worlds of a plan; the alerts that fire in none; those left unjudged, with the reason."""

    worlds: tuple[World, ...]
    never: tuple[str, ...] = ()
    unproven: Mapping[str, str] = field(default_factory=dict)


_NATIVE = "prometheus.tests.native_histograms"

Paced = tuple[Trial, Pace]


def prove(plan: Plan) -> Proof:
    """Worlds for every alert of the plan."""
    unproven: dict[str, str] = {}
    known: list[Alert] = []
    lists = [alert for alert in plan.alerts if listed(alert) is not None]
    for alert in plan.alerts:
        try:
            if alert not in lists:
                _probe(plan, alert)
                known.append(alert)
        except UnprovenError as error:
            unproven[alert.name] = str(error)
    board = Board(readers(alert.condition for alert in known))
    found: list[Paced] = []
    start = usual(board, known)
    for alert in known:
        try:
            found += (_lasting(plan, trial) for trial in trials(board, alert, start))
        except UnprovenError as error:
            unproven[alert.name] = str(error)
    worlds = [world_of(pack[0].kind, pace, pack) for pace, pack in _packed(found)]
    for alert in lists:
        try:
            worlds.append(digest_world(plan, alert, found, start))
        except UnprovenError as error:
            unproven[alert.name] = str(error)
    firing = _firing(worlds)
    for alert in known:
        if alert.name not in firing and alert.name not in unproven:
            worlds += (own := _alone(plan, alert))
            firing |= _firing(own)
    names = [alert.name for alert in (*known, *lists) if alert.name not in unproven]
    return Proof(
        tuple(replace(world, name=f"{world.name} {n}") for n, world in enumerate(worlds, 1)),
        tuple(name for name in names if name not in firing),
        unproven,
    )


def _firing(worlds: Iterable[World]) -> set[str]:
    """The alerts that fire where they should."""
    return {
        one.alert
        for world in worlds
        for one in world.expectations
        if one.labels and one.about == "above"
    }


def _alone(plan: Plan, alert: Alert) -> list[World]:
    """Worlds of the alert without the others: one that may see no error at all presses what is
    usual so low that another finds nothing to compare the present with."""
    board = Board(readers([alert.condition]))
    found = [_lasting(plan, trial) for trial in trials(board, alert, usual(board, [alert]))]
    worlds = [world_of(pack[0].kind, pace, pack) for pace, pack in _packed(found)]
    return worlds if _firing(worlds) else []


def _probe(plan: Plan, alert: Alert) -> None:
    """Raises UnprovenError for an alert that asks for more than levels, or than the declared
    engine's unit tests can say."""
    native = any(
        isinstance(inner.node, v.Quantile) and inner.node.native
        for value in plan_conditions.values(alert.condition)
        for inner in v.walk(value)
    )
    if native and not supports(plan.engines, _NATIVE):
        since = dotted(FEATURES[_NATIVE].since)
        raise UnprovenError(
            f"its tests would need promtool {since}, which reads native histograms: declare "
            f"`targets.prometheus.version`"
        )
    board = Board(readers([alert.condition]))
    steady = Steady(board, {knob: Level(1.0, 1.0) for knob in board.knobs})
    for leaf in plan_conditions.leaves(alert.condition):
        steady.margin(leaf)


def _lasting(plan: Plan, trial: Trial) -> Paced:
    """The trial at the first levels and the rarest looks at which it fires as long as it must."""
    paces = list(paces_of(plan, trial))
    # What is compared with the past may be over too soon for either.
    fades = trial.fires and spans.reads_past(trial.alert.condition)
    for pace in paces if fades else ():
        for levels in (trial.levels, *trial.others):
            nearer = replace(trial, levels=levels)
            world = world_of("", pace, [nearer])
            if any(one.labels for one in world.expectations):
                return nearer, pace
    return trial, paces[0]


def _packed(found: Sequence[Paced]) -> Iterator[tuple[Pace, list[Trial]]]:
    """Trials that can be played at once: of one kind and one pace, and no knob at two levels."""
    packs: list[tuple[Pace, dict[Knob, Level], list[Trial]]] = []
    for trial, own in sorted(found, key=lambda paced: KINDS.index(paced[0].kind)):
        for pace, levels, pack in packs:
            if (
                pack[0].kind == trial.kind
                and pace == own
                and all(other.alert != trial.alert for other in pack)
                and all(levels.get(knob, level) == level for knob, level in trial.levels.items())
            ):
                levels.update(trial.levels)
                pack.append(trial)
                break
        else:
            packs.append((own, dict(trial.levels), [trial]))
    return ((pace, pack) for pace, _, pack in packs)
