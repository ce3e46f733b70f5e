"""One world: samples, and what fires when, as every supported version of the engine sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsgen.proof.courses import Quiet, Tempo, tracks
from opsgen.proof.evaluate import Evaluator
from opsgen.proof.moments import expected
from opsgen.proof.reading import PROMETHEUS_2_42, PROMETHEUS_3
from opsgen.proof.samples import LabelSet, Samples, Track
from opsgen.proof.scenarios import Kind, Trial
from opsgen.proof.steady import Levels
from opsgen.proof.tempo import Pace, settles, tempo_of

_READINGS = (PROMETHEUS_2_42, PROMETHEUS_3)


@dataclass(frozen=True, slots=True)
class Expectation:
    """At the second `at`, `alert` fires for each of `labels`: for none, when there is none.

    `about` is the kind of world that was built for this alert.
    """

    alert: str
    at: int
    labels: tuple[LabelSet, ...]
    about: Kind
    figures: tuple[tuple[float, ...], ...] = ()
    """For each of `labels` the figure that is told there, as each version reads it, if it is."""


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


def evaluators(made: tuple[Track, ...], pace: Pace, tempo: Tempo) -> list[Evaluator]:
    """One for each way of reading the samples, the newest last."""
    quiet = Quiet(tempo, pace.step)
    return [
        Evaluator(Samples(made), pace.step, reading, quiet, pace.planned) for reading in _READINGS
    ]


def world_of(name: str, pace: Pace, pack: Sequence[Trial]) -> World:
    """The world in which each of `pack` is tried, which share no knob at two levels."""
    levels = {knob: level for trial in pack for knob, level in trial.levels.items()}
    tempo = tempo_of(pace, pack)
    made = tracks(levels, tempo)
    judges = evaluators(made, pace, tempo)
    expectations = tuple(
        Expectation(trial.alert.name, at, tuple(firing), trial.kind, tuple(firing.values()))
        for trial in pack
        for at, firing in expected(trial.alert, judges, tempo, pace.step, settles(trial))
    )
    return World(name, pack[0].kind, pace, levels, made, expectations, tempo)
