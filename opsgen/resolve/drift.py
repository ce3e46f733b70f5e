"""Drift: which tests run on what, how often, and who hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import Alert, Channel
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from opsgen.plan.drift import Drift, DriftTest
from opsgen.resolve.context import Context
from opsgen.spec import DriftDetection
from opsgen.units import format_number

DAY = 86400


def slide_of(spec: DriftDetection) -> int:
    """Seconds from one window to the next: a day, or the whole window when they do not overlap."""
    window = spec.test_window
    if window is None:
        return DAY
    if window.slide_days is not None:
        return window.slide_days * DAY
    return (window.size_days or 7) * DAY if window.type == "tumbling" else DAY


def resolve_drift(spec: DriftDetection, channels: Sequence[Channel], context: Context) -> Drift:
    path: Path = spec.path
    reference = spec.reference_window
    where: tuple[tuple[str, str], ...] = ()
    if reference is not None:
        pairs = (("type", reference.type), ("path", reference.file), ("source", spec.source))
        where = tuple((key, value) for key, value in pairs if value is not None)
    tests = []
    for test in spec.tests:
        feature = test.feature or test.name.removesuffix("_drift")
        if test.feature is None:
            because = "the test's name without `_drift`"
            context.default(test.name, "feature", feature, test.path, because)
        tests.append(
            DriftTest(
                test.name,
                test.type,
                Fraction(test.threshold),
                feature,
                test.column,
                test.correction or spec.correction,
                test.min_samples or spec.min_samples,
                context.origin(test.path),
            )
        )
    actions, heard = _actions(spec, channels, context)
    size = spec.test_window.size_days if spec.test_window is not None else None
    return Drift(
        where,
        (size or 7) * DAY,
        slide_of(spec),
        tuple(tests),
        actions,
        heard,
        spec.schedule,
        context.origin(path),
    )


def _actions(
    spec: DriftDetection, channels: Sequence[Channel], context: Context
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    actions: list[tuple[str, str]] = []
    heard: list[str] = []
    listed = spec.actions.on_drift_detected if spec.actions is not None else []
    for index, action in enumerate(listed):
        for verb, what in action.items():
            actions.append((verb, what))
            if verb != "alert":
                continue
            path = (*spec.path, "actions", "on_drift_detected", index, verb)
            if (channel := _channel(what, channels, path, context)) is not None:
                heard.append(channel)
    return tuple(actions), tuple(heard)


def _channel(wanted: str, channels: Sequence[Channel], path: Path, context: Context) -> str | None:
    """The channel of that name, else the only one of that type."""
    if any(channel.name == wanted for channel in channels):
        return wanted
    of_type = [channel.name for channel in channels if channel.type == wanted]
    if len(of_type) == 1:
        because = f"the only channel of type {wanted}"
        context.default("drift", "alert", of_type[0], path, because)
        return of_type[0]
    if context.is_broken("channels", wanted):
        return None
    names = [channel.name for channel in channels]
    if of_type:
        message = f"`{wanted}` could be any of {', '.join(f'`{name}`' for name in of_type)}"
        context.report(rules.AMBIGUOUS_NAME, path, message, help="name the channel")
        return None
    close = nearest(wanted, names)
    help = f"did you mean `{close[0]}`?" if close else "name a channel of alerting.channels"
    message = f"there is no channel `{wanted}`, nor one of that type"
    context.report(rules.UNKNOWN_CHANNEL, path, message, help=help)
    return None


def check_thresholds(drift: Drift, alerts: Sequence[Alert], context: Context) -> None:
    """A test and an alert that draw the line at different places tell different stories."""
    for alert in alerts:
        for compare in comparisons(alert.condition):
            left, right = compare.left.node, compare.right.node
            if not isinstance(left, v.Series) or left.selector.series != "drift_p_value":
                continue
            if not isinstance(right, v.Const):
                continue
            for test in drift.tests:
                if test.threshold == right.value:
                    continue
                context.report(
                    rules.DRIFT_THRESHOLD_DIFFERS,
                    (*test.origin.path, "threshold"),
                    f"`{test.name}` draws the line at {format_number(test.threshold)}, and the "
                    f"alert `{alert.name}` at {format_number(right.value)}",
                    help="use one threshold for both",
                )
