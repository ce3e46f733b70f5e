"""Recording rules: the history that baselines, changes and means over time read.

Names follow `level:metric:operations` (Prometheus, "Recording rules"): the labels that the
series keeps, what is measured, what was done to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from opsgen.plan import Condition, Matcher, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql import tree as q
from opsgen.promql.lower import Lowering, Recorded
from opsgen.promql.printer import duration


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording rule: `expr` is kept under `name`, with a label `service` of its own."""

    name: str
    value: Value
    expr: q.Expr


def needed(condition: Condition) -> tuple[Value, ...]:
    """The values whose history `condition` reads, each once, in reading order."""
    found: dict[Value, None] = {}
    for outer in plan_conditions.values(condition):
        for value in v.walk(outer):
            match value.node:
                case v.OverTime(of=of) | v.Baseline(of=of) | v.ZScore(of=of):
                    found.setdefault(of)
                case v.Change(of=of) if not isinstance(of.node, v.Increase):
                    found.setdefault(of)
    return tuple(found)


def recordings(
    values: Iterable[Value], service: str, interval: int
) -> tuple[tuple[Recording, ...], Lowering]:
    """The rules that keep `values`, and the lowering that reads them back."""
    plain = Lowering(interval)
    rules: list[Recording] = []
    recorded: dict[Value, Recorded] = {}
    taken: set[str] = set()
    for value in values:
        if value in recorded:
            continue
        name = _unique(_name(value), taken)
        rules.append(Recording(name, value, _finite(value, plain.value(value))))
        recorded[value] = Recorded(name, (Matcher("service", "=", service),))
    return tuple(rules), Lowering(interval, recorded)


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    taken.add(candidate)
    return candidate


def _finite(value: Value, expr: q.Expr) -> q.Expr:
    """Drop NaN where it can arise: one of them would silence every mean over it."""
    if isinstance(value.node, v.Quantile | v.Raw | v.Arith):
        return q.Binary(">", expr, q.Negate(q.Raw("Inf")))
    return expr


def _name(value: Value) -> str:
    level = "_".join(("service", *value.labels))
    metric = re.sub(r"[^A-Za-z0-9_]", "_", value.name or "value").removesuffix("_total")
    return f"{level}:{metric}:{_operations(value)}"


def _operations(value: Value) -> str:
    match value.node:
        case v.Rate(window=window):
            return f"rate{duration(window)}"
        case v.Increase(window=window):
            return f"increase{duration(window)}"
        case v.Ratio(window=window):
            return f"ratio_rate{duration(window)}"
        case v.Quantile(q=quantile, window=window):
            return f"p{_percentile(quantile)}_rate{duration(window)}"
        case v.Series(aggregate=aggregate):
            return aggregate
        case v.Share(label=label):
            return f"max_share_{label}"
        case _:
            return "value"


def _percentile(quantile: Fraction) -> str:
    return re.sub(r"\D", "_", str(float(quantile * 100)).removesuffix(".0"))
