"""What is worth a panel: every measured figure once, with all alerts that compare it.

Two figures are the same when they read the same: an alert over `error_rate` draws its line where
the metric's own threshold has drawn one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from opsgen.plan import Alert, Compare, Holds, Plan, Signal, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause
from opsgen.promql import Expr
from opsgen.promql.lower import Lowering

_NOT_FOR_PEOPLE: frozenset[Cause] = frozenset({"digest", "watchdog"})
_MIRRORED: dict[str, plan_conditions.CompareOp] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Line:
    """One alert's comparison with the figure. A `guard` only keeps the alert silent."""

    alert: Alert
    op: plan_conditions.CompareOp
    right: Value
    guard: bool = False


@dataclass(slots=True)
class Figure:
    """A value, the metric that it is (if it is one), and what is compared with it."""

    value: Value
    expr: Expr
    signal: Signal | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def guards_only(self) -> bool:
        return self.signal is None and bool(self.lines) and all(line.guard for line in self.lines)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Those that fire by this figure, without those that it only keeps silent."""
        return tuple(dict.fromkeys(line.alert for line in self.lines if not line.guard))


def lowering(plan: Plan) -> Lowering:
    """Without recordings: a panel needs no rule file to be loaded."""
    return Lowering(plan.evaluation_interval)


def figures(plan: Plan) -> tuple[Figure, ...]:
    """In the order of the metrics, then of the alerts."""
    lower = lowering(plan)
    found: dict[Expr, Figure] = {}
    for signal in plan.signals:
        expr = lower.value(signal.value)
        found.setdefault(expr, Figure(signal.value, expr, signal))
    for alert in plan.alerts:
        if alert.cause in _NOT_FOR_PEOPLE or alert.cause == "no_data":
            continue
        for value, line in _lines(alert):
            expr = lower.value(value)
            figure = found.setdefault(expr, Figure(value, expr))
            if line is not None:
                figure.lines.append(line)
    return tuple(found.values())


def _lines(alert: Alert) -> Iterator[tuple[Value, Line | None]]:
    compared: list[Compare] = []
    for part in _parts(alert.condition):
        if isinstance(part, Holds):
            yield part.value, None
        elif isinstance(part, Compare):
            left, op, right = part.left, part.op, part.right
            if isinstance(left.node, v.Const):
                left, op, right = right, _MIRRORED.get(op, op), left
            guard = _is_guard(left, op, compared)
            compared.append(part)
            yield left, Line(alert, op, right, guard)


def _parts(
    condition: plan_conditions.Condition,
) -> Iterator[plan_conditions.Condition]:
    match condition:
        case plan_conditions.All(items) | plan_conditions.AnyOf(items):
            for item in items:
                yield from _parts(item)
        case _:
            yield condition


def _is_guard(left: Value, op: str, before: list[Compare]) -> bool:
    """Whether it asks for traffic of a ratio that the condition has compared before."""
    if op != ">=" or not isinstance(left.node, v.Increase):
        return False
    ratios = [
        inner.node
        for compare in before
        for side in (compare.left, compare.right)
        for inner in v.walk(side)
        if isinstance(inner.node, v.Ratio)
    ]
    return any(left.node.selector in (ratio.part, ratio.total) for ratio in ratios)
