"""The two forms of a digest, in the Alertmanager's timers and time intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.artifacts import YamlNode
from opsgen.plan import All, AnyOf, AtTime, Channel, Condition, Plan

DAY = 86_400
WEEK = 7 * DAY
MINUTES_OF_DAY = 1_440

WINDOW = 600
"""Seconds for which a `firing` digest may be sent. The Alertmanager's timers keep no wall-clock
time, so the window holds two of the group's flushes."""

REPEAT_IN_WINDOW = 2 * WINDOW
"""How much shorter than the period the repetition is: two windows, so that it is over when the
next window comes, wherever in its own window the last digest was sent."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The timing of a digest that an alert of its own feeds, in seconds.

    That alert's instances arrive together and end with its window. `group_wait` gathers them in
    one message; `group_interval` falls into the window, so that what a first message could not
    hold follows while it still fires; `repeat_interval` outlasts the window.
    """

    channel: Channel
    group_wait: int
    group_interval: int
    repeat_interval: int


def recorded_digests(plan: Plan) -> Iterator[Recorded]:
    windows = {
        alert.name: 60 * time.minutes
        for alert in plan.alerts
        if alert.cause == "digest"
        for time in _hours(alert.condition)
    }
    for channel in plan.notifications.channels:
        digest = channel.digest
        if digest is not None and digest.alert in windows:
            yield Recorded(channel, 30, windows[digest.alert] // 2, digest.every // 2)


def firing_digests(plan: Plan) -> Iterator[tuple[Channel, int]]:
    """Each such channel that some severity goes to, with its period in seconds."""
    heard = {name for route in plan.notifications.routes for name in route.digests}
    for channel in plan.notifications.channels:
        if channel.digest is not None and channel.digest.form == "firing" and channel.name in heard:
            yield channel, channel.digest.every


def interval_name(plan: Plan, channel: Channel) -> str:
    return f"{plan.service}-digest-{channel.name}"


def time_intervals(plan: Plan) -> list[YamlNode]:
    return [
        {"name": interval_name(plan, channel), "time_intervals": _windows(channel, every)}
        for channel, every in firing_digests(plan)
    ]


def _hours(condition: Condition) -> Iterator[AtTime]:
    match condition:
        case AtTime():
            yield condition
        case All(items) | AnyOf(items):
            for item in items:
                yield from _hours(item)


def _windows(channel: Channel, every: int) -> list[YamlNode]:
    """The windows of a day, or of Mondays when the period is a week or more; UTC."""
    assert channel.digest is not None  # firing_digests gives no other
    at, period = channel.digest.at_minute, min(every, DAY) // 60
    starts = range(at % period, MINUTES_OF_DAY, period)
    stretches = [part for start in starts for part in _within_days(start, start + WINDOW // 60)]
    if every < WEEK:
        return [{"times": [_times(start, end) for _, start, end in stretches]}]
    return [
        {"times": [_times(start, end)], "weekdays": [("monday", "tuesday")[day]]}
        for day, start, end in stretches
    ]


def _within_days(start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(day, start, end): no interval may run over midnight (timeinterval/timeinterval.go)."""
    yield 0, start, min(end, MINUTES_OF_DAY)
    if end > MINUTES_OF_DAY:
        yield 1, 0, end - MINUTES_OF_DAY


def _times(start: int, end: int) -> YamlNode:
    return {"start_time": _clock(start), "end_time": _clock(end)}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
