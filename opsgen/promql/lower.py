"""From what a number means to how Prometheus says it: one form per node of a value.

Each form is proven by the behaviour tests on promtool 2.42 and 3.5. The naive forms that
look simpler are wrong in an outage, without traffic or without an error series; the comment
at each form says which.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql import tree as q

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the history of a value is kept: a recorded series and its matchers."""

    name: str
    matchers: tuple[v.Matcher, ...]


@dataclass(frozen=True, slots=True)
class Lowering:
    """How to lower. `interval` is the seconds between evaluations of the rule group.

    `recorded` maps a value to its recorded series. The rule file reads history from those;
    everything else (a panel, the runbook) leaves it empty and gets the same figure from a
    subquery, so that no other output hangs on the rule file.
    """

    interval: int
    recorded: Mapping[Value, Recorded] = field(default_factory=dict)

    def value(self, value: Value) -> q.Expr:
        """The expression that yields `value`, one sample per combination of its labels."""
        by = value.labels
        match value.node:
            case v.Const(figure, per):
                return q.Num(figure, per)
            case v.Series(selector, aggregate, None):
                return _aggregate(aggregate, by, _select(selector))
            case v.Series(selector, aggregate, window):
                return _aggregate(aggregate, by, _call("last_over_time", _select(selector, window)))
            case v.Rate(selector, window):
                return _rate(by, selector, window)
            case v.Increase(selector, window):
                return _increase(by, selector, window)
            case v.Ratio():
                return _ratio(by, value.node)
            case v.Quantile():
                return _quantile(by, value.node)
            case v.OverTime(function, of, window):
                return self._over_time(f"{function}_over_time", of, window, 0)
            case v.Baseline(of, window, lag):
                return self._over_time("avg_over_time", of, window, lag)
            case v.ZScore():
                return self._zscore(value.node)
            case v.Change(of, window):
                return self._change(of, window)
            case v.Share(part, whole, _):
                largest = _aggregate("max", by, self.value(part))
                return q.Binary("/", largest, _positive(self.value(whole)), on=by)
            case v.Absent(selector, None):
                return _call("absent", _select(selector))
            case v.Absent(selector, window):
                return _call("absent_over_time", _select(selector, window))
            case v.Age(selector, window):
                newest = _aggregate("max", by, _call("last_over_time", _select(selector, window)))
                return q.Binary("-", _call("time"), newest)
            case v.Fired():
                return _fired(value.node)
            case v.Always():
                return _call("vector", q.Num(Fraction(1)))
            case v.OrElse(of, other):
                return q.Binary("or", self.value(of), _call("vector", q.Num(other)))
            case v.Arith(op, left, right):
                return self._arithmetic(op, left, right)
            case v.Raw(promql):
                return q.Raw(promql)

    def condition(self, condition: Condition) -> q.Expr:
        """The expression that has a sample exactly where `condition` is true."""
        match condition:
            case Compare(left, op, right):
                return q.Binary(op, self.value(left), self.value(right), on=_on(left, right))
            case Holds(value):
                return self.value(value)
            case AtTime():
                return _at_time(condition)
            case All(items):
                return self._join("and", items)
            case AnyOf(items):
                return self._join("or", items)

    def _join(self, op: q.BinaryOp, items: tuple[Condition, ...]) -> q.Expr:
        first, *rest = items
        joined, kept = self.condition(first), plan_conditions.labels(first)
        for item in rest:
            shared = tuple(label for label in kept if label in plan_conditions.labels(item))
            joined = q.Binary(op, joined, self.condition(item), on=shared)
        return joined

    def _arithmetic(self, op: q.BinaryOp, left: Value, right: Value) -> q.Expr:
        return q.Binary(op, self.value(left), self.value(right), on=_on(left, right))

    def _at(self, of: Value, lag: int) -> q.Expr:
        """`of` as it was `lag` seconds ago, read from its recorded series where there is one."""
        if (recorded := self.recorded.get(of)) is not None:
            return q.Selector(recorded.name, _matchers(recorded.matchers), None, lag or None)
        if not lag:
            return self.value(of)
        # One step of history at that time: an offset cannot stand behind an aggregation.
        span = q.Subquery(self.value(of), self.interval, self.interval, lag)
        return _call("last_over_time", span)

    def _range(self, of: Value, window: int, lag: int) -> q.Expr:
        if (recorded := self.recorded.get(of)) is not None:
            return q.Selector(recorded.name, _matchers(recorded.matchers), window, lag or None)
        return q.Subquery(self.value(of), window, self.interval, lag or None)

    def _over_time(self, function: str, of: Value, window: int, lag: int) -> q.Expr:
        """`function` over history, empty until half the span holds samples.

        Without the count, an hour after the rules were loaded a "weekly" mean would be the
        mean of that hour.
        """
        count = _call("count_over_time", self._range(of, window, lag))
        half = Fraction(math.ceil(Fraction(window, 2 * self.interval)))
        enough = q.Binary(">=", count, q.Num(half))
        return q.Binary("and", _call(function, self._range(of, window, lag)), enough, on=of.labels)

    def _zscore(self, node: v.ZScore) -> q.Expr:
        by = node.of.labels
        mean = self._over_time("avg_over_time", node.of, node.window, node.lag)
        spread = _call("stddev_over_time", self._range(node.of, node.window, node.lag))
        raw_mean = _call("avg_over_time", self._range(node.of, node.window, node.lag))
        # A service that was perfectly calm has deviation 0: any ripple would be infinitely odd.
        least = q.Binary("*", q.Num(Fraction(5, 100)), _call("abs", raw_mean))
        larger = q.Binary("or", q.Binary(">", spread, least, on=by), least, on=by)
        floor = larger if node.floor is None else _call("clamp_min", larger, q.Num(node.floor))
        distance = q.Binary("-", self._at(node.of, 0), mean, on=by)
        return q.Binary("/", distance, floor, on=by)

    def _change(self, of: Value, window: int) -> q.Expr:
        by = of.labels
        if isinstance(of.node, v.Increase):
            now: q.Expr = _increase(by, of.node.selector, window)
            before: q.Expr = _increase(by, of.node.selector, window, offset=window)
        else:
            now, before = self._at(of, 0), self._at(of, window)
        return q.Binary("-", q.Binary("/", now, _positive(before), on=by), q.Num(Fraction(1)))


def _on(left: Value, right: Value) -> tuple[str, ...] | None:
    """The labels to match by; None where one side is a plain number."""
    if isinstance(left.node, v.Const) or isinstance(right.node, v.Const):
        return None
    return tuple(label for label in left.labels if label in right.labels)


def _matchers(matchers: tuple[v.Matcher, ...]) -> tuple[q.Matcher, ...]:
    return tuple(q.Matcher(m.label, m.op, m.value) for m in matchers)


def _select(
    selector: Selector, window: int | None = None, *, suffix: str = "", offset: int | None = None
) -> q.Selector:
    return q.Selector(selector.series + suffix, _matchers(selector.matchers), window, offset)


def _call(function: str, *arguments: q.Expr) -> q.Call:
    return q.Call(function, arguments)


def _aggregate(op: str, by: tuple[str, ...], expr: q.Expr) -> q.Aggregate:
    return q.Aggregate(op, by or None, None, expr, None)


def _positive(expr: q.Expr) -> q.Expr:
    """Nothing where there is no traffic: 0/0 is NaN, and a NaN poisons every mean over it."""
    return q.Binary(">", expr, q.Num(Fraction(0)))


def _rate(by: tuple[str, ...], selector: Selector, window: int) -> q.Expr:
    return _aggregate("sum", by, _call("rate", _select(selector, window)))


def _increase(
    by: tuple[str, ...], selector: Selector, window: int, *, offset: int | None = None
) -> q.Expr:
    return _aggregate("sum", by, _call("increase", _select(selector, window, offset=offset)))


def _ratio(by: tuple[str, ...], node: v.Ratio) -> q.Expr:
    """Filled with 0 times the total: a part that never happened has no series at all.

    Without the fill a success ratio is silent in a total outage and an error ratio has no
    figure on a healthy service.
    """
    total = _rate(by, node.total, node.window)
    none = q.Binary("*", q.Num(Fraction(0)), total)
    part = q.Binary("or", _rate(by, node.part, node.window), none, on=by)
    return q.Binary("/", part, _positive(total), on=by)


def _quantile(by: tuple[str, ...], node: v.Quantile) -> q.Expr:
    if node.native:
        buckets: q.Expr = _rate(by, node.histogram, node.window)
    else:
        rate = _call("rate", _select(node.histogram, node.window, suffix="_bucket"))
        buckets = q.Aggregate("sum", ("le", *by), None, rate, None)
    return _call("histogram_quantile", q.Num(node.q), buckets)


def _fired(node: v.Fired) -> q.Expr:
    matchers = (
        q.Matcher("alertstate", "=", "firing"),
        q.Matcher("service", "=", node.service),
        q.Matcher("severity", "=~", "|".join(node.severities)),
    )
    expr: q.Expr = _call("count_over_time", q.Selector("ALERTS", matchers, node.window, None))
    for source in ("alertname", "severity"):
        target = "digest_alert" if source == "alertname" else f"digest_{source}"
        names = (q.Str(target), q.Str("$1"), q.Str(source), q.Str("(.+)"))
        expr = _call("label_replace", expr, *names)
    dropped = ("alertname", "alertstate", "severity", "signal")
    listed = q.Aggregate("sum", None, dropped, expr, None)
    return q.Binary("*", listed, q.Num(Fraction(node.interval)))


def _at_time(when: AtTime) -> q.Expr:
    minute = q.Binary(
        "+", q.Binary("*", _call("hour"), q.Num(Fraction(60))), _call("minute"), on=()
    )
    # The minutes since the last start: shifted by whole days' worth so that none is negative.
    shifted = q.Binary("+", minute, q.Num(Fraction((-when.start) % DAY_MINUTES)))
    since = q.Binary("%", shifted, q.Num(Fraction(when.period)))
    due = q.Binary("<", since, q.Num(Fraction(when.minutes)))
    if when.weekday is None:
        return due
    day = q.Binary("==", _call("day_of_week"), q.Num(Fraction(when.weekday)))
    return q.Binary("and", due, day, on=())
