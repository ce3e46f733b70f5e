"""Receivers: one per severity with all its channels, one per digest, one for the Watchdog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsgen.artifacts import YamlNode
from opsgen.plan import SEVERITIES, Channel, Origin, Plan
from opsgen_targets.alertmanager.messages import PLAIN, title
from opsgen_targets.alertmanager.settings import fields, settings_of
from opsgen_targets.alertmanager.types import TYPES, Fields, Use
from opsgen_targets.alertmanager.versions import has


@dataclass(frozen=True, slots=True)
class Receiver:
    """`channels` may be empty: then nobody hears, and a route to it is a decision, not a gap."""

    name: str
    use: Use
    channels: tuple[Channel, ...]


def severity_name(plan: Plan, severity: str) -> str:
    return f"{plan.service}-{severity}"


def digest_name(plan: Plan, channel: str) -> str:
    return f"{plan.service}-digest-{channel}"


def watchdog_name(plan: Plan) -> str:
    return f"{plan.service}-watchdog"


def default_name(plan: Plan) -> str:
    """Who hears what no route matches: the named channels, else those of medium."""
    return (
        f"{plan.service}-default" if plan.notifications.default else severity_name(plan, "medium")
    )


def receivers(plan: Plan) -> tuple[Receiver, ...]:
    """Every receiver that a route names, each once."""
    return tuple(_receivers(plan))


def emitted_channels(plan: Plan) -> tuple[Channel, ...]:
    """The channels that stand in some receiver, in the order of the input."""
    used = {channel.name for receiver in receivers(plan) for channel in receiver.channels}
    return tuple(channel for channel in plan.notifications.channels if channel.name in used)


def receiver_nodes(plan: Plan) -> list[YamlNode]:
    return [_node(receiver, plan) for receiver in receivers(plan)]


def receiver_origins(plan: Plan) -> dict[str, Origin]:
    """JSON pointers to every channel's entry, for a judge's finding to be shown at its cause."""
    origins: dict[str, Origin] = {}
    for index, receiver in enumerate(receivers(plan)):
        seen: dict[str, int] = {}
        for channel in receiver.channels:
            key = TYPES[channel.type].key
            position = seen[key] = seen.get(key, -1) + 1
            origins[f"/receivers/{index}/{key}/{position}"] = channel.origin
    return origins


def _receivers(plan: Plan) -> Iterator[Receiver]:
    notifications = plan.notifications
    routes = {route.severity: route for route in notifications.routes}
    for severity in SEVERITIES:
        immediate = routes[severity].channels if severity in routes else ()
        yield Receiver(
            severity_name(plan, severity), Use("alert", severity), _named(plan, immediate)
        )
    for channel in notifications.channels:
        if channel.digest is not None:
            use = Use(channel.digest.form, None)
            yield Receiver(digest_name(plan, channel.name), use, (channel,))
    if any(alert.cause == "watchdog" for alert in plan.alerts):
        heard_by = _named(plan, notifications.watchdog)
        yield Receiver(watchdog_name(plan), Use("watchdog", None), heard_by)
    if notifications.default:
        heard_by = _named(plan, notifications.default)
        yield Receiver(default_name(plan), Use("alert", "medium"), heard_by)


def _named(plan: Plan, names: tuple[str, ...]) -> tuple[Channel, ...]:
    return tuple(channel for channel in plan.notifications.channels if channel.name in names)


def _node(receiver: Receiver, plan: Plan) -> YamlNode:
    entries: dict[str, list[YamlNode]] = {}
    for channel in receiver.channels:
        entry = _entry(channel, receiver.use, plan)
        entries.setdefault(TYPES[channel.type].key, []).append(entry)
    return {"name": receiver.name, **entries}


def _entry(channel: Channel, use: Use, plan: Plan) -> Fields:
    kind = TYPES[channel.type]
    given = fields(channel.type, settings_of(channel, plan))
    words = {
        name: value
        for name, value in kind.words(use).items()
        if name not in given and has(plan, channel, name)
    }
    if "details" in given and isinstance(ours := kind.words(use).get("details"), dict):
        given["details"] = {**ours, **_map(given["details"])}
    if channel.type == "email":
        given["headers"] = _headers(given.get("headers"), use)
    # Always said, because the engine's default differs from type to type.
    return {"send_resolved": _resolves(channel, use), **given, **words}


def _resolves(channel: Channel, use: Use) -> bool:
    """A service that counts heartbeats would count a resolve as one. The end of a digest is no
    news, but an incident that it opened would swallow the next one."""
    if use.role == "watchdog":
        return False
    return channel.send_resolved and (use.role == "alert" or TYPES[channel.type].opens)


def _map(given: YamlNode | None) -> dict[str, YamlNode]:
    return given if isinstance(given, dict) else {}


def _headers(given: YamlNode | None, use: Use) -> YamlNode:
    own = _map(given)
    if any(name.lower() == "subject" for name in own):
        return own
    return {"Subject": title(PLAIN, use.role), **own}
