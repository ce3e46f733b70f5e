"""When a span of history counts as known: a question of time, not of how many records there are."""

from __future__ import annotations

_LOOKS = 24
_EVENLY = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_LOOK_BACK = 300
"""Seconds for which a record counts as the present one (prometheus, --query.lookback-delta)."""


def looked_at_every(window: int, interval: int) -> int:
    """Seconds between two looks that tell how much of `window` seconds of history is known.

    A long span is looked at some twenty-five times, however often the rules are evaluated: half of
    it is known when half of the looks see a record. That is `interval`, the seconds between
    two evaluations, where a span holds few records, or one is too old to be seen before the
    next is made: each record is then looked at.
    """
    if interval > _LOOK_BACK:
        return interval
    even = [seconds for seconds in _EVENLY if interval < seconds <= window // _LOOKS]
    return even[-1] if even else interval


def counts_records(window: int, interval: int) -> bool:
    """Whether each record of the span counts, because a look at each is what is asked for."""
    return looked_at_every(window, interval) == interval
