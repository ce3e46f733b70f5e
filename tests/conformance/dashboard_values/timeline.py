"""The worlds of a plan one after the other on one line of time, as a real service's history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from opsgen.plan import Plan
from opsgen.proof import LabelSet, Sample, Samples, Track, label_set
from opsgen.proof.courses import tracks
from opsgen.proof.worlds import World, prove

START = 1_760_054_400
"""Midnight, so a whole number of every interval."""
HOUR = 3600
SHORT = 4 * HOUR
LOOKS = 24
"""Instants at which each world is looked at."""
JOB = "timeline"


@dataclass(frozen=True, slots=True)
class Span:
    """When a world plays, and when to look at it."""

    world: World
    start: int
    end: int
    step: int

    @property
    def instants(self) -> range:
        return range(self.start, self.end, self.step)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All series, each in one piece, and the spans of the worlds."""

    samples: Samples
    spans: tuple[Span, ...]


def timeline(plan: Plan) -> Timeline:
    """Every short world of the plan, and of the long ones those in which something fires."""
    played = [
        world for world in prove(plan).worlds if world.tempo.end <= SHORT or world.kind == "above"
    ]
    spans: list[Span] = []
    at = START
    for world in played:
        # Odd, so that no look falls on a scrape for long.
        step = max((world.tempo.end // LOOKS) | 1, 37)
        spans.append(Span(world, at + 13, at + world.tempo.end, step))
        at += -(-world.tempo.end // HOUR) * HOUR
    pieces = [
        track
        for span in spans
        for track in tracks(span.world.levels, replace(span.world.tempo, start=span.start - 13))
    ]
    return Timeline(Samples(_joined((*pieces, *_firing(plan, at)))), tuple(spans))


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
