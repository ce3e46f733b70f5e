"""The worlds see through the simpler forms that look right: each is planted, and a case fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from opsgen.plan import AtTime, Condition
from opsgen.plan import values as v
from opsgen.promql import forms, lower
from opsgen.promql import tree as q
from opsgen.promql.forms import aggregate, call, rate, select
from opsgen.promql.lower import Lowering
from tests.judges import promtool
from tests.targets.prometheus.cases import CASES
from tests.targets.prometheus.worlds import played


def _naive_ratio(by: v.Labels, node: v.Ratio) -> q.Expr:
    part, total = rate(by, node.part, node.window), rate(by, node.total, node.window)
    return q.Binary("/", part, total, on=by)


def _unfilled_ratio(by: v.Labels, node: v.Ratio) -> q.Expr:
    part, total = rate(by, node.part, node.window), rate(by, node.total, node.window)
    return q.Binary("/", part, forms.positive(total), on=by)


def _quantile_without_le(by: v.Labels, node: v.Quantile) -> q.Expr:
    rates = call("rate", select(node.histogram, node.window, suffix="_bucket"))
    return call("histogram_quantile", q.Num(node.q), aggregate("sum", by, rates))


def _quantile_of_each_pod(by: v.Labels, node: v.Quantile) -> q.Expr:
    rates = call("rate", select(node.histogram, node.window, suffix="_bucket"))
    pods = aggregate("sum", ("le", "pod", *by), rates)
    return aggregate("max", by, call("histogram_quantile", q.Num(node.q), pods))


def _plain_sum(left: q.Expr, right: q.Expr, by: v.Labels, *, plus: bool) -> q.Expr:
    return q.Binary("+" if plus else "-", left, right, on=by)


def _plain_dividend(self: Lowering, quotient: v.Value, left: v.Value, right: v.Value) -> q.Expr:
    return self.value(left)


def _raw_counter(by: v.Labels, selector: v.Selector, window: int) -> q.Expr:
    return aggregate("sum", by, select(selector))


def _growth_of_the_young(by: v.Labels, selector: v.Selector, window: int) -> q.Expr:
    now = forms.increase(by, selector, window)
    before = forms.positive(forms.increase(by, selector, window, offset=window))
    return forms.relative(now, before, by)


def _absent_with_labels(node: v.Absent) -> q.Expr:
    return call("absent", select(node.selector))


def _one_spelling_of_le(matcher: v.Matcher) -> q.Matcher:
    return q.Matcher(matcher.label, matcher.op, matcher.value)


def _mean_of_anything(self: Lowering, function: str, of: v.Value, window: int, lag: int) -> q.Expr:
    return call(function, self._range(of, window, lag))


def _history_with_nan(self: Lowering, of: v.Value) -> q.Expr:
    return self.value(of)


def _join_without_labels(self: Lowering, op: q.SetOp, items: tuple[Condition, ...]) -> q.Expr:
    first, *rest = map(self.condition, items)
    for item in rest:
        first = q.Binary(op, first, item, on=())
    return first


def _baseline_of_the_present(self: Lowering, of: v.Value, window: int, lag: int) -> q.Expr:
    return _RANGE(self, of, window, 0)


def _history_with_infinity(self: Lowering, of: v.Value) -> q.Expr:
    return q.Binary(">", self.value(of), q.Infinity(negative=True))


def _no_fill(self: Lowering, value: v.Value) -> q.Expr:
    return _VALUE(self, value.node.of if isinstance(value.node, v.OrElse) else value)


def _no_memory(self: Lowering, value: v.Value) -> q.Expr:
    if isinstance(value.node, v.Series):
        value = replace(value, node=replace(value.node, window=None))
    return _VALUE(self, value)


def _firing_now(node: v.Fired) -> q.Expr:
    return _FIRED(replace(node, window=node.interval))


def _at_any_time(when: AtTime) -> q.Expr:
    return call("vector", forms.number(1))


_RANGE, _VALUE, _FIRED = Lowering._range, Lowering.value, forms.fired


@dataclass(frozen=True, slots=True)
class Bug:
    """`caught_by` is the case that must fail with `instead` in the place of `name`."""

    where: object
    name: str
    instead: object
    caught_by: str


BUGS = (
    Bug(forms, "ratio", _naive_ratio, "success_ratio"),
    Bug(forms, "ratio", _unfilled_ratio, "success_ratio"),
    Bug(forms, "either", _plain_sum, "counters_apart"),
    Bug(Lowering, "_dividend", _plain_dividend, "counters_apart"),
    Bug(forms, "quantile", _quantile_without_le, "quantile_classic"),
    Bug(forms, "quantile", _quantile_of_each_pod, "quantile_pods"),
    Bug(forms, "rate", _raw_counter, "counter_rate"),
    Bug(forms, "growth", _growth_of_the_young, "change"),
    Bug(forms, "absent", _absent_with_labels, "absent"),
    Bug(forms, "positive", lambda expr: expr, "baseline"),
    Bug(forms, "_matcher", _one_spelling_of_le, "bounds"),
    Bug(forms, "fired", _firing_now, "digest"),
    Bug(forms, "at_time", _at_any_time, "digest"),
    Bug(lower, "LEAST_DEVIATION", Fraction(0), "zscore"),
    Bug(Lowering, "value", _no_fill, "service_down"),
    Bug(Lowering, "value", _no_memory, "drift"),
    Bug(Lowering, "_join", _join_without_labels, "and_or"),
    Bug(Lowering, "_over_time", _mean_of_anything, "over_time"),
    Bug(Lowering, "_range", _baseline_of_the_present, "baseline"),
    Bug(Lowering, "history", _history_with_nan, "over_time"),
    Bug(Lowering, "history", _history_with_infinity, "history_of_a_sum"),
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: f"{bug.name}-{bug.caught_by}")
def test_a_form_that_looks_simpler_is_caught(
    bug: Bug, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (each,) = (case for case in CASES if case.name == bug.caught_by)
    monkeypatch.setattr(bug.where, bug.name, bug.instead)
    good, output = played([each], promtool.VERSIONS[-1], tmp_path)
    assert not good
    assert "FAILED" in output
