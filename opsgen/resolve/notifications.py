"""Channels, routes and secrets: who hears what, and where the keys to that are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import SEVERITIES, Alert, Channel, Digest, Notifications, Route, SecretFile
from opsgen.plan.alerts import Severity
from opsgen.plan.notifications import Setting, SeverityPolicy, Smtp
from opsgen.resolve.context import Context
from opsgen.spec import CHANNEL_TYPES, Alerting
from opsgen.spec import Channel as ChannelSpec

_REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]{0,63})\}")
_QUIET_BY_DEFAULT = frozenset({"email"})
DAY_MINUTES, DAY, WEEK = 1440, 86400, 604800


@dataclass(slots=True)
class ChannelResolver:
    service: str
    alerting: Alerting
    context: Context

    def channel(self, spec: ChannelSpec) -> Channel:
        kind = CHANNEL_TYPES[spec.type]
        settings: dict[str, Setting] = {}
        for field, value in spec.settings.items():
            if kind.fields.get(field) == "secret":
                settings[field] = self._secret(str(value))
            else:
                settings[field] = _plain(value)
        if spec.webhook is not None and kind.webhook is not None:
            settings[kind.webhook] = self._secret(spec.webhook)
        if spec.recipients is not None:
            settings["to"] = ", ".join(spec.recipients)
        if not any(field in settings for field in kind.instead):
            for field in kind.secrets:
                if field not in settings:
                    settings[field] = self._assumed(spec, field)
        heard = tuple(level for level in SEVERITIES if level in spec.severity)
        digest = self._digest(spec)
        resolved = spec.send_resolved
        if resolved is None:
            resolved = spec.type not in _QUIET_BY_DEFAULT and digest is None
        return Channel(
            spec.name,
            spec.type,
            heard,
            tuple(sorted(settings.items())),
            resolved,
            digest,
            bool(spec.watchdog) or spec.name in _listed(self.alerting.watchdog),
            self.context.origin(spec.path),
        )

    def _secret(self, reference: str) -> SecretFile:
        match = _REFERENCE.fullmatch(reference)
        # Validation has refused every other text already; a file of that name is the safe rest.
        return self._file(match[1] if match else "UNNAMED_SECRET")

    def _file(self, name: str) -> SecretFile:
        return SecretFile(name, f"{secrets_dir(self.alerting)}/{name}")

    def _assumed(self, spec: ChannelSpec, field: str) -> SecretFile:
        name = re.sub(r"[^A-Z0-9]", "_", f"{spec.name}_{field}".upper())
        file = self._file(name)
        context = self.context
        because = f"the channel says nothing of its {field}"
        context.default(spec.name, field, file.path, spec.path, because)
        word = "webhook" if field == CHANNEL_TYPES[spec.type].webhook else field
        context.report(
            rules.SECRET_FILE_ASSUMED,
            spec.path,
            f"the channel `{spec.name}` has no `{word}`: the file {file.path} is assumed",
            help=f'write `{word}: "${{{name}}}"`, and put the secret into {file.path} where the '
            "Alertmanager runs",
            edit=context.document.insertion(spec.path, f'{word}: "${{{name}}}"'),
        )
        return file

    def _digest(self, spec: ChannelSpec) -> Digest | None:
        if spec.frequency is None and spec.digest is None:
            for key in ("digest_at", "every"):
                if getattr(spec, key) is not None:
                    message = f"`{key}` belongs to a digest"
                    self._bad_digest(spec, key, message, "add `frequency: daily`")
            return None
        every = spec.every or DAY
        if every != WEEK and (every > DAY or DAY % every or every % 3600):
            message = "a digest comes every 7 days, daily, or every whole part of a day in hours"
            self._bad_digest(spec, "every", message, "write `24h`, `12h`, `8h`, `6h` or `7d`")
            every = DAY
        hour, minute = (spec.digest_at or "09:00").split(":")
        if spec.digest_at is None:
            because = "nothing says when; the time is UTC"
            self.context.default(spec.name, "digest_at", "09:00", spec.path, because)
        form = spec.digest or "recorded"
        name = re.sub(r"[^A-Za-z0-9]", "_", spec.name)
        alert = f"digest_{name}" if form == "recorded" else None
        return Digest(form, int(hour) * 60 + int(minute), every, alert)

    def _bad_digest(self, spec: ChannelSpec, key: str, message: str, help: str) -> None:
        self.context.report(rules.BAD_DIGEST, (*spec.path, key), message, help=help)

    def smtp(self, channels: Iterable[Channel]) -> Smtp | None:
        """How mail is sent; None when no channel sends any."""
        mails = [channel for channel in channels if channel.type == "email"]
        given, context = self.alerting.smtp, self.context
        if given is None and not mails:
            return None
        complete = all(dict(mail.settings).keys() >= {"smarthost", "from"} for mail in mails)
        if given is None and not complete:
            context.report(
                rules.SMTP_ASSUMED,
                mails[0].origin.path,
                "nothing says how mail is sent: localhost:25 without TLS is assumed",
                help='add `alerting.smtp: {smarthost: "smtp.example.com:587", from: …}`',
                edit=context.document.insertion(
                    ("alerting",),
                    'smtp:\n  smarthost: "smtp.example.com:587"\n'
                    f'  from: "alerts@{self.service}.example.com"',
                ),
            )
        smarthost = given.smarthost if given is not None else None
        sender = given.from_ if given is not None else None
        settings: dict[str, Setting] = {}
        if given is not None:
            for field in ("hello", "auth_username", "auth_identity"):
                if (value := getattr(given, field)) is not None:
                    settings[field] = value
            if given.auth_password is not None:
                settings["auth_password"] = self._secret(given.auth_password)
        path: Path = ("alerting", "smtp")
        if smarthost is None:
            because = "nothing says how mail is sent"
            context.default("smtp", "smarthost", "localhost:25", path, because)
        if sender is None:
            value = f"alerts@{self.service}.invalid"
            context.default("smtp", "from", value, path, "nothing says who sends mail")
        required = given.require_tls if given is not None else None
        return Smtp(
            smarthost or "localhost:25",
            sender or f"alerts@{self.service}.invalid",
            smarthost is not None if required is None else required,
            tuple(sorted(settings.items())),
        )


def resolve_channels(
    service: str, alerting: Alerting, context: Context
) -> tuple[tuple[Channel, ...], Smtp | None]:
    resolver = ChannelResolver(service, alerting, context)
    channels = tuple(resolver.channel(spec) for spec in alerting.channels)
    return channels, resolver.smtp(channels)


def resolve_notifications(
    alerting: Alerting,
    channels: tuple[Channel, ...],
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
    _check_heard(alerts, routes, context)
    _check_expected(alerts, routes, known, context)
    labels = sorted({label for alert in alerts if alert.signal is not None for label in alert.by})
    return Notifications(
        channels,
        tuple(policies.values()),
        routes,
        smtp,
        _default(alerting, routes, known, context),
        watchers,
        tuple(labels),
        secrets_dir(alerting),
    )


def _route(severity: Severity, channels: tuple[Channel, ...]) -> Route:
    heard = [channel for channel in channels if severity in channel.severities]
    return Route(
        severity,
        tuple(channel.name for channel in heard if channel.digest is None),
        tuple(channel.name for channel in heard if channel.digest is not None),
    )


def _check_watchdog(
    alerting: Alerting, watchers: tuple[str, ...], known: Collection[str], context: Context
) -> None:
    for index, name in enumerate(_listed(alerting.watchdog)):
        if name not in known:
            path: Path = ("alerting", "watchdog")
            if not isinstance(alerting.watchdog, str):
                path = (*path, index)
            _unknown_channel(name, path, known, context)
    if watchers or alerting.watchdog:
        return
    context.report(
        rules.WATCHDOG_UNHEARD,
        ("alerting",),
        "no channel hears the Watchdog: nobody is told when Prometheus or Alertmanager stops",
        help="set `watchdog: true` on a channel that expects a heartbeat: a dead man's switch "
        "that takes e-mail or calls of a webhook",
        edit=context.document.insertion(
            ("alerting", "channels"),
            # By e-mail, which every version of the Alertmanager sends without a secret.
            '- name: "heartbeat"\n  type: "email"\n'
            '  recipients: ["heartbeat@switch.example.com"]\n  watchdog: true',
        ),
    )


def _check_heard(alerts: tuple[Alert, ...], routes: tuple[Route, ...], context: Context) -> None:
    deaf = {route.severity for route in routes if not route.channels and not route.digests}
    for severity in SEVERITIES:
        silent = [alert.name for alert in alerts if alert.severity == severity]
        if severity not in deaf or not silent:
            continue
        names = ", ".join(f"`{name}`" for name in silent[:3])
        more = f" and {len(silent) - 3} more" if len(silent) > 3 else ""
        context.report(
            rules.NOBODY_HEARS,
            ("alerting", "channels"),
            f"no channel hears the severity {severity}, which {names}{more} has",
            help=f"add `{severity}` to the `severity` of a channel",
        )


def _check_expected(
    alerts: tuple[Alert, ...], routes: tuple[Route, ...], known: Collection[str], context: Context
) -> None:
    hearing = {route.severity: (*route.channels, *route.digests) for route in routes}
    for alert in alerts:
        for index, name in enumerate(alert.expect):
            path = (*alert.origin.path, "expect", index)
            if name not in known:
                _unknown_channel(name, path, known, context)
                continue
            hears = () if alert.severity == "none" else hearing[alert.severity]
            if name in hears:
                continue
            heard = ", ".join(f"`{channel}`" for channel in hears)
            context.report(
                rules.NOT_HEARD,
                path,
                f"`{name}` does not hear `{alert.name}`, whose severity is {alert.severity}",
                help=f"add `{alert.severity}` to the `severity` of `{name}`",
                notes=(f"it is heard by {heard or 'nobody'}",),
            )


def _default(
    alerting: Alerting,
    routes: tuple[Route, ...],
    known: Collection[str],
    context: Context,
) -> tuple[str, ...]:
    """The channels of the root receiver; () for those of medium."""
    wanted = alerting.default
    if wanted is None:
        because = "alerting.default is not set"
        context.default("alerting", "default receiver", "medium", ("alerting",), because)
        return ()
    for route in routes:
        if route.severity == wanted:
            return route.channels
    if wanted not in known:
        _unknown_channel(wanted, ("alerting", "default"), known, context)
    return (wanted,)


def _unknown_channel(name: str, path: Path, known: Iterable[str], context: Context) -> None:
    if context.is_broken("channels", name):
        return
    close = nearest(name, known)
    help = f"did you mean `{close[0]}`?" if close else "declare it in alerting.channels"
    context.report(rules.UNKNOWN_CHANNEL, path, f"there is no channel `{name}`", help=help)


def secrets_dir(alerting: Alerting) -> str:
    """The folder of the secret files where the Alertmanager runs, without a slash at its end."""
    return (alerting.secrets_dir or "/run/secrets").rstrip("/")


def _listed(names: str | list[str] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else tuple(names)


def _plain(value: object) -> Setting:
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), str(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return str(value)
