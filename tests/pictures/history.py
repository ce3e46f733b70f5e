"""How far back a plan looks."""

from __future__ import annotations

from opsgen.plan import Plan
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from tests.pictures.day import DAY

MOST = 9 * DAY


def history(plan: Plan) -> int:
    """Seconds of samples that the figures of the last day need; at least a day, at most `MOST`."""
    roots = [signal.value for signal in plan.signals]
    for alert in plan.alerts:
        roots.extend(plan_conditions.values(alert.condition))
    longest = max((_span(value) for root in roots for value in v.walk(root)), default=0)
    return min(MOST, max(DAY, longest + DAY // 2))


def _span(value: v.Value) -> int:
    match value.node:
        case v.Baseline(_, window, lag) | v.ZScore(_, window, lag, _):
            return window + lag
        case v.Change(_, window):
            return 2 * window
        case v.OverTime(_, _, window):
            return window
        case _:
            return 0
