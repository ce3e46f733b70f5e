"""From what a number means to how Prometheus says it: one form per node of a value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Plan, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.history import looked_at_every
from opsgen.promql import forms
from opsgen.promql import tree as q
from opsgen.promql.forms import call, number

LEAST_DEVIATION = Fraction(5, 100)
"""Of the baseline. A service that was perfectly calm deviates by 0, and any ripple would be
infinitely odd."""


@dataclass(frozen=True, slots=True)
class Lowering:
    """How to lower. `interval` is the seconds between evaluations of the rule group.

    `recorded` maps the expression of a value to the recorded series that keeps its history.
    The rule file reads history from those; everything else (a panel, the runbook) leaves it
    empty and gets the same figure from a subquery, so that no other output hangs on the rule
    file.

    Equal values give equal expressions, and one value gives one: whoever prints it again finds it
    printed.
    """

    interval: int
    recorded: Mapping[q.Expr, q.Selector] = field(default_factory=dict)
    # By identity, for to hash a value is to walk it; the value is kept so that it stays its own.
    _known: dict[int, tuple[Value, q.Expr]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def value(self, value: Value) -> q.Expr:
        """The expression that yields `value`, one sample per combination of its labels."""
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self._lowered(value)
        return known[1]

    def _lowered(self, value: Value) -> q.Expr:
        by = value.labels
        match value.node:
            case v.Const(figure, per):
                return q.Num(figure, per)
            case v.Series(selector, op, None):
                return forms.aggregate(op, by, forms.select(selector))
            case v.Series(selector, op, window):
                last = call("last_over_time", forms.select(selector, window))
                return forms.aggregate(op, by, last)
            case v.Rate(selector, window):
                return forms.rate(by, selector, window)
            case v.Increase(selector, window):
                return forms.increase(by, selector, window)
            case v.Ratio():
                return forms.ratio(by, value.node)
            case v.Quantile():
                return forms.quantile(by, value.node)
            case v.OverTime(function, of, window):
                return self._over_time(f"{function}_over_time", of, window, 0)
            case v.Baseline(of, window, lag):
                return self._over_time("avg_over_time", of, window, lag)
            case v.ZScore():
                return self._zscore(value.node)
            case v.Change(of, window):
                return self._change(of, window)
            case v.Share(part, whole, _):
                largest = forms.aggregate("max", by, self.value(part))
                return q.Binary("/", largest, forms.positive(self.value(whole)), on=by)
            case v.Absent():
                return forms.absent(value.node)
            case v.Age(selector, window):
                last = call("last_over_time", forms.select(selector, window))
                return q.Binary("-", call("time"), forms.aggregate("max", by, last))
            case v.Fired():
                return forms.fired(value.node)
            case v.Always():
                return call("vector", number(1))
            case v.OrElse(of, other):
                return q.Binary("or", self.value(of), call("vector", number(other)))
            case v.Arith("/", left, right) if not isinstance(right.node, v.Const):
                # x/0 is infinite: it would fire at night, when the divisor falls to nothing.
                divisor = q.Binary("!=", self.value(right), number(0))
                return q.Binary(
                    "/", self._dividend(value, left, right), divisor, on=_on(left, right)
                )
            case v.Arith("+", left, right) if _counts(left) and _counts(right):
                return forms.either(self.value(left), self.value(right), by, plus=True)
            case v.Arith("-", left, right) if _counts(left) and _counts(right):
                return forms.either(self.value(left), self.value(right), by, plus=False)
            case v.Arith(op, left, right):
                return q.Binary(op, self.value(left), self.value(right), on=_on(left, right))
            case v.Raw(promql):
                return q.Raw(promql)

    def _dividend(self, quotient: Value, left: Value, right: Value) -> q.Expr:
        """`left`; 0 where it never counted, of a share of what did."""
        part = self.value(left)
        if quotient.unit.kind != "ratio" or not (_counts(left) and _counts(right)):
            return part
        # Of `bad / (bad + good)` only the good ones can be all that there is.
        mine = [each.node for each in _summands(left)]
        others = [each for each in _summands(right) if each.node not in mine]
        for other in others:
            part = forms.filled(part, self.value(other), quotient.labels)
        return part

    def condition(self, condition: Condition) -> q.Expr:
        """The expression that has a sample exactly where `condition` is true."""
        match condition:
            case Compare(left, op, right):
                return q.Binary(op, self.value(left), self.value(right), on=_on(left, right))
            case Holds(value):
                return self.value(value)
            case AtTime():
                return forms.at_time(condition)
            case All(items):
                return self._join("and", items)
            case AnyOf(items):
                return self._join("or", items)

    def history(self, of: Value) -> q.Expr:
        """What is kept of `of`: no NaN, because one would silence every mean over it for as
        long as it is remembered. The same for infinity, where a division can give it."""
        expr = self.value(of)
        if isinstance(of.node, v.Rate | v.Increase | v.Ratio):
            return expr
        known = q.Binary(">", expr, q.Infinity(negative=True))
        if isinstance(of.node, v.Arith | v.Raw):
            return q.Binary("<", known, q.Infinity())
        return known

    def _join(self, op: q.SetOp, items: tuple[Condition, ...]) -> q.Expr:
        first, *rest = items
        joined, kept = self.condition(first), plan_conditions.labels(first)
        for item in rest:
            shared = tuple(label for label in kept if label in plan_conditions.labels(item))
            joined = q.Binary(op, joined, self.condition(item), on=shared)
        return joined

    def _at(self, of: Value, lag: int) -> q.Expr:
        """`of` as it was `lag` seconds ago."""
        expr = self.value(of)
        if (recorded := self.recorded.get(expr)) is not None:
            return replace(recorded, offset_seconds=lag or None)
        if not lag:
            return expr
        # One step of history at that time: an offset cannot stand behind an aggregation.
        return call(
            "last_over_time", q.Subquery(self.history(of), self.interval, self.interval, lag)
        )

    def _range(self, of: Value, window: int, lag: int) -> q.Expr:
        if (recorded := self.recorded.get(self.value(of))) is not None:
            return replace(recorded, range_seconds=window, offset_seconds=lag or None)
        return q.Subquery(self.history(of), window, self.interval, lag or None)

    def _over_time(self, function: str, of: Value, window: int, lag: int) -> q.Expr:
        """`function` over history, empty until half the span holds samples.

        Without the count, an hour after the rules were loaded a weekly mean would be the mean
        of that hour.
        """
        every = looked_at_every(window, self.interval)
        half = math.ceil(Fraction(window, 2 * every))
        known = call("count_over_time", self._looks(of, window, lag, every))
        enough = q.Binary(">=", known, number(half))
        return q.Binary("and", call(function, self._range(of, window, lag)), enough, on=of.labels)

    def _looks(self, of: Value, window: int, lag: int, every: int) -> q.Expr:
        """History at some moments of the span; all of it where the records are counted."""
        recorded = self.recorded.get(self.value(of))
        if recorded is not None and every == self.interval:
            return self._range(of, window, lag)
        return q.Subquery(recorded or self.history(of), window, every, lag or None)

    def _zscore(self, node: v.ZScore) -> q.Expr:
        by, span = node.of.labels, self._range(node.of, node.window, node.lag)
        mean = self._over_time("avg_over_time", node.of, node.window, node.lag)
        spread = call("stddev_over_time", span)
        least = q.Binary("*", number(LEAST_DEVIATION), call("abs", call("avg_over_time", span)))
        larger: q.Expr = q.Binary("or", q.Binary(">", spread, least, on=by), least, on=by)
        if node.floor is not None:
            larger = call("clamp_min", larger, number(node.floor))
        return q.Binary("/", q.Binary("-", self._at(node.of, 0), mean, on=by), larger, on=by)

    def _change(self, of: Value, window: int) -> q.Expr:
        by = of.labels
        if isinstance(of.node, v.Increase):
            return forms.growth(by, of.node.selector, window)
        return forms.relative(self._at(of, 0), forms.positive(self._at(of, window)), by)


def inline(plan: Plan) -> Lowering:
    """The lowering of all but the rule file: one per plan, which all its targets share."""
    if Lowering not in plan.memo:
        plan.memo[Lowering] = Lowering(plan.evaluation_interval)
    shared: Lowering = plan.memo[Lowering]
    return shared


def _counts(value: Value) -> bool:
    """Whether it is made of counters alone, whose missing series say that nothing happened."""
    match value.node:
        case v.Rate() | v.Increase():
            return True
        case v.Arith("+" | "-", left, right):
            return _counts(left) and _counts(right)
        case _:
            return False


def _summands(value: Value) -> tuple[Value, ...]:
    match value.node:
        case v.Arith("+", left, right):
            return (*_summands(left), *_summands(right))
        case _:
            return (value,)


def _on(left: Value, right: Value) -> tuple[str, ...] | None:
    """The labels to match by; None where one side is a plain number."""
    if isinstance(left.node, v.Const) or isinstance(right.node, v.Const):
        return None
    return tuple(label for label in left.labels if label in right.labels)
