"""The diagram of who hears what."""

from __future__ import annotations

from itertools import pairwise

from opsgen.artifacts.figures import duration
from opsgen.plan import SEVERITIES, Channel, Plan
from opsgen.plan.notifications import SecretFile
from opsgen.prose.markup import Markdown, code, join
from opsgen_targets.runbook.escalation import when
from opsgen_targets.runbook.mermaid import Flowchart

_WEEK = 7 * 86400
_WHO = ("to", "channel", "room_id", "chat_id", "project", "topic_arn", "to_user", "to_party")
"""Settings that say who reads a channel, none of which is a secret."""


def hearing(plan: Plan) -> Markdown:
    """Severity to channel to people, the digests and the Watchdog among them."""
    chart = Flowchart("LR")
    channels = {channel.name: channel for channel in plan.notifications.channels}
    nodes: dict[str, str] = {}

    def hears(start: str, name: str, label: str) -> None:
        if name in channels:
            if name not in nodes:
                nodes[name] = _channel(chart, channels[name])
            chart.edge(start, nodes[name], label)

    policies = {policy.severity: policy for policy in plan.notifications.policies}
    for route in plan.notifications.routes:
        lines: list[str] = [route.severity]
        if route.severity in policies:
            lines.append(f"respond {when(policies[route.severity].response)}")
        start = chart.node(tuple(lines), "round")
        for name in route.channels:
            hears(start, name, "at once")
        for name in route.digests:
            hears(start, name, _digest(channels[name]))
        if not route.channels and not route.digests:
            chart.edge(start, chart.node(("nobody hears it",)), dotted=True)
    if any(alert.cause == "watchdog" for alert in plan.alerts):
        start = chart.node(("Watchdog", "always fires"), "round")
        for name in plan.notifications.watchdog:
            hears(start, name, "heartbeat")
        if not plan.notifications.watchdog:
            chart.edge(start, chart.node(("nobody hears it",)), dotted=True)
    return chart.markdown()


def inhibition() -> Markdown:
    """Each severity over the lower ones, where two alerts share a signal."""
    chart = Flowchart("LR")
    nodes = [chart.node((severity,), "round") for severity in SEVERITIES]
    for upper, lower in pairwise(nodes):
        chart.edge(upper, lower, "silences", dotted=True)
    return chart.markdown()


def inhibition_labels(plan: Plan) -> Markdown:
    """The labels that two alerts of a signal must share besides it; empty when none."""
    return join(", ", map(code, plan.notifications.inhibition_labels))


def _channel(chart: Flowchart, channel: Channel) -> str:
    node = chart.node((channel.name, channel.type))
    settings = dict(channel.settings)
    for key in _WHO:
        who = settings.get(key)
        if who is None or isinstance(who, SecretFile):
            continue
        names = ", ".join(map(str, who)) if isinstance(who, tuple) else str(who)
        chart.edge(node, chart.node((names,), "round"))
        break
    return node


def _digest(channel: Channel) -> str:
    assert channel.digest is not None  # `digests` of a route holds no other
    hours, minutes = divmod(channel.digest.at_minute, 60)
    weekly = channel.digest.every == _WEEK
    often = "every Monday" if weekly else f"every {duration(channel.digest.every)}"
    return f"digest {often}, {hours:02}:{minutes:02} UTC"
