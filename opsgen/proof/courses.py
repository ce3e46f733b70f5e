"""From levels to samples: all is usual, then comes the trouble, then all is usual again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.proof.knobs import Knob
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

    def times(self) -> Iterator[tuple[int, Phase]]:
        """When there is a sample, and whether that is in the trouble."""
        for at in range(self.start, self.end, self.scrape):
            yield at, "present" if self.turn <= at < self.back else "past"


def tracks(levels: Levels, tempo: Tempo) -> tuple[Track, ...]:
    """The samples of every series that is there at some time."""
    made = (track for knob, level in levels.items() for track in _of_knob(knob, level, tempo))
    return tuple(track for track in made if track.samples)


def _of_knob(knob: Knob, level: Level, tempo: Tempo) -> Iterator[Track]:
    match knob.kind:
        case "gauge":
            yield Track(knob.name, knob.labels, _standing(level, tempo))
        case "moment":
            ages = _standing(level, tempo)
            yield Track(knob.name, knob.labels, tuple((at, at - age) for at, age in ages))
        case "counter":
            paces = {phase: _times(level.at(phase), level.traffic_at(phase)) for phase in _PHASES}
            yield Track(knob.name, knob.labels, _counted(paces, tempo))
        case "histogram":
            for labels, paces in _buckets(knob, level).items():
                yield Track(f"{knob.name}_bucket", labels, _counted(paces, tempo))


_PHASES: tuple[Phase, ...] = ("past", "present")

Paces = dict[Phase, float | None]
"""Events per second in each phase, None where the series is not there."""


def _times(pace: float | None, traffic: float) -> float | None:
    return None if pace is None else pace * traffic


def _buckets(knob: Knob, level: Level) -> dict[LabelSet, Paces]:
    found: dict[LabelSet, Paces] = {}
    for phase in _PHASES:
        typical = level.at(phase)
        if typical is not None:
            for labels, pace in buckets(knob, typical, level.traffic_at(phase)):
                found.setdefault(labels, dict.fromkeys(_PHASES))[phase] = pace
    return found


def _standing(level: Level, tempo: Tempo) -> tuple[tuple[int, float], ...]:
    times = ((at, level.at(phase)) for at, phase in tempo.times())
    return tuple((at, figure) for at, figure in times if figure is not None)


def _counted(paces: Paces, tempo: Tempo) -> tuple[tuple[int, float], ...]:
    """A counter that began with the first sample; while it is not there, it stands still."""
    samples: list[tuple[int, float]] = []
    total = 0.0
    for at, phase in tempo.times():
        pace = paces[phase]
        if pace is None:
            continue
        if samples:
            total += pace * min(at - samples[-1][0], tempo.scrape)
        samples.append((at, total))
    return tuple(samples)
