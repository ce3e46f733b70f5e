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
from opsgen.plan.conditions import values as values_of
from opsgen.plan.drift import Drift, DriftTest
from opsgen.resolve.context import Context
from opsgen.resolve.notifications import declared_channels, some_channel_is_broken
from opsgen.resolve.words import shown
from opsgen.spec import DriftDetection
from opsgen.spec import DriftTest as DriftTestSpec
from opsgen.units import format_duration

DAY = 86400
WINDOW_DAYS = 7
_FIGURES = ("drift_p_value", "drift_p_value_raw", "drift_statistic", "drift_effect_size")


def slide_of(spec: DriftDetection) -> int:
    """Seconds from one window to the next: a day, or the whole window when they do not overlap."""
    window = spec.test_window
    if window is None:
        return DAY
    if window.slide_days is not None:
        return window.slide_days * DAY
    return (window.size_days or WINDOW_DAYS) * DAY if window.type == "tumbling" else DAY


def resolve_drift(spec: DriftDetection, channels: Sequence[Channel], context: Context) -> Drift:
    path: Path = spec.path
    reference = spec.reference_window
    where: tuple[tuple[str, str], ...] = ()
    if reference is not None:
        pairs = (("type", reference.type), ("path", reference.file), ("source", spec.source))
        where = tuple((key, value) for key, value in pairs if value is not None)
    actions, heard = _actions(spec, channels, context)
    window = spec.test_window
    size = window.size_days if window is not None else None
    if size is None:
        because = "a week holds every weekday once"
        size = max(WINDOW_DAYS, slide_of(spec) // DAY)
        if size > WINDOW_DAYS:
            because = "as long as from one window to the next, so that every day is tested"
        context.default("drift", "size_days", str(size), path, because)
    if window is None or window.slide_days is None:
        because = "windows that follow each other" if _tumbles(spec) else "the job runs once a day"
        context.default("drift", "slide", format_duration(slide_of(spec)), path, because)
    return Drift(
        where,
        size * DAY,
        slide_of(spec),
        tuple(_test(test, spec, context) for test in spec.tests),
        actions,
        heard,
        spec.schedule,
        context.origin(path),
    )


def _tumbles(spec: DriftDetection) -> bool:
    return spec.test_window is not None and spec.test_window.type == "tumbling"


def _test(test: DriftTestSpec, spec: DriftDetection, context: Context) -> DriftTest:
    feature = test.feature or test.name.removesuffix("_drift")
    if test.feature is None:
        because = "the test's name without `_drift`"
        context.default(test.name, "feature", feature, test.path, because)
    return DriftTest(
        test.name,
        test.type,
        Fraction(test.threshold),
        feature,
        test.column,
        test.correction or spec.correction,
        test.min_samples or spec.min_samples,
        context.origin(test.path),
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
    if some_channel_is_broken(context):
        return None  # It may be the one that is meant, or another one of that type.
    if len(of_type) == 1:
        because = f"the only channel of type {wanted}"
        context.default("drift", "alert", of_type[0], path, because)
        return of_type[0]
    names = [channel.name for channel in channels]
    if of_type:
        message = f"`{wanted}` could be any of {', '.join(f'`{name}`' for name in of_type)}"
        context.report(rules.AMBIGUOUS_NAME, path, message, help="name the channel")
        return None
    close = nearest(wanted, names)
    help = f"did you mean `{close[0]}`?" if close else declared_channels(names)
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
                related = []
                if alert.origin.span is not None:
                    condition = context.document.span((*alert.origin.path, "condition"))
                    related = [(condition, f"`{alert.name}` is here")]
                context.report(
                    rules.DRIFT_THRESHOLD_DIFFERS,
                    (*test.origin.path, "threshold"),
                    f"`{test.name}` draws the line at {shown(test.threshold)}, and the "
                    f"alert `{alert.name}` at {shown(right.value)}",
                    help="use one threshold for both",
                    related=related,
                )


def check_heard(
    drift: Drift, alerts: Sequence[Alert], channels: Sequence[Channel], context: Context
) -> None:
    """Who is to be told of drift must hear an alert that looks at it."""
    if not drift.tests or some_channel_is_broken(context):
        return
    if context.lacks_some("alerts", "alerting", "alerts"):
        return  # A broken alert may be the one.
    looking = [alert for alert in alerts if alert.cause == "declared" and _looks_at_drift(alert)]
    path = (*drift.origin.path, "actions", "on_drift_detected")
    if not context.wrote(*path):
        path = drift.origin.path
    if not looking:
        context.report(
            rules.DRIFT_UNHEARD,
            path,
            "no alert looks at `drift_p_value`, so nobody is told when a test finds drift",
            help='add to alerting.alerts: `{name: drift_detected, condition: "drift_p_value < '
            f'{shown(drift.tests[0].threshold)}", severity: medium}}`',
            edit=context.document.insertion(
                ("alerting", "alerts"),
                '- name: "drift_detected"\n'
                f'  condition: "drift_p_value < {shown(drift.tests[0].threshold)}"\n'
                "  severity: medium",
            ),
        )
        return
    told = {
        channel.name
        for channel in channels
        for alert in looking
        if alert.severity in channel.severities
    }
    for name in dict.fromkeys(drift.channels):
        if name in told:
            continue
        severities = sorted({alert.severity for alert in looking})
        context.report(
            rules.DRIFT_UNHEARD,
            path,
            f"`{name}` is to be told of drift, and hears no severity of the alerts that look at it",
            help=f"add `{severities[0]}` to the `severity` of `{name}`",
        )


def _looks_at_drift(alert: Alert) -> bool:
    return any(
        isinstance(part.node, v.Series) and part.node.selector.series in _FIGURES
        for value in values_of(alert.condition)
        for part in v.walk(value)
    )
