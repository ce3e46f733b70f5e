"""The service's subtree of routes: who hears what, how soon, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsgen.artifacts import YamlNode
from opsgen.plan import Channel, Plan
from opsgen.plan.notifications import SeverityPolicy
from opsgen_targets.alertmanager.digests import (
    REPEAT_IN_WINDOW,
    WINDOW,
    firing_digests,
    interval_name,
    recorded_digests,
)
from opsgen_targets.alertmanager.durations import duration
from opsgen_targets.alertmanager.matchers import all_of, equals, one_of
from opsgen_targets.alertmanager.receivers import (
    default_name,
    digest_name,
    severity_name,
    watchdog_name,
)

Route = dict[str, YamlNode]

# One group per alert name: an outage that hits every label value at once is one page that names
# them all. PagerDuty's and Opsgenie's keys are hashes of the group, so it must not change.
GROUP_BY: tuple[YamlNode, ...] = ("alertname", "service")
# A digest is one group, whatever it holds.
DIGEST_GROUP_BY: tuple[YamlNode, ...] = ("service",)

WATCHDOG_TIMING = (0, 60, 300)
"""Wait, group interval and repetition of the heartbeat, in seconds: one every 5 to 6 minutes."""


def subtree(plan: Plan) -> Route:
    """Everything of the service, under one matcher."""
    return {
        "receiver": default_name(plan),
        "matchers": all_of(equals("service", plan.service)),
        "group_by": GROUP_BY,
        **_medium_timing(plan),
        "routes": [
            *_recorded(plan),
            *_watchdog(plan),
            *_firing(plan),
            *(_severity(plan, policy) for policy in plan.notifications.policies),
        ],
    }


def root(plan: Plan) -> Route:
    """The root of a whole configuration: whatever no service claims is heard all the same."""
    return {
        "receiver": default_name(plan),
        "group_by": GROUP_BY,
        **_medium_timing(plan),
        "routes": [subtree(plan)],
    }


def _severity(plan: Plan, policy: SeverityPolicy) -> Route:
    return {
        "receiver": severity_name(plan, policy.severity),
        "matchers": all_of(equals("severity", policy.severity)),
        **_timing(policy.group_wait, policy.group_interval, policy.repeat_interval),
    }


def _watchdog(plan: Plan) -> Iterator[Route]:
    for alert in plan.alerts:
        if alert.cause == "watchdog":
            yield {
                "receiver": watchdog_name(plan),
                "matchers": all_of(equals("alertname", alert.name), equals("severity", "none")),
                **_timing(*WATCHDOG_TIMING),
            }


def _recorded(plan: Plan) -> Iterator[Route]:
    """Fed by an alert of their own, so no alert is taken from its severity's route."""
    for digest in recorded_digests(plan):
        yield {
            "receiver": digest_name(plan, digest.channel.name),
            "matchers": all_of(equals("digest", digest.channel.name)),
            "group_by": DIGEST_GROUP_BY,
            **_timing(digest.group_wait, digest.group_interval, digest.repeat_interval),
        }


def _firing(plan: Plan) -> Iterator[Route]:
    """A copy of what fires, before the routes of the severities and going on to them."""
    for channel, every in firing_digests(plan):
        yield {
            "receiver": digest_name(plan, channel.name),
            "matchers": all_of(one_of("severity", _digested(plan, channel))),
            "group_by": DIGEST_GROUP_BY,
            **_timing(60, WINDOW // 2, every - REPEAT_IN_WINDOW),
            "active_time_intervals": [interval_name(plan, channel)],
            "continue": True,
        }


def _digested(plan: Plan, channel: Channel) -> tuple[str, ...]:
    return tuple(
        route.severity for route in plan.notifications.routes if channel.name in route.digests
    )


def _medium_timing(plan: Plan) -> Mapping[str, YamlNode]:
    for policy in plan.notifications.policies:
        if policy.severity == "medium":
            return _timing(policy.group_wait, policy.group_interval, policy.repeat_interval)
    return {}


def _timing(group_wait: int, group_interval: int, repeat_interval: int) -> Route:
    return {
        "group_wait": duration(group_wait),
        "group_interval": duration(group_interval),
        "repeat_interval": duration(repeat_interval),
    }
