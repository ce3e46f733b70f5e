"""Who has to hear each severity and each alert, from the plan alone: no route is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.plan import Alert, Plan, Route
from opsgen.proof.hearing import carried
from opsgen_targets.alertmanager.digests import firing_digests
from opsgen_targets.alertmanager.receivers import digest_name, severity_name, watchdog_name


@dataclass(frozen=True, slots=True)
class Asked:
    """What carries `labels` has to reach exactly `receivers`, in this order.

    `subject` is `severity high` or `alert high_error_rate`; `channels` are in words.
    """

    subject: str
    labels: tuple[tuple[str, str], ...]
    receivers: tuple[str, ...]
    channels: str


def asked(plan: Plan) -> Iterator[Asked]:
    """One for each severity, then one for each alert, in the order of the plan."""
    for route in plan.notifications.routes:
        labels = (("service", plan.service), ("severity", route.severity))
        yield Asked(
            f"severity {route.severity}", labels, _of_severity(plan, route), _channels(route)
        )
    for alert in plan.alerts:
        receivers, channels = _of_alert(plan, alert)
        yield Asked(f"alert {alert.name}", _labels(plan, alert), receivers, channels)


def _labels(plan: Plan, alert: Alert) -> tuple[tuple[str, str], ...]:
    """A label without a value is no label, and amtool would refuse it."""
    return tuple(sorted((name, value) for name, value in carried(alert, plan).items() if value))


def _of_alert(plan: Plan, alert: Alert) -> tuple[tuple[str, ...], str]:
    if alert.cause == "watchdog":
        return (watchdog_name(plan),), _names(plan.notifications.watchdog)
    for channel in plan.notifications.channels:
        if channel.digest is not None and channel.digest.alert == alert.name:
            return (digest_name(plan, channel.name),), channel.name
    (route,) = (each for each in plan.notifications.routes if each.severity == alert.severity)
    return _of_severity(plan, route), _channels(route)


def _of_severity(plan: Plan, route: Route) -> tuple[str, ...]:
    """The digests of what fires take a copy on the way to the severity's own receiver."""
    copies = (channel.name for channel, _ in firing_digests(plan) if channel.name in route.digests)
    return (*(digest_name(plan, name) for name in copies), severity_name(plan, route.severity))


def _channels(route: Route) -> str:
    digests = f"in a digest {_names(route.digests)}" if route.digests else ""
    return "; ".join(filter(None, (_names(route.channels) if route.channels else "", digests))) or (
        "nobody"
    )


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "nobody"
