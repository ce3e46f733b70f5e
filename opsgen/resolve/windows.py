"""Whether a window holds enough samples to say anything."""

from __future__ import annotations

from opsgen.diagnostics import Path, Span
from opsgen.diagnostics.rules import units as rules
from opsgen.resolve.context import Context
from opsgen.units import format_duration

LOOK_BACK = 300
"""prometheus, cmd/prometheus/main.go: `query.lookback-delta`, 5m by default."""


def look_back(scrape: int) -> int | None:
    """How far back a series must be read that is scraped so seldom; None for the usual."""
    return 2 * scrape if 2 * scrape > LOOK_BACK else None


def check_window(
    window: int, scrape: int, path: Path, context: Context, at: Span | None = None
) -> None:
    """A rate needs two samples within its window on every engine, and should survive a lost one."""
    shown, apart = format_duration(window), format_duration(scrape)
    help = f"use at least `{format_duration(4 * scrape)}`"
    if window < 2 * scrape:
        message = f"a window of {shown} holds too few scrapes for a rate: they are {apart} apart"
        notes = ("a rate needs two samples, and Prometheus 3 leaves the window's start out",)
        context.report(rules.WINDOW_TOO_SHORT, path, message, at=at, help=help, notes=notes)
    elif window < 4 * scrape:
        message = f"a window of {shown} goes blind when a scrape is lost: they are {apart} apart"
        context.report(rules.WINDOW_SHORT, path, message, at=at, help=help)


def check_history(
    window: int, evaluation: int, path: Path, context: Context, at: Span | None = None
) -> None:
    """What is recorded once per evaluation must be recorded twice within a span of history."""
    if window >= 2 * evaluation:
        return
    shown, apart = format_duration(window), format_duration(evaluation)
    message = f"{shown} of history hold too few figures: one is recorded every {apart}"
    help = f"use at least `{format_duration(2 * evaluation)}`"
    context.report(rules.WINDOW_TOO_SHORT, path, message, at=at, help=help)


def check_multiple(hold: int, evaluation: int, path: Path, context: Context) -> None:
    """Prometheus looks once per evaluation, so what lies between two of them adds nothing."""
    if hold % evaluation == 0:
        return
    apart = format_duration(evaluation)
    longer = format_duration(-(-hold // evaluation) * evaluation)
    message = f"`for` is no multiple of the evaluation interval, {apart}"
    help = f"Prometheus fires at the next evaluation, so write `{longer}`"
    context.report(rules.HOLD_OFF_INTERVAL, path, message, help=help)
