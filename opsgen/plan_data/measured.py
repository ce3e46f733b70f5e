"""Values and conditions as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from opsgen.artifacts.figures import figure
from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.plan_data.figures import (
    CompareData,
    ConditionData,
    FigureData,
    LimitData,
    SelectorData,
    ValueData,
)
from opsgen.plan_data.words import decimals, value_text
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from opsgen.units import Unit


@dataclass(frozen=True, slots=True)
class Measured:
    """Writes values for rules that are evaluated as often as `lowering` knows."""

    lowering: Lowering

    def condition(self, condition: Condition) -> ConditionData:
        match condition:
            case Compare():
                return self.compare(condition)
            case Holds(value):
                return {"kind": "holds", "value": self.value(value)}
            case AtTime(start, period, minutes, weekday):
                return {
                    "kind": "at_time",
                    "start": start,
                    "period": period,
                    "minutes": minutes,
                    "weekday": weekday,
                }
            case All(items):
                return {"kind": "all", "parts": [self.condition(item) for item in items]}
            case AnyOf(items):
                return {"kind": "any", "parts": [self.condition(item) for item in items]}

    def compare(self, compare: Compare) -> CompareData:
        return {
            "kind": "compare",
            "left": self.value(compare.left),
            "op": compare.op,
            "right": self.value(compare.right),
            "limit": limit_of(compare),
        }

    def promql(self, condition: Condition) -> str:
        return to_promql(self.lowering.condition(condition))

    def value(self, value: Value) -> ValueData:
        return {
            "name": value.name,
            "text": value_text(value),
            "unit": value.unit.name,
            "labels": list(value.labels),
            "promql": to_promql(self.lowering.value(value)),
            "figure": self._figure(value.node),
        }

    def _figure(self, node: v.Node) -> FigureData:
        match node:
            case v.Series(selector, aggregate, window):
                return {
                    "kind": "series",
                    "selector": _selector(selector),
                    "aggregate": aggregate,
                    "window": window,
                }
            case v.Rate(selector, window):
                return {"kind": "rate", "selector": _selector(selector), "window": window}
            case v.Increase(selector, window):
                return {"kind": "increase", "selector": _selector(selector), "window": window}
            case v.Ratio(part, total, window):
                return {
                    "kind": "ratio",
                    "part": _selector(part),
                    "total": _selector(total),
                    "window": window,
                }
            case v.Quantile(histogram, quantile, window, buckets, native):
                return {
                    "kind": "quantile",
                    "histogram": _selector(histogram),
                    "quantile": decimals(quantile),
                    "window": window,
                    "buckets": [decimals(bound) for bound in buckets],
                    "native": native,
                }
            case v.Absent(selector, window):
                return {"kind": "absent", "selector": _selector(selector), "window": window}
            case v.Age(selector, window):
                return {"kind": "age", "selector": _selector(selector), "window": window}
            case v.Fired(_, severities, window, _):
                return {"kind": "fired", "severities": list(severities), "window": window}
            case v.Always():
                return {"kind": "always"}
            case v.Const(amount):
                return {"kind": "const", "number": decimals(amount)}
            case v.Raw(promql):
                return {"kind": "raw", "promql": promql}
            case _:
                return self._made_of_others(node)

    def _made_of_others(
        self, node: v.OverTime | v.Baseline | v.ZScore | v.Change | v.Share | v.Arith | v.OrElse
    ) -> FigureData:
        match node:
            case v.OverTime(function, of, window):
                return {
                    "kind": "over_time",
                    "function": function,
                    "of": self.value(of),
                    "window": window,
                }
            case v.Baseline(of, window, lag):
                return {"kind": "baseline", "of": self.value(of), "window": window, "lag": lag}
            case v.ZScore(of, window, lag, floor):
                return {
                    "kind": "zscore",
                    "of": self.value(of),
                    "window": window,
                    "lag": lag,
                    "floor": None if floor is None else decimals(floor),
                }
            case v.Change(of, window):
                return {"kind": "change", "of": self.value(of), "window": window}
            case v.Share(part, whole, label):
                return {
                    "kind": "share",
                    "part": self.value(part),
                    "whole": self.value(whole),
                    "label": label,
                }
            case v.OrElse(of, other):
                return {"kind": "or_else", "of": self.value(of), "other": decimals(other)}
            case v.Arith(op, left, right):
                return {
                    "kind": "arith",
                    "op": op,
                    "left": self.value(left),
                    "right": self.value(right),
                }


def limit_of(compare: Compare) -> LimitData | None:
    """The right side where it is a constant."""
    if not isinstance(compare.right.node, v.Const):
        return None
    return limit(compare.right.node.value, compare.left.unit)


def limit(amount: Fraction, unit: Unit) -> LimitData:
    return {"number": decimals(amount), "unit": unit.name, "text": figure(amount, unit)}


def _selector(selector: Selector) -> SelectorData:
    return {
        "series": selector.series,
        "matchers": [
            {"label": matcher.label, "op": matcher.op, "value": matcher.value}
            for matcher in selector.matchers
        ],
    }
