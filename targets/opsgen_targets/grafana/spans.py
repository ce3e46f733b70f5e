"""How far back a figure looks, and so how much of it a panel must show to be understood."""

from __future__ import annotations

from opsgen.plan import Value
from opsgen.plan import values as v

_HOUR = 3600
_DAY = 24 * _HOUR


def reach(value: Value) -> int:
    """The seconds of history that one sample of `value` is made of."""
    return max(map(_own, (inner.node for inner in v.walk(value))))


def look_back(value: Value) -> str | None:
    """Twice its reach, at least a week of what looks back a day; None if an hour shows enough."""
    seconds = reach(value)
    if seconds >= _DAY:
        return f"{max(7, -(-2 * seconds // _DAY))}d"
    return f"{-(-2 * seconds // _HOUR)}h" if seconds >= _HOUR else None


def _own(node: v.Node) -> int:
    match node:
        case v.Baseline(_, window, lag) | v.ZScore(_, window, lag):
            return window + lag
        case v.Change(_, window):
            return 2 * window
        case v.Rate(_, window) | v.Increase(_, window) | v.Ratio(_, _, window):
            return window
        case v.Quantile(window=window) | v.OverTime(window=window):
            return window
        case v.Series(_, _, window) if window is not None:
            return window
        case v.Age():
            return _DAY  # it grows until the next run of a job, which comes daily or so
        case _:
            return 0
