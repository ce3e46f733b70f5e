"""Alerts that can never fire, found without any samples: quick enough for each validation."""

from __future__ import annotations

from opsgen.plan import Alert, Compare, Condition, Holds, Plan
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.proof.knobs import Board, readers
from opsgen.proof.scenarios import can_fire, usual
from opsgen.proof.unproven import UnprovenError


def never(plan: Plan) -> tuple[Alert, ...]:
    """Those for which no levels were found at which they fire; not those that are unproven."""
    return tuple(alert for alert in plan.alerts if not _may(alert))


def _may(alert: Alert) -> bool:
    if _evident(plan_conditions.without_guards(alert.condition)):
        return True
    try:
        board = Board(readers([alert.condition]))
        return can_fire(board, alert, usual(board, [alert]))
    except UnprovenError:
        return True


def _evident(condition: Condition) -> bool:
    """Whether it is one plain figure against a constant that figures of its kind reach."""
    match condition:
        case Holds():
            return True
        case Compare(left, op, right) if isinstance(right.node, v.Const):
            limit, rises = right.node.value, op in (">", ">=")
            match left.node:
                case v.Series():
                    return True
                case v.Rate() | v.Increase() | v.Quantile():
                    return limit > 0
                case v.Ratio():
                    return limit < 1 if rises else 0 < limit <= 1
    return False
