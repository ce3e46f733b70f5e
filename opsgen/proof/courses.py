"""From levels to samples: all is usual, then comes the trouble, then all is usual again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opsgen.proof.knobs import Knob
from opsgen.proof.samples import LabelSet, Track
from opsgen.proof.steady import Level, Levels, buckets


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


def tracks(levels: Levels, tempo: Tempo) -> tuple[Track, ...]:
    """The samples of every series that is there at some time."""
    made = (track for knob, level in levels.items() for track in _of_knob(knob, level, tempo))
    return tuple(track for track in made if track.samples)


def _of_knob(knob: Knob, level: Level, tempo: Tempo) -> Iterator[Track]:
    times = [(at, _figure(level, at, tempo)) for at in range(tempo.start, tempo.end, tempo.scrape)]
    there = [(at, figure) for at, figure in times if figure is not None]
    match knob.kind:
        case "gauge":
            yield Track(knob.name, knob.labels, tuple(there))
        case "moment":
            yield Track(knob.name, knob.labels, tuple((at, at - age) for at, age in there))
        case "counter":
            paces = [(at, figure * _traffic(level, at, tempo)) for at, figure in there]
            yield Track(knob.name, knob.labels, _counted(paces, tempo.scrape))
        case "histogram":
            yield from _histogram(knob, level, there, tempo)


def _histogram(
    knob: Knob, level: Level, there: Iterable[tuple[int, float]], tempo: Tempo
) -> Iterator[Track]:
    paces: dict[LabelSet, list[tuple[int, float]]] = {}
    for at, typical in there:
        for labels, pace in buckets(knob, typical, _traffic(level, at, tempo)):
            paces.setdefault(labels, []).append((at, pace))
    for labels, pace_at in paces.items():
        yield Track(f"{knob.name}_bucket", labels, _counted(pace_at, tempo.scrape))


def _counted(paces: list[tuple[int, float]], scrape: int) -> tuple[tuple[int, float], ...]:
    """A counter that began with the first sample; while it is not there, it stands still."""
    samples: list[tuple[int, float]] = []
    total = 0.0
    for at, pace in paces:
        if samples:
            total += pace * min(at - samples[-1][0], scrape)
        samples.append((at, total))
    return tuple(samples)


def _figure(level: Level, at: int, tempo: Tempo) -> float | None:
    return level.present if tempo.turn <= at < tempo.back else level.past


def _traffic(level: Level, at: int, tempo: Tempo) -> float:
    return level.traffic if tempo.turn <= at < tempo.back else 1.0
