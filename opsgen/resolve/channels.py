"""Channels: who hears, how often, and where the keys to that are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from opsgen.diagnostics.rules import names as rules
from opsgen.plan import SEVERITIES, Channel, Digest, SecretFile
from opsgen.plan.notifications import Setting, Smtp
from opsgen.resolve.context import Context
from opsgen.spec import CHANNEL_TYPES, Alerting
from opsgen.spec import Channel as ChannelSpec
from opsgen.spec import Smtp as SmtpSpec

_REFERENCE = re.compile(r"\$\{([A-Z][A-Z0-9_]{0,63})\}")
_QUIET_BY_DEFAULT = frozenset({"email"})
SECRETS_DIR = "/run/secrets"
DAY, WEEK = 86400, 604800


def resolve_channels(
    service: str, alerting: Alerting, context: Context
) -> tuple[tuple[Channel, ...], Smtp | None]:
    """Every channel with its defaults, and how mail is sent if any of them needs to know."""
    resolver = ChannelResolver(service, alerting, context)
    channels = tuple(resolver.channel(spec) for spec in alerting.channels)
    return channels, resolver.smtp(channels)


def secrets_dir(alerting: Alerting) -> str:
    """The folder of the secret files where the Alertmanager runs, without a slash at its end."""
    return (alerting.secrets_dir or SECRETS_DIR).rstrip("/")


def listed(names: str | list[str] | None) -> tuple[str, ...]:
    """One name or a list of them, as a tuple."""
    return () if names is None else (names,) if isinstance(names, str) else tuple(names)


@dataclass(frozen=True, slots=True)
class ChannelResolver:
    service: str
    alerting: Alerting
    context: Context

    def channel(self, spec: ChannelSpec) -> Channel:
        digest = self._digest(spec)
        return Channel(
            spec.name,
            spec.type,
            tuple(level for level in SEVERITIES if level in spec.severity),
            tuple(sorted(self._settings(spec).items())),
            self._send_resolved(spec, digest),
            digest,
            spec.watchdog or spec.name in listed(self.alerting.watchdog),
            self.context.origin(spec.path),
        )

    def _settings(self, spec: ChannelSpec) -> Mapping[str, Setting]:
        kind = CHANNEL_TYPES[spec.type]
        settings: dict[str, Setting] = {}
        for field, value in spec.settings.items():
            secret = kind.fields.get(field) == "secret"
            settings[field] = self._secret(str(value)) if secret else _plain(value)
        if spec.webhook is not None and kind.webhook is not None:
            settings[kind.webhook] = self._secret(spec.webhook)
        if spec.recipients is not None:
            settings["to"] = ", ".join(spec.recipients)
        if not any(field in settings for field in kind.instead):
            for field in kind.secrets:
                if field not in settings:
                    settings[field] = self._assumed(spec, field)
        return settings

    def _secret(self, reference: str) -> SecretFile:
        match = _REFERENCE.fullmatch(reference)
        # Validation has refused every other text already; a file of that name is the safe rest.
        return self._file(match[1] if match else "UNNAMED_SECRET")

    def _file(self, name: str) -> SecretFile:
        return SecretFile(name, f"{secrets_dir(self.alerting)}/{name}")

    def _assumed(self, spec: ChannelSpec, field: str) -> SecretFile:
        name = re.sub(r"[^A-Z0-9]", "_", f"{spec.name}_{field}".upper())[:64]
        file, context = self._file(name), self.context
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

    def _send_resolved(self, spec: ChannelSpec, digest: Digest | None) -> bool:
        if spec.send_resolved is not None:
            return spec.send_resolved
        quiet = spec.type in _QUIET_BY_DEFAULT
        because = "people who are called want to hear that it is over"
        if digest is not None:
            because = "a digest looks back by itself"
        elif quiet:
            because = "mail that something is over is rarely read"
        resolved = not quiet and digest is None
        shown = "true" if resolved else "false"
        self.context.default(spec.name, "send_resolved", shown, spec.path, because)
        return resolved

    def _digest(self, spec: ChannelSpec) -> Digest | None:
        if spec.frequency is None and spec.digest is None:
            for key in ("digest_at", "every"):
                if getattr(spec, key) is not None:
                    message = f"`{key}` belongs to a digest, and this channel hears at once"
                    help = f"add `frequency: daily`, or remove `{key}`"
                    self._bad_digest(spec, key, message, help)
            return None
        every = spec.every or DAY
        if every != WEEK and (every > DAY or DAY % every or every % 3600):
            message = "a digest comes weekly, daily, or every so many hours that make up a day"
            self._bad_digest(spec, "every", message, "write `24h`, `12h`, `8h`, `6h` or `7d`")
            every = DAY
        self._record_digest(spec)
        hour, minute = (spec.digest_at or "09:00").split(":")
        form = spec.digest or "recorded"
        name = re.sub(r"[^A-Za-z0-9]", "_", spec.name)
        alert = f"digest_{name}" if form == "recorded" else None
        return Digest(form, int(hour) * 60 + int(minute), every, alert)

    def _record_digest(self, spec: ChannelSpec) -> None:
        said = (
            ("digest_at", "09:00", "nothing says when; the time is UTC"),
            (
                "every",
                "24h",
                "`frequency: daily` says so" if spec.frequency else "nothing says how often",
            ),
            ("digest", "recorded", "it names also what resolved before the mail"),
        )
        for key, value, because in said:
            if getattr(spec, key) is None:
                self.context.default(spec.name, key, value, spec.path, because)

    def _bad_digest(self, spec: ChannelSpec, key: str, message: str, help: str) -> None:
        self.context.report(rules.BAD_DIGEST, (*spec.path, key), message, help=help)

    def smtp(self, channels: Iterable[Channel]) -> Smtp | None:
        """How mail is sent; None when no channel needs to be told."""
        given = self.alerting.smtp
        mails = [dict(channel.settings) for channel in channels if channel.type == "email"]
        lacking = [own for own in mails if not own.keys() >= {"smarthost", "from"}]
        if given is None and not lacking:
            return None
        smarthost = given.smarthost if given is not None else None
        sender = given.from_ if given is not None else None
        missing = [
            key
            for key, value in (("smarthost", smarthost), ("from", sender))
            if value is None and any(key not in own for own in lacking)
            if not self.context.wrote("alerting", "smtp", key)
        ]
        if missing:
            self._warn_of_smtp(missing)
        required = given.require_tls if given is not None else None
        return Smtp(
            smarthost or "localhost:25",
            sender or f"alerts@{self.service}.invalid",
            smarthost is not None if required is None else required,
            tuple(sorted(self._smtp_settings(given).items())),
        )

    def _smtp_settings(self, given: SmtpSpec | None) -> dict[str, Setting]:
        settings: dict[str, Setting] = {}
        for field in ("hello", "auth_username", "auth_identity"):
            if (value := getattr(given, field, None)) is not None:
                settings[field] = value
        if given is not None and given.auth_password is not None:
            settings["auth_password"] = self._secret(given.auth_password)
        return settings

    def _warn_of_smtp(self, missing: Collection[str]) -> None:
        context, path = self.context, ("alerting", "smtp")
        assumed = {
            "smarthost": ("localhost:25", "localhost:25 without TLS", "smtp.example.com:587"),
            "from": (
                f"alerts@{self.service}.invalid",
                f"the sender alerts@{self.service}.invalid",
                f"alerts@{self.service}.example.com",
            ),
        }
        lines = [f'{key}: "{assumed[key][2]}"' for key in missing]
        there = context.wrote(*path)
        snippet = "\n".join(lines if there else ["smtp:", *(f"  {line}" for line in lines)])
        for key in missing:
            because = "nothing says how mail is sent"
            context.default("smtp", key, assumed[key][0], path, because)
        context.report(
            rules.SMTP_ASSUMED,
            path if there else ("alerting",),
            f"nothing says how mail is sent: {' and '.join(assumed[key][1] for key in missing)} "
            f"{'are' if len(missing) > 1 else 'is'} assumed",
            help=f"add `alerting.smtp: {{{', '.join(lines)}}}`",
            edit=context.document.insertion(path if there else ("alerting",), snippet),
        )


def _plain(value: object) -> Setting:
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), str(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return str(value)
