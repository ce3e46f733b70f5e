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


def test_published_examples_of_the_exact_test_of_shares() -> None:
    # Fisher, The Design of Experiments: three of four cups told right, and one of four wrongly.
    assert gate.worse_share(3, 4, 1, 4) == pytest.approx(17 / 70)
    # Fisher's convicted twins, as R's manual of fisher.test has them: p-value = 0.0004652.
    assert gate.worse_share(10, 13, 2, 17) == pytest.approx(0.0004652, abs=5e-8)


# Permeability of the chorioamnion at term and earlier, in R's manual of wilcox.test
# (after Hollander and Wolfe): W = 35, p-value = 0.1272.
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLIER = [1.15, 0.88, 0.90, 0.74, 1.21]


def test_a_published_example_of_the_exact_test_of_ranks() -> None:
    assert gate.worse_level(TERM, EARLIER) == pytest.approx(0.1272, abs=5e-5)


def test_the_effects_are_those_of_the_books() -> None:
    # Cohen (1988), table 6.2.2: phi is 1.571 at .50 and 1.047 at .25.
    share = gate.compare(SHARE, (500, 1000), (250, 1000))
    assert "Cohen's h 0.52 " in share.why
    # 2 W / (n m) - 1 of the example above.
    level = gate.compare(LEVEL, TERM, EARLIER)
    assert "p = 0.13, Cliff's delta 0.40 " in level.why


@pytest.mark.parametrize("limit", ["alpha", "max_ratio", "min_delta"])
def test_each_limit_alone_can_keep_a_difference_from_failing(limit: str) -> None:
    """Of a version that fails: not sure enough, not by enough times, not by enough."""
    new, old = (40, 1000), (5, 1000)
    assert gate.compare(SHARE, new, old).outcome == gate.FAILED
    spared = {"alpha": 1e-9, "max_ratio": 8, "min_delta": 0.035}[limit]
    assert gate.compare({**SHARE, limit: spared}, new, old).outcome == gate.PASS
