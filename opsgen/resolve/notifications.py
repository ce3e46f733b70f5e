"""Routes: who hears which severity, and whether everybody who must hear something does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import SEVERITIES, Alert, Channel, Notifications, Route
from opsgen.plan.alerts import Severity
from opsgen.plan.notifications import SeverityPolicy, Smtp
from opsgen.resolve.channels import SECRETS_DIR, listed, secrets_dir
from opsgen.resolve.context import Context
from opsgen.spec import Alerting

_CHATS = frozenset(
    {
        *("slack", "msteams", "msteamsv2", "discord", "telegram", "webex", "wechat"),
        *("rocketchat", "mattermost", "pushover"),
    }
)
"""Types whose every message is read by people. A pager holds one incident open, once."""


def resolve_notifications(
    alerting: Alerting,
    channels: Sequence[Channel],
    smtp: Smtp | None,
    policies: Mapping[Severity, SeverityPolicy],
    alerts: Iterable[Alert],
    context: Context,
) -> Notifications:
    """Routes, and whether everybody who must hear something does."""
    alerts = tuple(alerts)
    routes = tuple(_route(severity, channels) for severity in SEVERITIES)
    watchers = tuple(channel.name for channel in channels if channel.watchdog)
    known = {channel.name for channel in channels}
    _check_watchdog(alerting, watchers, known, context)
    _note_watchdog_in_chat(channels, context)
    _check_heard(alerts, routes, context)
    _check_expected(alerts, known, context)
    labels = {label for alert in alerts if alert.signal is not None for label in alert.by}
    if alerting.secrets_dir is None:
        because = "where containers find their secrets"
        context.default("alerting", "secrets_dir", SECRETS_DIR, ("alerting",), because)
    return Notifications(
        tuple(channels),
        tuple(policies.values()),
        routes,
        smtp,
        _default(alerting, routes, known, context),
        watchers,
        tuple(sorted(labels)),
        secrets_dir(alerting),
    )


def some_channel_is_broken(context: Context) -> bool:
    """Whether a channel was refused, so that who hears what cannot be judged."""
    return context.lacks_some("channels", "alerting", "channels")


def unknown_channel(name: str, path: Path, known: Iterable[str], context: Context) -> None:
    """Report that there is no channel of that name, unless there is a broken one."""
    if context.is_broken("channels", name):
        return
    close = nearest(name, known)
    help = f"did you mean `{close[0]}`?" if close else declared_channels(known)
    context.report(rules.UNKNOWN_CHANNEL, path, f"there is no channel `{name}`", help=help)


def declared_channels(known: Iterable[str]) -> str:
    """What may be named where nothing near is."""
    listed = ", ".join(f"`{name}`" for name in sorted(known))
    return f"the channels are {listed}" if listed else "declare it in alerting.channels"


def _route(severity: Severity, channels: Sequence[Channel]) -> Route:
    heard = [channel for channel in channels if severity in channel.severities]
    return Route(
        severity,
        tuple(channel.name for channel in heard if channel.digest is None),
        tuple(channel.name for channel in heard if channel.digest is not None),
    )


def _check_watchdog(
    alerting: Alerting, watchers: Sequence[str], known: Collection[str], context: Context
) -> None:
    for index, name in enumerate(listed(alerting.watchdog)):
        if name not in known:
            path: Path = ("alerting", "watchdog")
            if not isinstance(alerting.watchdog, str):
                path = (*path, index)
            unknown_channel(name, path, known, context)
    if watchers or context.wrote("alerting", "watchdog") or some_channel_is_broken(context):
        return
    name = "heartbeat" if "heartbeat" not in known else "watchdog-heartbeat"
    item = (
        # By e-mail, which every version of the Alertmanager sends without a secret.
        f'- name: "{name}"\n  type: "email"\n'
        '  recipients: ["heartbeat@switch.example.com"]\n  watchdog: true'
    )
    context.report(
        rules.WATCHDOG_UNHEARD,
        ("alerting",),
        "no channel hears the Watchdog: nobody is told when Prometheus or Alertmanager stops",
        help="set `watchdog: true` on a channel that expects a heartbeat: a dead man's switch "
        "that takes e-mail or calls of a webhook",
        edit=context.document.insertion(("alerting", "channels"), item),
    )


def _note_watchdog_in_chat(channels: Iterable[Channel], context: Context) -> None:
    for channel in channels:
        if not channel.watchdog or channel.type not in _CHATS:
            continue
        path: Path = (*channel.origin.path, "watchdog")
        context.report(
            rules.WATCHDOG_IN_CHAT,
            path if context.document.has(path) else channel.origin.path,
            f"the Watchdog posts to `{channel.name}` every few minutes, for as long as all is well",
            help="send it to a dead man's switch, which calls people when it stays away",
        )


def _check_heard(alerts: Sequence[Alert], routes: Sequence[Route], context: Context) -> None:
    if some_channel_is_broken(context):
        return
    for route in routes:
        silent = [alert.name for alert in alerts if alert.severity == route.severity]
        if route.channels or route.digests or not silent:
            continue
        names = ", ".join(f"`{name}`" for name in silent[:3])
        more = f" and {len(silent) - 3} more" if len(silent) > 3 else ""
        have = "has" if len(silent) == 1 else "have"
        path: Path = ("alerting", "channels")
        context.report(
            rules.NOBODY_HEARS,
            path if context.wrote(*path) else path[:1],
            f"no channel hears the severity {route.severity}, which {names}{more} {have}",
            help=f"add `{route.severity}` to the `severity` of a channel",
        )


def _check_expected(alerts: Sequence[Alert], known: Collection[str], context: Context) -> None:
    """Whether they exist; whether they hear it, the routes that a target emits tell."""
    for alert in alerts:
        for index, name in enumerate(alert.expect):
            if name not in known:
                unknown_channel(name, (*alert.origin.path, "expect", index), known, context)


def _default(
    alerting: Alerting, routes: Sequence[Route], known: Collection[str], context: Context
) -> tuple[str, ...]:
    """The channels of the root receiver; () for those of medium."""
    wanted = alerting.default
    if wanted is None:
        because = "what no route matches is heard by those who hear medium"
        context.default("alerting", "root receiver", "medium", ("alerting",), because)
        return ()
    for route in routes:
        if route.severity == wanted:
            return route.channels
    if wanted not in known:
        unknown_channel(wanted, ("alerting", "default"), known, context)
    return (wanted,)
