"""Checks for engines that put a query and compare its figure with a fixed limit.

Our own gate compares outside PromQL and tells no data from no fault. These engines know one query
and one limit, so the query must tell it: where anything is unknown, it has no sample or NaN.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from opsgen.plan import All, AnyOf, Compare, Condition, Plan, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import CompareOp, comparisons, labels
from opsgen.plan.gate import Check, Comparison, Traffic
from opsgen.promql import tree as q
from opsgen.promql.forms import call, number, select
from opsgen.promql.lower import Lowering
from opsgen.units import COUNT, NUMBER, format_number

_LEAST_EVENTS = 100
"""Below so many events on either side two shares are not compared, as in our own gate."""

_FINITE = (v.Rate, v.Increase, v.Ratio, v.Quantile)
"""Of counters: what they lower to is never infinite."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What fails where any figure of `query` is `op limit`.

    No sample, NaN and infinity are no evidence. `labels` are those of the figures; without any
    there is one figure at most.
    """

    query: q.Expr
    op: CompareOp
    limit: Fraction
    labels: tuple[str, ...]


def measures(check: Check, lowering: Lowering, one_figure: bool = False) -> tuple[Measure, ...]:
    """What to measure for a check; it fails where one of them does.

    With `one_figure` each has a single figure that is compared by `>` or `<`, and is finite on the
    side that passes.
    """
    return tuple(_split(check.condition, _Traffic(check.traffic, lowering), one_figure))


def as_check(comparison: Comparison) -> Check:
    """A comparison without its statistical test: worse by the ratio and by the difference."""
    new, stable = comparison.new, comparison.stable
    much, little = (new, stable) if comparison.worse == "higher" else (stable, new)
    worse = [Compare(much, ">", _arith("*", little, comparison.max_ratio))]
    if comparison.min_delta:
        worse.append(Compare(much, ">", _arith("+", little, comparison.min_delta)))
    condition = All(tuple(worse)) if len(worse) > 1 else worse[0]
    traffic = tuple(Traffic(worse[0], *events) for events in _events(new, stable))
    name = f"{comparison.name} beside stable"
    return Check(name, condition, traffic, (), False, comparison.origin)


def present(selector: Selector) -> q.Expr:
    """How many series there are now; nothing without any."""
    return q.Aggregate("count", None, None, select(selector))


def open_pages(plan: Plan) -> q.Expr:
    """How many alerts of this service that wake somebody fire now: 0 where none does."""
    matchers = (
        q.Matcher("alertstate", "=", "firing"),
        q.Matcher("service", "=", plan.service),
        q.Matcher("severity", "=", "critical"),
    )
    count = q.Aggregate("count", None, None, q.Selector("ALERTS", matchers))
    return q.Binary("or", count, call("vector", number(0)))


@dataclass(frozen=True, slots=True)
class _Traffic:
    """What the comparisons of a check rest on."""

    known: tuple[Traffic, ...]
    lowering: Lowering

    def of(self, condition: Condition) -> tuple[Compare, ...]:
        """That enough happened for each comparison of `condition` to tell anything."""
        compared = list(comparisons(condition))
        enough = (_enough(each) for each in self.known if each.of in compared)
        return tuple(dict.fromkeys(enough))

    def asked(self, condition: Condition) -> Condition:
        """The same condition, in which a comparison holds only where it tells something."""
        match condition:
            case Compare():
                enough = self.of(condition)
                return All((condition, *enough)) if enough else condition
            case All(items):
                return All(tuple(map(self.asked, items)))
            case AnyOf(items):
                return AnyOf(tuple(map(self.asked, items)))
            case _:
                return condition

    def only(self, figure: q.Expr, condition: Condition) -> q.Expr:
        """Nothing where too little happened for `condition` to be known."""
        for each in self.of(condition):
            figure = q.Binary("and", figure, self.lowering.condition(each), on=())
        return figure


def _enough(traffic: Traffic) -> Compare:
    origin = traffic.events.origin
    return Compare(traffic.events, ">=", Value(v.Const(Fraction(traffic.least)), COUNT, (), origin))


def _split(condition: Condition, traffic: _Traffic, one_figure: bool) -> Iterator[Measure]:
    match condition:
        case AnyOf(items):
            for item in items:
                yield from _split(item, traffic, one_figure)
        case Compare(left, op, Value(node=v.Const(limit))) if _fits(left, op, limit, one_figure):
            figure = traffic.lowering.value(left)
            if one_figure:
                figure = _finite(figure, left, op)
            yield Measure(traffic.only(figure, condition), op, limit, left.labels)
        case _:
            yield Measure(_crossings(condition, traffic), ">", Fraction(0), ())


def _fits(left: Value, op: CompareOp, limit: Fraction, one_figure: bool) -> bool:
    if isinstance(left.node, v.Const) or not _is_decimal(limit):
        return False
    return not one_figure or (not left.labels and op in (">", "<"))


def _finite(figure: q.Expr, value: Value, op: CompareOp) -> q.Expr:
    """Without the infinity that the limit would let pass; of a NaN nothing is left either."""
    if isinstance(value.node, _FINITE):
        return figure
    if op == ">":
        return q.Binary(">", figure, q.Infinity(negative=True))
    return q.Binary("<", figure, q.Infinity())


def _crossings(condition: Condition, traffic: _Traffic) -> q.Expr:
    """For how many combinations of labels `condition` holds: 0 where all is known and it holds
    for none, NaN or nothing where some part is unknown. What surely holds is counted anyway."""
    lowering = traffic.lowering
    holding = q.Aggregate("count", None, None, lowering.condition(traffic.asked(condition)))
    parts = list(_figures(condition))
    if not parts:
        return q.Binary("or", holding, call("vector", number(0)))
    lowered = [lowering.value(value) for value in parts]
    alone = [
        q.Aggregate("sum", None, None, each) if value.labels else each
        for each, value in zip(lowered, parts, strict=True)
    ]
    # 0; NaN where any figure is NaN or infinite, and nothing where there is none.
    known: q.Expr = q.Binary("*", number(0), alone[0])
    for each in alone[1:]:
        known = q.Binary("+", known, q.Binary("*", number(0), each), on=())
    by = labels(condition)
    apart = [each for each, value in zip(lowered, parts, strict=True) if value.labels]
    for each in apart[1:]:
        here = q.Binary("unless", apart[0], each, on=by)
        there = q.Binary("unless", each, apart[0], on=by)
        known = q.Binary("unless", known, q.Binary("or", here, there, on=by), on=())
    return q.Binary("or", holding, traffic.only(known, condition), on=())


def _figures(condition: Condition) -> Iterator[Value]:
    """What must be known: also of a part that another part makes false."""
    seen: list[v.Node] = []
    for compare in comparisons(condition):
        for value in (compare.left, compare.right):
            while isinstance(value.node, v.Arith) and isinstance(value.node.right.node, v.Const):
                value = value.node.left  # known where this is
            if not isinstance(value.node, v.Const) and value.node not in seen:
                seen.append(value.node)
                yield value


def _events(*sides: Value) -> Iterator[tuple[Value, int]]:
    for side in sides:
        if isinstance(side.node, v.Ratio):
            counted = v.Increase(side.node.total, side.node.window)
            yield Value(counted, COUNT, (), side.origin), _LEAST_EVENTS


def _arith(op: Literal["*", "+"], value: Value, by: Fraction) -> Value:
    constant = Value(v.Const(by), NUMBER, (), value.origin)
    return Value(v.Arith(op, value, constant), value.unit, value.labels, value.origin)


def _is_decimal(value: Fraction) -> bool:
    """Whether it has a finite decimal form, in which a limit can be written."""
    try:
        format_number(value)
    except ValueError:
        return False
    return True
