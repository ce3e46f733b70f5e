"""What is wrong with a dashboard, told by what it draws."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping

from opsgen.plan import SEVERITIES, Alert, All, AnyOf, Compare, Condition, Holds, Severity
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql.recordings import needed
from opsgen.proof import LabelSet, Vector
from opsgen.proof.vectors import kept
from tests.conformance.dashboard_values.meanings import leaves
from tests.conformance.dashboard_values.panels import SCALES
from tests.conformance.dashboard_values.shown import Shown

UNDRAWN = frozenset({"digest", "watchdog", "no_data"})
"""Causes of alerts that no line tells of."""

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
_MIRRORED: Mapping[str, plan_conditions.CompareOp] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
Where = Callable[[int], set[LabelSet]]
"""The label sets at an instant for which something is so."""


def alike(left: Vector, right: Vector) -> bool:
    """Equal within 1e-9; NaN is equal to itself."""
    return left.keys() == right.keys() and all(_close(left[k], right[k]) for k in left)


def wrong_values(shown: Shown) -> Iterator[str]:
    """Queries that mean nothing, draw nothing, or draw something else than they mean."""
    evaluator = shown.evaluator()
    known = shown.meanings.of
    instants = list(shown.instants())
    for panel in shown.panels:
        for query in panel.queries:
            if query in shown.meanings.raw:
                continue
            if query not in known:
                yield f"{panel.title}: no value of the plan is asked for by\n{query}"
                continue
            told = shown.told(query)
            if not any(told.values()):
                yield f"{panel.title}: never draws anything:\n{query}"
            for at in instants:
                meant = known[query](evaluator, at)
                if not alike(meant, told[at]):
                    yield f"{panel.title} at {at}: {told[at]} is not {meant}\n{query}"
                    break


def wrong_units(shown: Shown) -> Iterator[str]:
    """Panels whose axis is in another unit than the figure."""
    units = shown.meanings.units
    for panel in shown.panels:
        scale = SCALES.get(panel.unit)
        # The axis of a heatmap is that of the buckets, not of what is counted in them.
        if scale is None or panel.type == "heatmap":
            continue
        for query in panel.queries:
            unit = units.get(query)
            if unit is not None and unit.scale != scale:
                yield f"{panel.title}: drawn in {panel.unit}, and {unit.name} is meant"


def wrong_lines(shown: Shown) -> Iterator[str]:
    """Alerts without their line, or that are true where the series is not beyond it."""
    fired = 0
    for alert in shown.plan.alerts:
        if alert.cause in UNDRAWN:
            continue
        try:
            beyond = _beyond(shown, alert, alert.condition)
        except LookupError as error:
            yield str(error)
            continue
        # Recorded history is the rule file's own; the same figure is asked for inline.
        inline = bool(needed(alert.condition))
        rule = shown.meanings.condition(alert.condition) if inline else shown.rules[alert.name]
        told = shown.told(rule)
        fired += any(told.values())
        for at in shown.instants():
            if beyond(at) != set(told[at]):
                yield f"{alert.name} at {at}: true for {set(told[at])}, drawn for {beyond(at)}"
                break
    if not fired:
        yield "no alert was ever true"


def _beyond(shown: Shown, alert: Alert, condition: Condition) -> Where:
    match condition:
        case All(items):
            parts = [_beyond(shown, alert, item) for item in items]
            shared = [_shared(items[0], item) for item in items]
            return lambda at: {
                labels
                for labels in parts[0](at)
                if all(
                    kept(labels, on) in {kept(other, on) for other in part(at)}
                    for part, on in zip(parts[1:], shared[1:], strict=True)
                )
            }
        case AnyOf(items):
            parts = [_beyond(shown, alert, item) for item in items]
            return lambda at: set().union(*(part(at) for part in parts))
        case Compare():
            return _compared(shown, alert, condition)
        case Holds():
            told = shown.told(shown.meanings.condition(condition))
            return lambda at: set(told[at])
        case _:
            raise LookupError(f"{alert.name}: a part that is drawn nowhere")


def _compared(shown: Shown, alert: Alert, compare: Compare) -> Where:
    left, op, right = compare.left, compare.op, compare.right
    if isinstance(left.node, v.Const):
        left, op, right = right, _MIRRORED.get(op, op), left
    text, holds = shown.meanings.text(left), _HOLDS[op]
    if isinstance(right.node, v.Const):
        line = (float(right.node.value), _worst(shown, text, float(right.node.value)))
        if not any(text in panel.queries and line in panel.lines for panel in shown.panels):
            raise LookupError(f"{alert.name}: no panel draws {line} beside\n{text}")
        told = shown.told(text)
        return lambda at: {labels for labels, figure in told[at].items() if holds(figure, line[0])}
    limit = shown.meanings.text(right)
    if not any({text, limit} <= set(panel.queries) for panel in shown.panels):
        raise LookupError(f"{alert.name}: no panel draws both\n{text}\nand\n{limit}")
    ours, theirs = shown.told(text), shown.told(limit)
    on = tuple(label for label in left.labels if label in right.labels)

    def where(at: int) -> set[LabelSet]:
        limits = {kept(labels, on): figure for labels, figure in theirs[at].items()}
        return {
            labels
            for labels, figure in ours[at].items()
            if kept(labels, on) in limits and holds(figure, limits[kept(labels, on)])
        }

    return where


def _worst(shown: Shown, text: str, limit: float) -> Severity:
    """Of all alerts that compare that figure with that number: the colour that is drawn."""
    found = {
        alert.severity
        for alert in shown.plan.alerts
        for leaf in leaves(alert.condition)
        if isinstance(leaf, Compare)
        for figure, other in ((leaf.left, leaf.right), (leaf.right, leaf.left))
        if isinstance(other.node, v.Const)
        and not isinstance(figure.node, v.Const)
        and float(other.node.value) == limit
        and shown.meanings.text(figure) == text
    }
    return next(severity for severity in SEVERITIES if severity in found)


def _shared(first: Condition, other: Condition) -> tuple[str, ...]:
    theirs = plan_conditions.labels(other)
    return tuple(label for label in plan_conditions.labels(first) if label in theirs)


def _close(left: float, right: float) -> bool:
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
