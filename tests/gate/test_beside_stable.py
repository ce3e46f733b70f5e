"""A watch that compares: what it takes of both sides, when, and what is told of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from opsgen import gate
from tests.gate.plans import Clock, Said, answer, plan
from tests.gate.test_statistics import LEVEL, SHARE

RANKS = {**LEVEL, "new": "new p99", "stable": "old p99", "apart_seconds": 120}
EVENTS = {
    **SHARE,
    "new": {"bad": "new bad", "all": "new all"},
    "stable": {"bad": "old bad", "all": "old all"},
}
WELL: dict[str, Said] = {"errors": 0.01, "new p99": 1.0, "old p99": 1.0}


def compared(
    comparison: Mapping[str, Any], said: Mapping[str, Said], spent: float = 0.0
) -> gate.Report:
    """Ten minutes, a look each minute from the first on, whose answers take `spent` seconds each:
    the later ones come at once."""
    clock, answers = Clock(), {**WELL, **said}

    def ask(query: str, labels: Sequence[str]) -> gate.Answer:
        clock.time += spent if clock.time < 1000 + 120 else 0
        return answer(answers[query])

    return gate.watch(plan(comparisons=[comparison]), "watch", ask, clock, lambda row: None)


def samples(report: gate.Report) -> list[gate.Row]:
    return [row for row in report.rows if row.name == "latency beside stable"][:-1]


@pytest.mark.parametrize("spent", [0.0, 0.25, 9.0])
def test_a_slow_answer_moves_no_later_sample(spent: float) -> None:
    found = samples(compared(RANKS, {}, spent))
    assert [row.at - 1060 for row in found] == [3 * spent, 120, 240, 360, 480]


def test_every_sample_is_told_in_its_unit() -> None:
    show = {"factor": 1000, "unit": " ms"}
    report = compared({**RANKS, "show": show}, {"new p99": 1.5})
    assert [row.finding for row in samples(report)] == [
        gate.Finding(gate.SAMPLE, "new 1500 ms, stable 1000 ms")
    ] * 5


@pytest.mark.parametrize(
    ("side", "outcome"),
    [("down", gate.ERROR), (None, gate.INCONCLUSIVE), (math.nan, gate.INCONCLUSIVE)],
)
def test_what_gives_no_sample_is_told_tried_again_and_no_evidence(side: Said, outcome: str) -> None:
    report = compared(RANKS, {"old p99": side})
    assert [row.finding.outcome for row in samples(report)] == [outcome] * 10
    assert report.verdict == gate.INCONCLUSIVE
    assert report.reasons == [
        "latency beside stable: too few samples to compare: 0 new, 0 stable, 5 needed"
    ]


@pytest.mark.parametrize(
    ("new", "old", "verdict"), [(3.0, 1.0, gate.FAILED), (1.0, 3.0, gate.PASS)]
)
def test_a_slower_version_fails_at_the_end_though_no_limit_is_crossed(
    new: float, old: float, verdict: str
) -> None:
    report = compared(RANKS, {"new p99": new, "old p99": old})
    assert report.verdict == verdict
    assert report.rows[-1].at == 1000 + 600


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"new bad": 40.0, "new all": 1000.0, "old bad": 5.0, "old all": 1000.0}, gate.FAILED),
        ({"new bad": 5.0, "new all": 1000.0, "old bad": 5.0, "old all": 1000.0}, gate.PASS),
        # No series counts a bad event that never was; the whole must be there.
        ({"new bad": None, "new all": 1000.0, "old bad": None, "old all": 1000.0}, gate.PASS),
        ({"new bad": None, "new all": None, "old bad": 5.0, "old all": 1000.0}, gate.INCONCLUSIVE),
        ({"new bad": 5.0, "new all": 1000.0, "old bad": 5.0, "old all": None}, gate.INCONCLUSIVE),
        ({"new bad": 5.0, "new all": math.nan, "old bad": 5.0, "old all": 9e3}, gate.INCONCLUSIVE),
        # What no counter counts.
        ({"new bad": -5.0, "new all": 1000.0, "old bad": 5.0, "old all": 9e3}, gate.INCONCLUSIVE),
        ({"new bad": 5.0, "new all": 1e307, "old bad": 5.0, "old all": 9e3}, gate.INCONCLUSIVE),
        ({"new bad": 5.0, "new all": 1000.0, "old bad": 5.0, "old all": 1e11}, gate.INCONCLUSIVE),
        ({"new bad": 5.0, "new all": 1000.0, "old bad": "down", "old all": 1000.0}, gate.ERROR),
    ],
)
def test_events_of_both_sides_are_counted_at_the_end(said: dict[str, Said], verdict: str) -> None:
    assert compared(EVENTS, said).verdict == verdict
