"""The tests behind `compare:`, held against counting by hand."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen import gate

SHARE: dict[str, Any] = {
    "kind": "share",
    "name": "error_rate",
    "alpha": 0.01,
    "max_ratio": 1.5,
    "min_delta": 0.005,
    "least_events": 100,
}
LEVEL: dict[str, Any] = {
    "kind": "level",
    "name": "latency",
    "alpha": 0.05,
    "max_ratio": 1.2,
    "min_delta": 0.1,
    "least_samples": 5,
    "worse": "higher",
}


def by_counting(bad: int, events: int, old_bad: int, old_events: int) -> Fraction:
    """Fisher's test from its definition: all ways to deal the bad events out to both sides."""
    total, all_bad = events + old_events, bad + old_bad
    ways = sum(
        math.comb(events, k) * math.comb(old_events, all_bad - k)
        for k in range(bad, min(events, all_bad) + 1)
    )
    return Fraction(ways, math.comb(total, all_bad))


@given(events=st.integers(1, 60), old_events=st.integers(1, 60), data=st.data())
def test_shares_are_told_apart_as_by_fisher(
    events: int, old_events: int, data: st.DataObject
) -> None:
    bad = data.draw(st.integers(0, events))
    old_bad = data.draw(st.integers(0, old_events))
    if bad + old_bad in (0, events + old_events):
        assert gate.worse_share(bad, events, old_bad, old_events) == 1
        return
    expected = float(by_counting(bad, events, old_bad, old_events))
    found = gate.worse_share(bad, events, old_bad, old_events)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("bad", "old_bad"), [(110, 100), (130, 100), (160, 110), (100, 100), (90, 110)]
)
def test_many_events_take_the_quick_test_with_the_same_answer(bad: int, old_bad: int) -> None:
    exact = float(by_counting(bad, 2000, old_bad, 2000))
    quick = gate.worse_share(bad, 2000, old_bad, 2000)
    assert quick == pytest.approx(exact, rel=0.35)
    assert (quick < 0.01) == (exact < 0.01)


figures = st.lists(st.integers(0, 4).map(float), min_size=1, max_size=5)


@settings(max_examples=200)
@given(new=figures, old=figures)
def test_levels_are_told_apart_as_by_sharing_out_the_ranks(
    new: list[float], old: list[float]
) -> None:
    pool = sorted([*new, *old])

    def rank(figure: float) -> Fraction:
        places = [place for place, other in enumerate(pool, 1) if other == figure]
        return Fraction(sum(places), len(places))

    reached = sum(map(rank, new))
    deals = list(itertools.combinations(pool, len(new)))
    expected = Fraction(sum(sum(map(rank, deal)) >= reached for deal in deals), len(deals))
    assert gate.worse_level(new, old) == pytest.approx(float(expected))


def test_a_long_watch_is_still_quick_and_exact() -> None:
    new = [1 + i / 1000 for i in range(500)]
    assert gate.worse_level(new, [figure - 1 for figure in new]) < 1e-9
    assert gate.worse_level(new, new) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("new", "old", "outcome"),
    [
        ((40, 1000), (5, 1000), "failed"),
        ((5, 1000), (5, 1000), "pass"),
        ((5, 1000), (40, 1000), "pass"),  # better
        ((14, 1000), (10, 1000), "pass"),  # not sure
        ((10200, 10**6), (9800, 10**6), "pass"),  # sure, and too small to matter
        ((3, 99), (0, 1000), "inconclusive"),
        ((0, 0), (0, 0), "inconclusive"),
        ((0, 1000), (0, 1000), "pass"),
        ((1000.4, 1000), (999.7, 1000), "pass"),  # an extrapolated count exceeds the whole
    ],
)
def test_a_share_beside_the_stable_one(
    new: tuple[float, float], old: tuple[float, float], outcome: str
) -> None:
    finding = gate.compare(SHARE, new, old)
    assert finding.outcome == outcome
    if outcome != "inconclusive":
        assert "Cohen's h" in finding.why
        assert "p =" in finding.why


SLOW, QUICK = [2.0, 2.1, 2.2, 2.3, 2.4, 2.5], [1.0, 1.1, 1.2, 1.3, 1.4, 1.5]


@pytest.mark.parametrize(
    ("new", "old", "worse", "outcome"),
    [
        (SLOW, QUICK, "higher", "failed"),
        (QUICK, SLOW, "higher", "pass"),
        (QUICK, SLOW, "lower", "failed"),  # a hit rate that falls
        (SLOW, QUICK, "lower", "pass"),
        ([figure + 0.01 for figure in QUICK], QUICK, "higher", "pass"),
        (SLOW[:4], QUICK, "higher", "inconclusive"),
        ([], [], "higher", "inconclusive"),
    ],
)
def test_a_level_beside_the_stable_one(
    new: list[float], old: list[float], worse: str, outcome: str
) -> None:
    assert gate.compare({**LEVEL, "worse": worse}, new, old).outcome == outcome
