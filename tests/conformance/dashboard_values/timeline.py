"""The worlds of a plan one after the other on one line of time, as a real service's history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from opsgen.plan import Holds, Plan
from opsgen.proof import LabelSet, Sample, Samples, Track, label_set
from opsgen.proof.courses import Tempo, tracks
from opsgen.proof.knobs import Board, readers
from opsgen.proof.steady import Level
from opsgen.proof.worlds import prove

START = 1_760_054_400
"""Midnight, so a whole number of every interval."""
HOUR = 3600
SHORT = 4 * HOUR
LOOKS = 12
"""Instants at which each world is looked at."""


@dataclass(frozen=True, slots=True)
class Span:
    """When something plays, and when to look at it: at odd steps, off the scrapes for the most."""

    start: int
    length: int

    @property
    def instants(self) -> range:
        step = max((self.length // LOOKS) | 1, 37)
        return range(self.start + 13, self.start + self.length, step)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All series, each in one piece, and the spans at which to look."""

    samples: Samples
    spans: tuple[Span, ...]


def timeline(plan: Plan) -> Timeline:
    """Every short world of the plan, of the long ones those in which something fires, and at last
    a few hours of two instances that differ."""
    pieces: list[Track] = []
    spans: list[Span] = []
    at = START
    for world in prove(plan).worlds:
        if world.tempo.end > SHORT and world.kind != "above":
            continue
        pieces += tracks(world.levels, replace(world.tempo, start=at))
        spans.append(Span(at, world.tempo.end))
        at += -(-world.tempo.end // HOUR) * HOUR
    pieces += _instances(plan, at)
    spans.append(Span(at, 3 * HOUR))
    pieces += _counts(pieces)
    return Timeline(Samples(_joined((*pieces, *_firing(plan, at)))), tuple(spans))


def _instances(plan: Plan, start: int) -> Iterator[Track]:
    """All that is measured, with an alert or without, by two instances that are not alike.

    No world of the proof has a label that the spec does not name; here it is what tells a sum
    from a maximum, and a quantile of all from a quantile of each.
    """
    whole = [Holds(signal.value) for signal in plan.signals]
    board = Board(readers([*whole, *(alert.condition for alert in plan.alerts)]))
    tempo = Tempo(HOUR, HOUR, HOUR, plan.scrape_interval, start)
    for instance, past, present in (("1", 0.5, 3.0), ("2", 2.0, 0.8)):
        levels = {
            replace(knob, labels=label_set((*knob.labels, ("instance", instance)))): Level(
                past, present
            )
            for knob in board.knobs
            if "instance" not in dict(knob.labels)
        }
        yield from tracks(levels, tempo)


def _counts(pieces: Sequence[Track]) -> list[Track]:
    """What a histogram counts in all, which exporters tell beside its buckets."""
    known = {piece.name for piece in pieces}
    return [
        Track(
            f"{piece.name.removesuffix('_bucket')}_count",
            tuple(pair for pair in piece.labels if pair[0] != "le"),
            piece.samples,
        )
        for piece in pieces
        if piece.label("le") == "+Inf"
        and f"{piece.name.removesuffix('_bucket')}_count" not in known
    ]


def _joined(pieces: Iterable[Track]) -> tuple[Track, ...]:
    """A series that plays in several worlds is one series; a counter starts anew in each."""
    whole: dict[tuple[str, LabelSet], list[Sample]] = {}
    for piece in pieces:
        whole.setdefault((piece.name, piece.labels), []).extend(piece.samples)
    return tuple(Track(*key, tuple(samples)) for key, samples in whole.items())


def _firing(plan: Plan, end: int) -> Sequence[Track]:
    """What Prometheus writes of alerts that fire, wait, or are for nobody."""
    rows = (
        ("firing", "high", plan.service, 0),
        ("firing", "low", plan.service, 1),
        ("pending", "critical", plan.service, 0),
        ("firing", "none", plan.service, 0),
        ("firing", "critical", "another", 0),
    )
    return [
        Track(
            "ALERTS",
            label_set(
                (
                    ("alertname", f"Demo{place}"),
                    ("alertstate", state),
                    ("service", service),
                    ("severity", severity),
                )
            ),
            tuple((at, 1.0) for at in range(START, end, 300) if at // 7200 % 2 >= odd),
        )
        for place, (state, severity, service, odd) in enumerate(rows)
    ]
