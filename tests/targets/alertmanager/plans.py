"""Plans by hand, as small as a test needs them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from opsgen.plan import (
    SEVERITIES,
    Alert,
    All,
    AtTime,
    Channel,
    Condition,
    Digest,
    Holds,
    Links,
    Notifications,
    Origin,
    Plan,
    Route,
    SecretFile,
    Severity,
    Value,
    Version,
)
from opsgen.plan.alerts import Cause
from opsgen.plan.notifications import Setting, SeverityPolicy, Smtp
from opsgen.plan.procedures import Runbook
from opsgen.plan.telemetry import Telemetry
from opsgen.plan.values import Always, Fired
from opsgen.units import NUMBER, SECONDS

HERE = Origin(("alerting",), None)
SECRETS = "/run/secrets"
SMTP = Smtp("mail.example.com:587", "alerts@example.com", True, ())
EVERYONE: tuple[Severity, ...] = SEVERITIES

POLICIES = (
    SeverityPolicy("critical", "immediate", 120, 30, 300, 3600),
    SeverityPolicy("high", "15m", 300, 30, 300, 14400),
    SeverityPolicy("medium", "1h", 600, 60, 300, 43200),
    SeverityPolicy("low", "next day", 1800, 60, 300, 86400),
)

Own = Mapping[str, Setting | None]
"""Settings; None stands for a secret in a file."""

REQUIRED: dict[str, Own] = {
    "pagerduty": {"routing_key": None},
    "slack": {"api_url": None},
    "email": {"to": "team@example.com, night@example.com"},
    "webhook": {"url": None},
    "opsgenie": {"api_key": None},
    "msteams": {"webhook_url": None},
    "msteamsv2": {"webhook_url": None},
    "discord": {"webhook_url": None},
    "telegram": {"bot_token": None, "chat_id": -100123},
    "victorops": {"api_key": None, "routing_key": "team"},
    "pushover": {"user_key": None, "token": None},
    "sns": {
        "topic_arn": "arn:aws:sns:eu-west-1:123456789012:alerts",
        "sigv4": (("region", "eu-west-1"),),
    },
    "webex": {"credentials": None, "room_id": "room"},
    "wechat": {"api_secret": None, "corp_id": "corp", "agent_id": "7"},
    "jira": {
        "api_url": "https://jira.example.com",
        "credentials": None,
        "issue_type": "Bug",
        "labels": ("alert", "opsgen"),
        "project": "OPS",
    },
    "rocketchat": {"token": None, "token_id": None},
    "mattermost": {"webhook_url": None},
    "incidentio": {"alert_source_token": None, "url": "https://api.incident.io/v2/alerts"},
}
"""The least that each type needs."""


def channel(
    kind: str,
    *severities: Severity,
    name: str | None = None,
    digest: Digest | None = None,
    watchdog: bool = False,
    send_resolved: bool = True,
    secrets: str = SECRETS,
    own: Own | None = None,
) -> Channel:
    """A channel with the least settings of its type and `own`; None makes a secret file."""
    called = name or kind
    settings = {
        field: _secret(f"{called}_{field}", secrets) if value is None else value
        for field, value in {**REQUIRED[kind], **(own or {})}.items()
    }
    return Channel(
        called, kind, severities, tuple(sorted(settings.items())), send_resolved, digest,
        watchdog, HERE,
    )  # fmt: skip


def _secret(words: str, folder: str) -> SecretFile:
    name = words.upper().replace("-", "_")
    return SecretFile(name, f"{folder}/{name}")


def recorded(name: str, every: int = 86400) -> Digest:
    return Digest("recorded", 540, every, f"digest_{name}")


def firing(at_minute: int = 540, every: int = 86400) -> Digest:
    return Digest("firing", at_minute, every, None)


def plan(
    *channels: Channel,
    service: str = "demo",
    version: Version = (0, 25),
    default: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    smtp: Smtp | None = SMTP,
) -> Plan:
    """Routes and generated alerts follow from the channels, as resolve makes them."""
    return Plan(
        service=service,
        owner=None,
        description=None,
        labels=(),
        links=Links(None, None, None, None, "ops/runbook.md"),
        engines={"alertmanager": version},
        job=None,
        scrape_interval=60,
        evaluation_interval=60,
        signals=(),
        alerts=(*_digest_alerts(channels), _alert("Watchdog", "watchdog", Holds(_always()))),
        notifications=Notifications(
            channels=channels,
            policies=POLICIES,
            routes=tuple(_route(severity, channels) for severity in SEVERITIES),
            smtp=smtp,
            default=default,
            watchdog=tuple(c.name for c in channels if c.watchdog),
            inhibition_labels=by,
            secrets_dir=SECRETS,
        ),
        runbook=Runbook((), (), (), (), ()),
        rollout=None,
        drift=None,
        telemetry=Telemetry(None, None),
        defaults=(),
    )


def at_version(plan: Plan, version: Version) -> Plan:
    return dataclasses.replace(plan, engines={"alertmanager": version})


def _route(severity: Severity, channels: Iterable[Channel]) -> Route:
    heard = [c for c in channels if severity in c.severities]
    return Route(
        severity,
        tuple(c.name for c in heard if c.digest is None),
        tuple(c.name for c in heard if c.digest is not None),
    )


def _digest_alerts(channels: Iterable[Channel]) -> list[Alert]:
    alerts = []
    for each in channels:
        if each.digest is not None and each.digest.alert is not None:
            fired = Fired("demo", each.severities, each.digest.every, 60)
            condition = All(
                (Holds(Value(fired, SECONDS, (), HERE)), AtTime(each.digest.at_minute, 1440, 10))
            )
            alerts.append(_alert(each.digest.alert, "digest", condition, ("digest", each.name)))
    return alerts


def _alert(name: str, cause: Cause, condition: Condition, *labels: tuple[str, str]) -> Alert:
    return Alert(
        name=name,
        cause=cause,
        condition=condition,
        severity="none",
        hold=0,
        keep_firing=0,
        labels=labels,
        annotations=(),
        message=(),
        description=(),
        signal=None,
        by=(),
        procedure=name,
        origin=HERE,
    )


def _always() -> Value:
    return Value(Always(), NUMBER, (), HERE)
