"""From levels to samples: all is usual, then comes the trouble, then all is usual again."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from opsgen.proof.knobs import Knob
from opsgen.proof.runs import Run, Runs
from opsgen.proof.samples import LabelSet, Track
from opsgen.proof.steady import Level, Levels, Phase, buckets


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds: from `start` on all is usual for `usual`, then trouble, then usual for `after`.

    There is one sample every `scrape`.
    """

    usual: int
    trouble: int
    after: int
    scrape: int
    start: int = 0

    @property
    def turn(self) -> int:
        """When the trouble begins."""
        return self.start + self.usual

    @property
    def back(self) -> int:
        """When it is over."""
        return self.turn + self.trouble

    @property
    def end(self) -> int:
        return self.back + self.after

    def phases(self) -> Iterator[tuple[int, int, Phase]]:
        """(second of the first sample, number of samples, phase)."""
        edges = (self.start, self.turn, self.back, self.end)
        for (begin, end), phase in zip(pairwise(edges), _COURSE, strict=True):
            first = begin + (self.start - begin) % self.scrape
            count = -(-(end - first) // self.scrape)
            if count > 0:
                yield first, count, phase


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nothing changes in a world that is looked at every `step` seconds."""

    tempo: Tempo
    step: int
    _edges: tuple[int, ...] = field(init=False)
    _period: int = field(init=False)

    def __post_init__(self) -> None:
        tempo = self.tempo
        object.__setattr__(self, "_edges", (tempo.start, tempo.turn, tempo.back, tempo.end))
        object.__setattr__(self, "_period", math.lcm(self.step, tempo.scrape))

    def same(self, at: int, back: int) -> int:
        """A second at which all is as it is at `at`, for what sees the last `back` seconds.

        It is as far from its last sample as `at` is; often it is `at` itself.
        """
        quiet, _ = self._span(at, back)
        return at if at <= quiet else at - (at - quiet) // self._period * self._period

    def until(self, at: int, back: int) -> int:
        """Until when it stays so; `at` where something has just changed."""
        quiet, end = self._span(at, back)
        return at if at <= quiet else end - 1

    @property
    def beat(self) -> int:
        """Looks until the newest sample is as old again."""
        return self._period // self.step

    def _span(self, at: int, back: int) -> tuple[int, int]:
        """Around `at`: from when on nothing has changed for `back` seconds, and the next change."""
        place = bisect_right(self._edges, at)
        if not 0 < place < len(self._edges):
            return at, at
        # A sample may stand on the edge of what is seen.
        slack = 2 * max(self.step, self.tempo.scrape)
        return self._edges[place - 1] + back + slack, self._edges[place]


_COURSE: tuple[Phase, ...] = ("past", "present", "past")


def tracks(levels: Levels, tempo: Tempo) -> tuple[Track, ...]:
    """The samples of every series that is there at some time."""
    made = (track for knob, level in levels.items() for track in _of_knob(knob, level, tempo))
    return tuple(track for track in made if track.samples)


def _of_knob(knob: Knob, level: Level, tempo: Tempo) -> Iterator[Track]:
    match knob.kind:
        case "gauge":
            yield Track(knob.name, knob.labels, _standing(level, tempo))
        case "moment":
            yield Track(knob.name, knob.labels, _ageing(level, tempo))
        case "counter":
            paces = {phase: _times(level.at(phase), level.traffic_at(phase)) for phase in _PHASES}
            yield Track(knob.name, knob.labels, _counted(paces, tempo))
        case "histogram":
            for labels, paces in _buckets(knob, level).items():
                yield Track(f"{knob.name}_bucket", labels, _counted(paces, tempo))
        case "native":
            for bound, paces in _apart(knob, level).items():
                yield Track(knob.name, knob.labels, _counted(paces, tempo, GRAIN), bound)


GRAIN = 2.0**-10
"""Of what a bucket of a native histogram counts from sample to sample. Were one to fall by the last
binary digit of a sum, the whole histogram would seem to be restarted."""

_PHASES: tuple[Phase, ...] = ("past", "present")

Paces = dict[Phase, float | None]
"""Events per second in each phase, None where the series is not there."""


def _times(pace: float | None, traffic: float) -> float | None:
    return None if pace is None else pace * traffic


def _buckets(knob: Knob, level: Level) -> dict[LabelSet, Paces]:
    found: dict[LabelSet, Paces] = {}
    for phase in _PHASES:
        for _, labels, pace in buckets(knob, level, phase):
            found.setdefault(labels, dict.fromkeys(_PHASES))[phase] = pace
    return found


def _apart(knob: Knob, level: Level) -> dict[float, Paces]:
    """Of each bucket alone, by its bound."""
    found: dict[float, Paces] = {bound: dict.fromkeys(_PHASES) for bound in knob.bounds}
    for phase in _PHASES:
        below = 0.0
        for bound, _, pace in buckets(knob, level, phase):
            found[bound][phase] = pace - below
            below = pace
    return found


def _standing(level: Level, tempo: Tempo, slope: float = 0.0) -> Runs:
    figures = ((first, count, level.at(phase)) for first, count, phase in tempo.phases())
    return Runs(
        tuple(
            Run(first, tempo.scrape, count, figure, slope)
            for first, count, figure in figures
            if figure is not None
        )
    )


def _ageing(level: Level, tempo: Tempo) -> Runs:
    """Moments that are always as long ago."""
    return Runs(
        tuple(
            replace(run, first=run.start - run.first)
            for run in _standing(level, tempo, tempo.scrape).runs
        )
    )


def _counted(paces: Paces, tempo: Tempo, grain: float = 0.0) -> Runs:
    """A counter that began with the first sample; while it is not there, it stands still.

    It rises by whole multiples of `grain`, if there is one.
    """
    runs: list[Run] = []
    for first, count, phase in tempo.phases():
        pace = paces[phase]
        if pace is None:
            continue
        slope = pace * tempo.scrape
        slope = round(slope / grain) * grain if grain else slope
        begin = runs[-1][runs[-1].count - 1][1] + slope if runs else 0.0
        runs.append(Run(first, tempo.scrape, count, begin, slope))
    return Runs(tuple(runs))
