"""What a metric's own threshold says, before anything is known of the metric."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.conditions import Arithmetic, Call, Name, Negate, Node, Quantity, parse_threshold
from opsgen.diagnostics import Path
from opsgen.spec import Metric
from opsgen.units import BYTES, RATIO, SECONDS, Unit


@dataclass(frozen=True, slots=True)
class Lent:
    """The unit, in base form, that a threshold's literal lends to its metric."""

    unit: Unit | None
    per_time: bool


def threshold_texts(metric: Metric) -> tuple[tuple[Path, str], ...]:
    """(where it stands, its text) of each threshold, as written."""
    path = (*metric.path, "alert_threshold")
    if metric.alert_threshold is None:
        return ()
    if isinstance(metric.alert_threshold, str):
        return ((path, metric.alert_threshold),)
    return tuple(((*path, severity), text) for severity, text in metric.alert_threshold.items())


def lends(text: str) -> Lent:
    """What the first literal with a unit in a threshold says of the metric's unit."""
    parsed = parse_threshold(text)
    if parsed.tree is None:
        return Lent(None, False)
    return lent_by(parsed.tree.value)


def lent_by(node: Node) -> Lent:
    """The unit that a sum of literals lends; names and functions lend nothing here."""
    match node:
        case Quantity(unit=unit, per=per):
            return Lent(base_form(unit) if unit is not None else None, per is not None)
        case Negate(operand=operand):
            return lent_by(operand)
        case Arithmetic(op="+" | "-", left=left, right=right):
            first = lent_by(left)
            return first if first.unit or first.per_time else lent_by(right)
        case Arithmetic(left=left, right=right):
            both = (lent_by(left), lent_by(right))
            united = [lent for lent in both if lent.unit or lent.per_time]
            return united[0] if len(united) == 1 else Lent(None, False)
        case Name() | Call():
            return Lent(None, False)
    return Lent(None, False)


def base_form(unit: Unit) -> Unit | None:
    """The unit in which exporters export such a figure; None for a plain factor."""
    if unit.kind == "ratio":
        return RATIO
    if unit.kind != "quantity":
        return None
    if unit.same_dimension(SECONDS):
        return SECONDS
    return BYTES if unit.same_dimension(BYTES) else unit
