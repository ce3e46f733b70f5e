"""How often a span of history is looked at, to know whether half of it is there."""

from __future__ import annotations

from itertools import product

import pytest

from opsgen.plan.history import looked_at_every

DAY = 86400


@pytest.mark.parametrize(
    ("window", "interval", "every"),
    [
        (600, 30, 30),
        (3600, 30, 120),
        (DAY, 30, 3600),
        (DAY, 60, 3600),
        (7 * DAY, 30, 21600),
        (DAY, 300, 3600),
        (DAY, 600, 600),
    ],
)
def test_a_long_span_is_looked_at_some_twenty_five_times(
    window: int, interval: int, every: int
) -> None:
    assert looked_at_every(window, interval) == every


@pytest.mark.parametrize(
    ("window", "interval"),
    list(product([600, 1800, 3600, 5 * 3600, DAY, 30 * DAY], [10, 15, 30, 60])),
)
def test_a_look_is_no_rarer_than_a_twenty_fourth_and_none_is_between_two_records(
    window: int, interval: int
) -> None:
    every = looked_at_every(window, interval)
    assert every >= interval
    assert every == interval or window // every >= 24
