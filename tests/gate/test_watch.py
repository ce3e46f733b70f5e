"""What a sequence of answers decides."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen import gate
from tests.gate.plans import ERRORS, LIMITS, Clock, Said, always, check, plan, watched

WELL, BAD = 0.01, 0.4
ENOUGH = [{"query": "traffic", "least": 100}]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ([WELL], gate.PASS),
        ([BAD], gate.FAILED),
        ([WELL, BAD, WELL], gate.PASS),  # one failure is allowed
        ([WELL, BAD, WELL, BAD, WELL], gate.FAILED),
        ([None], gate.INCONCLUSIVE),
        ([math.nan], gate.INCONCLUSIVE),
        ([math.inf], gate.INCONCLUSIVE),
        ([-math.inf], gate.INCONCLUSIVE),
        (["connection refused"], gate.ERROR),
        ([WELL] * 4 + ["connection refused"], gate.ERROR),  # it dies while it is watched
        ([None, None, None, WELL], gate.PASS),
        ([None, None, None, None, WELL], gate.INCONCLUSIVE),
        (["down"] * 3 + [None, WELL, WELL, WELL, WELL, WELL, None], gate.PASS),
        (["down", "down", None] * 3 + [WELL], gate.ERROR),  # too few passes: of what there was most
        (["down", None, None, WELL, None], gate.INCONCLUSIVE),
        ([0.05], gate.PASS),  # the limit itself is not above the limit
    ],
)
def test_a_watch_of(said: list[Said], verdict: str) -> None:
    assert watched(said).verdict == verdict


KINDS = st.sampled_from([WELL, BAD, None, math.nan, math.inf, -math.inf, "down"])


@settings(max_examples=500)
@given(
    said=st.lists(KINDS, min_size=1, max_size=30),
    limits=st.fixed_dictionaries(
        {
            "failures": st.integers(0, 30),
            "inconclusives": st.integers(0, 30),
            "errors": st.integers(0, 30),
            "errors_in_a_row": st.integers(0, 30),
            "passes": st.integers(1, 9),
        }
    ),
    spent=st.floats(0, 200),
)
def test_no_sequence_without_real_passes_promotes(
    said: list[Said], limits: dict[str, int], spent: float
) -> None:
    report = watched(said, plan(limits=limits), Clock(answer=spent))
    seen = [row.finding.outcome for row in report.rows]
    if report.verdict == gate.PASS:
        assert seen.count(gate.PASS) >= limits["passes"]
        assert seen.count(gate.FAILED) <= limits["failures"]
        assert seen.count(gate.ERROR) <= limits["errors"]
        assert seen.count(gate.INCONCLUSIVE) <= limits["inconclusives"]
    # What was measured is what was answered: only a figure below the limit is a pass.
    for answered, outcome in zip([*said, *[said[-1]] * len(seen)], seen, strict=False):
        assert (outcome == gate.PASS) == (answered == WELL)


@given(said=st.lists(KINDS, min_size=1, max_size=30), spent=st.floats(0, 1000))
def test_a_watch_ends_in_time(said: list[Said], spent: float) -> None:
    clock = Clock(answer=spent)
    watched(said, plan(), clock)
    assert clock.time <= 1000 + 600 + spent


def test_a_plan_that_could_promote_without_a_pass_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pass"):
        gate.Limits(**{**LIMITS, "passes": 0})


def test_the_first_look_waits_until_the_window_holds_the_new_version_only() -> None:
    assert watched([WELL]).rows[0].at == 1000 + 60


def test_every_interval_is_measured_to_the_end() -> None:
    assert [row.at for row in watched([WELL]).rows] == [1060 + 60 * slot for slot in range(10)]


def test_a_slow_answer_costs_its_slots_and_bursts_none() -> None:
    slow = watched([WELL], plan(), Clock(answer=130))
    assert [row.at for row in slow.rows] == [1190, 1370, 1550, 1730]


def test_a_failure_ends_the_watch_at_once() -> None:
    assert len(watched([BAD]).rows) == 2


def test_an_abort_is_a_verdict_of_its_own() -> None:
    report = watched([WELL], plan(), Clock(until=1200))
    assert report.verdict == gate.ABORTED
    assert gate.EXIT[report.verdict] == 13


def test_the_worst_of_several_wins() -> None:
    other = check({"left": "other", "op": ">", "right": 1}, name="other")
    ask = always(errors=WELL, other=None)
    report = gate.watch(plan(check(), other), "watch", ask, Clock(), lambda row: None)
    assert report.verdict == gate.INCONCLUSIVE


def test_what_is_only_observed_is_told_and_decides_nothing() -> None:
    other = check({"left": "other", "op": ">", "right": 1}, name="other", observe=True)
    ask = always(errors=WELL, other=9.0)
    report = gate.watch(plan(check(), other), "watch", ask, Clock(), lambda row: None)
    assert report.verdict == gate.PASS
    assert {row.finding.outcome for row in report.rows if row.observed} == {gate.FAILED}


def test_observing_alone_promotes_nothing() -> None:
    assert watched([WELL], plan(check(observe=True))).verdict == gate.INCONCLUSIVE


@pytest.mark.parametrize(
    ("traffic", "outcome"),
    [(None, "inconclusive"), (99.0, "inconclusive"), (100.0, "pass"), (math.nan, "inconclusive"),
     ("down", "error")],
)  # fmt: skip
def test_too_little_traffic_says_nothing(traffic: Said, outcome: str) -> None:
    spec = check({**ERRORS, "traffic": ENOUGH})
    assert gate.measure(spec, always(errors=WELL, traffic=traffic)).outcome == outcome


@pytest.mark.parametrize("traffic", [None, 99.0, math.nan, "down"])
@pytest.mark.parametrize(("queue", "word", "outcome"), [
    (9.0, "any", "failed"), (0.0, "any", "unknown"), (9.0, "all", "unknown"),
    (0.0, "all", "unknown"),
])  # fmt: skip
def test_too_little_traffic_hides_no_limit_that_does_not_rest_on_it(
    traffic: Said, queue: float, word: str, outcome: str
) -> None:
    lone = {"left": "queue", "op": ">", "right": 5}
    spec = check({word: [{**ERRORS, "traffic": ENOUGH}, lone]})
    if outcome == "unknown":
        outcome = "error" if traffic == "down" else "inconclusive"
    found = gate.measure(spec, always(errors=BAD, queue=queue, traffic=traffic))
    assert found.outcome == outcome


def test_a_name_as_long_as_an_answer_leaves_a_short_line_in_the_report() -> None:
    spec = check(labels=["route"])
    for figure in (WELL, BAD, math.nan):
        found = gate.measure(spec, always(errors={("\ud800" + "x" * 10**6,): figure}))
        assert len(found.why) < 2 * gate.LONGEST_TEXT
        assert found.why.isprintable()


A: dict[str, Any] = {"left": "a", "op": ">", "right": 1}
B: dict[str, Any] = {"left": "b", "op": ">", "right": 1}


@pytest.mark.parametrize(
    ("condition", "a", "b", "outcome"),
    [
        ({"all": [A, B]}, 2.0, 2.0, "failed"),
        ({"all": [A, B]}, 2.0, 0.0, "pass"),
        ({"all": [A, B]}, None, 0.0, "inconclusive"),  # surely false, and no evidence of health
        ({"all": [A, B]}, "down", 0.0, "error"),
        ({"any": [A, B]}, 0.0, 0.0, "pass"),
        ({"any": [A, B]}, None, 2.0, "failed"),  # one limit that is surely crossed is enough
        ({"any": [A, B]}, "down", 2.0, "failed"),
        ({"any": [A, B]}, None, 0.0, "inconclusive"),
        ({"any": [A, {"all": [A, B]}]}, 0.0, 2.0, "pass"),
        ({"left": "a", "op": ">", "right": "b"}, 2.0, 1.0, "failed"),
        ({"left": "a", "op": ">", "right": "b"}, 2.0, 3.0, "pass"),
        ({"left": "a", "op": ">", "right": "b"}, 2.0, None, "inconclusive"),
        ({"left": "a", "op": ">", "right": "b"}, 2.0, "down", "error"),
        ({"absent": "a"}, None, None, "failed"),
        ({"absent": "a"}, 1.0, None, "pass"),
        ({"absent": "a"}, "down", None, "error"),
        *(
            ({"left": "a", "op": op, "right": 1}, figure, None, "failed" if holds else "pass")
            for op, below, at, above in [
                (">", 0, 0, 1), (">=", 0, 1, 1), ("<", 1, 0, 0), ("<=", 1, 1, 0),
                ("==", 0, 1, 0), ("!=", 1, 0, 1),
            ]
            for figure, holds in [(0.0, below), (1.0, at), (2.0, above)]
        ),
    ],
)  # fmt: skip
def test_a_condition_is_known_or_is_not(
    condition: dict[str, Any], a: Said, b: Said, outcome: str
) -> None:
    assert gate.measure(check(condition), always(a=a, b=b)).outcome == outcome


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        ({("x",): 0.0, ("y",): 2.0}, {("y",): 2.0}, "failed"),
        ({("x",): 2.0}, {("y",): 2.0}, "inconclusive"),  # neither is known of both
        ({("x",): 0.0}, {("x",): 0.0}, "pass"),
        ({}, {}, "inconclusive"),
        ({("x",): 2.0}, "down", "error"),
    ],
)
def test_each_combination_of_labels_is_judged_by_itself(a: Said, b: Said, outcome: str) -> None:
    spec = check({"all": [A, B]}, labels=["model"])
    assert gate.measure(spec, always(a=a, b=b)).outcome == outcome


def test_what_has_no_labels_is_said_of_each_combination() -> None:
    spec = check({"all": [A, {"absent": "b"}]}, labels=["model"])
    assert gate.measure(spec, always(a={("x",): 0.0}, b=1.0)).outcome == "pass"
    assert gate.measure(spec, always(a={("x",): 2.0}, b=None)).outcome == "failed"


def test_the_reason_ends_with_the_last_figure_that_decided() -> None:
    (reason,) = watched([WELL, BAD, WELL, BAD]).reasons
    assert reason == "error_rate > 5%: 2 failed, allowed 1; last: 40 %, limit > 5 %"
    (reason,) = watched([None]).reasons
    assert reason == "error_rate > 5%: 4 inconclusive, allowed 3; last: no data"
    (reason,) = watched([WELL]).reasons
    assert "last" not in reason
