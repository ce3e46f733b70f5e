"""What a metric's own threshold says, before anything is known of the metric."""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.conditions import Arithmetic, Call, Name, Negate, Node, Quantity, parse_threshold
from opsgen.diagnostics import Path
from opsgen.resolve.constants import Constant
from opsgen.spec import Metric


def threshold_texts(metric: Metric) -> tuple[tuple[Path, str], ...]:
    """(where it stands, its text) of each threshold, as written."""
    path = (*metric.path, "alert_threshold")
    if metric.alert_threshold is None:
        return ()
    if isinstance(metric.alert_threshold, str):
        return ((path, metric.alert_threshold),)
    return tuple(((*path, severity), text) for severity, text in metric.alert_threshold.items())


def is_per_time(text: str, constants: Mapping[str, Constant]) -> bool:
    """Whether the threshold is a number of events per time, as `>5/s` is."""
    parsed = parse_threshold(text)
    return parsed.tree is not None and _per_time(parsed.tree.value, constants)


def _per_time(node: Node, constants: Mapping[str, Constant]) -> bool:
    match node:
        case Quantity(per=per):
            return per is not None
        case Name(id=id):
            return id in constants and constants[id].quantity.per is not None
        case Negate(operand=operand):
            return _per_time(operand, constants)
        case Arithmetic(left=left, right=right):
            return _per_time(left, constants) or _per_time(right, constants)
        case Call(function=function):
            return function == "rate"
