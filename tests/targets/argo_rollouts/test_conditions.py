"""No evidence is no success: every kind of answer, and every run of answers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.plan.conditions import CompareOp
from opsgen.plan.gate import Allowance
from opsgen.plan.phases import phase as phase_of
from opsgen.promql import Num
from opsgen.promql.evidence import Measure
from opsgen_targets.argo_rollouts.analysis import conditions, counts
from tests.targets.argo_rollouts.expressions import ExpressionError, evaluate, phase
from tests.targets.in_cluster import gate_of, plan_of, spec

NAN, INF = math.nan, math.inf
OPS: tuple[CompareOp, ...] = (">", ">=", "<", "<=", "==", "!=")


def judged(op: CompareOp, limit: str, *figures: float) -> str:
    found = conditions(Measure(Num(Fraction(1)), op, Fraction(limit), ()))
    return phase(found["successCondition"], found["failureCondition"], figures)


@pytest.mark.parametrize(
    ("figures", "answer"),
    [
        ((), "Inconclusive"),
        ((0.04,), "Successful"),
        ((0.05,), "Successful"),
        ((0.06,), "Failed"),
        ((NAN,), "Inconclusive"),
        ((INF,), "Inconclusive"),
        ((-INF,), "Inconclusive"),
        ((0.01, 0.06), "Failed"),
        ((0.01, 0.02), "Successful"),
        ((0.01, NAN), "Inconclusive"),
        ((NAN, 0.01), "Inconclusive"),
        ((0.06, NAN), "Failed"),
        ((0.01, -INF), "Inconclusive"),
    ],
)
def test_each_kind_of_answer_has_its_verdict(figures: tuple[float, ...], answer: str) -> None:
    assert judged(">", "0.05", *figures) == answer


@pytest.mark.parametrize(
    ("op", "limit", "figure", "answer"),
    [
        (">=", "5", 5.0, "Failed"),
        ("<", "-2", -3.0, "Failed"),
        ("<", "-2", -2.0, "Successful"),
        ("<=", "-2", -2.0, "Failed"),
        ("==", "0", 0.0, "Failed"),
        ("==", "0", 1.0, "Successful"),
        ("!=", "1", 0.0, "Failed"),
        ("!=", "1", NAN, "Inconclusive"),
        (">=", "99999999999999999999", 1e20, "Failed"),
        (">", "9000000000000000000", 0.0, "Successful"),
    ],
)
def test_each_operator_has_its_edge(op: CompareOp, limit: str, figure: float, answer: str) -> None:
    assert judged(op, limit, figure) == answer


@given(
    st.sampled_from(OPS),
    st.decimals(-1000, 1000, places=2),
    st.lists(st.one_of(st.floats(), st.sampled_from([0.0, 1.0, -1.0]))),
)
def test_success_needs_a_figure_and_all_of_them_finite(
    op: CompareOp, limit: object, figures: list[float]
) -> None:
    if judged(op, str(limit), *figures) == "Successful":
        assert figures
        assert all(map(math.isfinite, figures))


def test_the_naive_condition_takes_nan_for_a_success() -> None:
    """So the evaluator can tell, and the test above can fail."""
    naive = "any(result, {# > 0.05})"
    assert not evaluate(naive, [NAN])
    assert phase("all(result, {!(# > 0.05)})", naive, [NAN]) == "Successful"
    assert phase("all(result, {!(# > 0.05)})", naive, []) == "Successful"


@pytest.mark.parametrize(
    "text",
    [
        "result > 1",
        "none(result, {# > 1})",
        "any(result, {# > 1}",
        "len(result)",
        "# > 1",
        "!1",
        "isNaN(1)",
        "any(result, {#})",
        "len(result) > 99999999999999999999",
        "1 > 0 0",
    ],
)
def test_the_evaluator_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, [1.0])


GATE = gate_of(plan_of(spec()))
Outcome = Literal["Successful", "Failed", "Inconclusive", "Error"]
OUTCOMES: tuple[Outcome, ...] = ("Successful", "Failed", "Inconclusive", "Error")


def ended(answers: list[Outcome], looks: int, failures: int, inconclusives: int, row: int) -> str:
    """The end of a metric: argo-rollouts, analysis/analysis.go, assessMetricStatus."""
    seen = dict.fromkeys(OUTCOMES, 0)
    streak = 0
    for answer in answers:
        seen[answer] += 1
        streak = streak + 1 if answer == "Error" else 0
        if streak > row:
            return "Error"
        if seen["Inconclusive"] > inconclusives:
            return "Inconclusive"
        if seen["Failed"] > failures:
            return "Failed"
        if sum(seen.values()) - seen["Error"] >= looks:
            return "Successful"
    return "Running"


@settings(deadline=None)
@given(
    st.integers(1, 7200),
    st.builds(Allowance, *[st.integers(0, 30)] * 4),
    st.integers(0, 900),
    st.integers(1, 300),
    st.lists(st.sampled_from(OUTCOMES), max_size=200),
)
def test_no_run_of_answers_without_its_passes_promotes(
    seconds: int, allowed: Allowance, delay: int, interval: int, answers: list[Outcome]
) -> None:
    watch = phase_of("w", seconds, None, replace(GATE, delay=delay, interval=interval))
    many = counts(watch, allowed)
    # What the controller refuses (utils/analysis/factory.go, ValidateMetric).
    assert many.looks >= max(many.failures, many.inconclusives)
    assert min(many.failures, many.inconclusives) >= 0
    end = ended(answers, many.looks, many.failures, many.inconclusives, allowed.errors_in_a_row)
    if end == "Successful":
        passes = answers[: _until(answers, many.looks)].count("Successful")
        assert passes >= watch.passes >= 1


def _until(answers: list[Outcome], looks: int) -> int:
    """How many answers there were when the last look was counted."""
    counted = 0
    for place, answer in enumerate(answers):
        counted += answer != "Error"
        if counted == looks:
            return place + 1
    return len(answers)


def test_limits_as_they_are_written_would_let_a_short_watch_pass_without_evidence() -> None:
    """Of ten looks three may be empty: of three looks that would be all."""
    assert ended(["Inconclusive"] * 3, 3, 1, 3, 4) == "Successful"
    watch = phase_of("w", 3, None, GATE)
    many = counts(watch, Allowance(1, 3, 10, 4))
    assert many.looks - many.failures - many.inconclusives >= watch.passes >= 1
