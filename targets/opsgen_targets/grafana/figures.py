"""What is worth a panel: every measured figure once, with all alerts that compare it.

Two figures are the same when they read the same: an alert over `error_rate` draws its line where
the metric's own threshold has drawn one. A part of an `and` is a figure of its own, for its line
alone makes nothing fire; so is the least traffic that an alert asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from opsgen.plan import Alert, All, AnyOf, Compare, Condition, Holds, Plan, Signal, Value
from opsgen.plan import values as v
from opsgen.plan.alerts import Cause
from opsgen.plan.conditions import CompareOp, is_guard
from opsgen.promql import Expr
from opsgen.promql.lower import Lowering, inline
from opsgen_targets.grafana.spoken import aggregated, headline, histogram_of, spoken

Role = Literal["whole", "part", "guard"]

_ELSEWHERE: frozenset[Cause] = frozenset({"digest", "watchdog", "no_data"})
"""Alerts whose condition is no figure over time."""
_MIRRORED: dict[CompareOp, CompareOp] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Line:
    """One alert's comparison with the figure, which stands on its left."""

    alert: Alert
    compare: Compare


@dataclass(slots=True)
class Figure:
    """A value, the metric that it is (if it is one), and what is compared with it.

    A `twin` is called like a metric and is not what that draws: the least of all series where the
    metric has the largest. `of` is the alert whose condition it is a part of, or which fires
    wherever there is a figure at all; of a guard, the first that asks for it. `name` is the value
    in words. What stands `aside` shows nothing that another figure does not, or explains it.
    """

    value: Value
    expr: Expr
    role: Role = "whole"
    signal: Signal | None = None
    twin: bool = False
    of: Alert | None = None
    name: str | None = None
    aside: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Those that fire by this figure, in the order of the plan."""
        found = [line.alert for line in self.lines]
        # By name, which is an alert's identity: the hash of a whole alert is asked for too often.
        named = {alert.name: alert for alert in (found if self.of is None else [self.of, *found])}
        return tuple(named.values())


def lowering(plan: Plan) -> Lowering:
    """Without recordings: a panel needs no rule file to be loaded."""
    return inline(plan)


def figures(plan: Plan) -> tuple[Figure, ...]:
    """In the order of the metrics, then of the alerts."""
    lower = lowering(plan)
    found: dict[tuple[Expr, str], Figure] = {}
    for signal in plan.signals:
        expr = lower.value(signal.value)
        found.setdefault((expr, "whole"), Figure(signal.value, expr, signal=signal))
    names = {signal.name for signal in plan.signals}
    stems = _stems(plan)
    for alert in plan.alerts:
        if alert.cause in _ELSEWHERE:
            continue
        for role, part in _parts(alert.condition):
            if alert.cause == "job_missing" and isinstance(part, Holds):
                continue  # the panel of the job's age says it where there is no age
            value, compare = _sides(part)
            expr = lower.value(value)
            owner = alert if role != "whole" or compare is None else None
            key = (expr, f"part of {alert.name}" if role == "part" else role)
            twin = role == "whole" and value.name in names
            figure = found.get(key)
            if figure is None:
                name = spoken(value, stems)
                if name and value.name in names and (expr, "whole") not in found:
                    name = aggregated(value, name)
                figure = Figure(value, expr, role, twin=twin, of=owner, name=name)
                found[key] = figure
            if compare is not None:
                figure.lines.append(Line(alert, compare))
    parts: dict[str, list[Figure]] = {}
    for (expr, _), figure in found.items():
        if figure.role == "part" and figure.of is not None:
            if (whole := found.get((expr, "whole"))) is not None:
                # The one without a line has less to say.
                (figure if whole.lines else whole).aside = True
            parts.setdefault(figure.of.name, []).append(figure)
    for together in parts.values():
        for figure in together:
            figure.aside |= any(_divides(figure, other) for other in together)
    return tuple(found.values())


def _stems(plan: Plan) -> dict[v.Node, str]:
    """What the user calls a histogram, for the quantiles that only a condition asks for."""
    stems: dict[v.Node, str] = {}
    for signal in plan.signals:
        if isinstance(signal.value.node, v.Quantile):
            stems.setdefault(histogram_of(signal.value.node), headline(signal.id))
    return stems


def _divides(figure: Figure, other: Figure) -> bool:
    """Whether `other` is a share of it, so that it tells whether there is enough to judge."""
    node = other.value.node
    return isinstance(node, v.Arith) and node.op == "/" and node.right.node == figure.value.node


def _parts(condition: Condition, role: Role = "whole") -> Iterator[tuple[Role, Compare | Holds]]:
    match condition:
        case Compare() | Holds():
            yield role, condition
        case All(items):
            alone = sum(not is_guard(item) for item in items) == 1
            for item in items:
                yield from _parts(item, "guard" if is_guard(item) else role if alone else "part")
        case AnyOf(items):
            for item in items:
                yield from _parts(item, role)


def _sides(part: Compare | Holds) -> tuple[Value, Compare | None]:
    """The measured side, and the comparison with it on the left."""
    if isinstance(part, Holds):
        return part.value, None
    if isinstance(part.left.node, v.Const):
        mirrored = Compare(part.right, _MIRRORED.get(part.op, part.op), part.left)
        return mirrored.left, mirrored
    return part.left, part
