"""The worlds of a plan: few, shared by all alerts that do not turn the same knob differently.

Pure data: series with samples, and what fires when. Every expectation is computed by the
evaluator from the samples, as every supported version of the engine reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from opsgen.plan import Alert, Plan
from opsgen.proof.courses import Tempo, tracks
from opsgen.proof.evaluate import Evaluator
from opsgen.proof.knobs import Board, Knob, readers
from opsgen.proof.moments import expected
from opsgen.proof.reading import PROMETHEUS_2_42, PROMETHEUS_3
from opsgen.proof.samples import LabelSet, Samples, Track
from opsgen.proof.scenarios import KINDS, Kind, Trial, trials, usual
from opsgen.proof.search import leaves
from opsgen.proof.steady import Level, Levels, Steady
from opsgen.proof.tempo import Pace, pace_of, settles, tempo_of
from opsgen.proof.unproven import UnprovenError

_READINGS = (PROMETHEUS_2_42, PROMETHEUS_3)


@dataclass(frozen=True, slots=True)
class Expectation:
    """At the second `at`, `alert` fires for each of `labels`: for none, when there is none.

    `about` is the kind of world that was built for this alert, None where it was built for others.
    """

    alert: str
    at: int
    labels: tuple[LabelSet, ...]
    about: Kind | None


@dataclass(frozen=True, slots=True)
class World:
    """Samples from second 0 on, and what is expected of them."""

    name: str
    kind: Kind
    pace: Pace
    levels: Levels
    tracks: tuple[Track, ...]
    expectations: tuple[Expectation, ...]
    tempo: Tempo


@dataclass(frozen=True, slots=True)
class Proof:
    """All worlds of a plan; the alerts that fire in none; those left unjudged, with the reason."""

    worlds: tuple[World, ...]
    never: tuple[str, ...] = ()
    unproven: Mapping[str, str] = field(default_factory=dict)


def prove(plan: Plan) -> Proof:
    """Worlds for every alert of the plan."""
    unproven: dict[str, str] = {}
    known: list[Alert] = []
    for alert in plan.alerts:
        try:
            _probe(alert)
            known.append(alert)
        except UnprovenError as error:
            unproven[alert.name] = str(error)
    board = Board(readers(alert.condition for alert in known))
    found: list[Trial] = []
    start = usual(board, known)
    for alert in known:
        try:
            found += (_lasting(plan, trial) for trial in trials(board, alert, start))
        except UnprovenError as error:
            unproven[alert.name] = str(error)
    worlds = tuple(
        _world(f"{pack[0].kind} {number}", pace, pack)
        for number, (pace, pack) in enumerate(_packed(plan, found), 1)
    )
    firing = {
        one.alert
        for world in worlds
        for one in world.expectations
        if one.labels and one.about == "above"
    }
    never = tuple(
        alert.name for alert in known if alert.name not in firing and alert.name not in unproven
    )
    return Proof(worlds, never, unproven)


def _probe(alert: Alert) -> None:
    """Raises UnprovenError for an alert that asks for more than levels."""
    board = Board(readers([alert.condition]))
    steady = Steady(board, {knob: Level(1.0, 1.0) for knob in board.knobs})
    for leaf in leaves(alert.condition):
        steady.margin(leaf)


def _lasting(plan: Plan, trial: Trial) -> Trial:
    """The trial at the first levels at which it fires for as long as it must."""
    for levels in (trial.levels, *trial.others) if trial.others else ():
        nearer = replace(trial, levels=levels)
        world = _world("", pace_of(plan, nearer), [nearer])
        if any(one.labels for one in world.expectations):
            return nearer
    return trial


def _packed(plan: Plan, found: Sequence[Trial]) -> Iterator[tuple[Pace, list[Trial]]]:
    """Trials that can be played at once: of one kind and one pace, and no knob at two levels."""
    packs: list[tuple[Pace, dict[Knob, Level], list[Trial]]] = []
    for trial in sorted(found, key=lambda trial: KINDS.index(trial.kind)):
        own = pace_of(plan, trial)
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


def _world(name: str, pace: Pace, pack: Sequence[Trial]) -> World:
    levels = {knob: level for trial in pack for knob, level in trial.levels.items()}
    tempo = tempo_of(pace, pack)
    made = tracks(levels, tempo)
    evaluators = [Evaluator(Samples(made), pace.step, reading) for reading in _READINGS]
    expectations = tuple(
        Expectation(trial.alert.name, at, labels, trial.kind)
        for trial in pack
        for at, labels in expected(trial.alert, evaluators, tempo, pace.step, settles(trial))
    )
    return World(name, pack[0].kind, pace, levels, made, expectations, tempo)
