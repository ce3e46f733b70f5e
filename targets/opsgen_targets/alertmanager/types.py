"""The types of channels: where each stands in a receiver, and what opsgen says through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from opsgen.artifacts import YamlNode
from opsgen.plan import Severity
from opsgen_targets.alertmanager.messages import (
    CARDS,
    DISCORD,
    JIRA,
    MAIL,
    MENTIONS,
    PLAIN,
    SLACK,
    TELEGRAM,
    Grammar,
    Role,
    body,
    details,
    headline,
    link,
    title,
)

Fields = dict[str, YamlNode]


@dataclass(frozen=True, slots=True)
class Use:
    """What a receiver uses a channel for. `severity` is None for digests and the Watchdog."""

    role: Role
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class ChannelType:
    """`words` are the fields that opsgen fills in where the user did not.

    One that `opens` something which lasts until it is told that all is well again.
    """

    key: str
    words: Callable[[Use], Fields]
    opens: bool = False


_COLORS: Mapping[Severity | None, str] = {
    "critical": "#b00020",
    "high": "#e65100",
    "medium": "#f9a825",
    "low": "#1565c0",
    None: "#607d8b",
}
# The four levels of PagerDuty's Events API v2 (LANGUAGE 2.3).
_PAGERDUTY: Mapping[Severity | None, str] = {
    "critical": "critical",
    "high": "error",
    "medium": "warning",
    "low": "info",
    None: "info",
}
_OPSGENIE: Mapping[Severity | None, str] = {
    "critical": "P1",
    "high": "P2",
    "medium": "P3",
    "low": "P4",
    None: "P5",
}
_VICTOROPS: Mapping[Severity | None, str] = {
    "critical": "CRITICAL",
    "high": "CRITICAL",
    "medium": "WARNING",
    "low": "INFO",
    None: "INFO",
}
# 2 rings until someone answers, -1 makes no sound (pushover.net/api, "priority").
_PUSHOVER: Mapping[Severity | None, str] = {
    "critical": "2",
    "high": "1",
    "medium": "0",
    "low": "-1",
    None: "-1",
}
_JIRA: Mapping[Severity | None, str] = {
    "critical": "High",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    None: "Low",
}


def _colored(use: Use) -> str:
    return (
        f'{{{{ if eq .Status "firing" }}}}{_COLORS[use.severity]}{{{{ else }}}}#2e7d32{{{{ end }}}}'
    )


def _card(grammar: Grammar, text: str = "text") -> Callable[[Use], Fields]:
    """A place that shows a title and a text, the latter in the field `text`."""
    return lambda use: {"title": title(grammar, use.role), text: body(grammar, use.role)}


def _message(grammar: Grammar) -> Callable[[Use], Fields]:
    """A place that shows one text alone."""
    return lambda use: {"message": body(grammar, use.role)}


def _nothing(use: Use) -> Fields:
    """A place that gets the alerts as data."""
    return {}


def _slack(use: Use) -> Fields:
    heading = title(SLACK, use.role)
    # `fallback` too: the engine's own would show labels as they are, and Slack reads it.
    return {
        "color": _colored(use),
        "title": heading,
        "text": body(SLACK, use.role),
        "fallback": heading,
    }


def _mattermost(use: Use) -> Fields:
    heading = title(MENTIONS, use.role)
    return {
        "color": _colored(use),
        "title": heading,
        "text": body(MENTIONS, use.role),
        "fallback": heading,
    }


def _rocketchat(use: Use) -> Fields:
    return {"color": _colored(use), **_card(MENTIONS)(use)}


def _pagerduty(use: Use) -> Fields:
    return {
        "severity": _PAGERDUTY[use.severity],
        "description": headline(use.role),
        "source": "{{ .CommonLabels.service }}",
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.signal }}",
        "group": "{{ .CommonLabels.service }}",
        "details": {**details(use.role)},
        "links": [
            {"href": link("runbook_url"), "text": "Runbook"},
            {"href": link("dashboard_url"), "text": "Dashboard"},
        ],
    }


def _opsgenie(use: Use) -> Fields:
    return {
        "priority": _OPSGENIE[use.severity],
        "message": headline(use.role),
        "description": body(PLAIN, use.role),
        "entity": "{{ .CommonLabels.service }}",
        "tags": "{{ .CommonLabels.service }},{{ .CommonLabels.severity }}",
    }


def _victorops(use: Use) -> Fields:
    return {
        "message_type": _VICTOROPS[use.severity],
        "entity_display_name": headline(use.role),
        "state_message": body(PLAIN, use.role),
    }


def _pushover(use: Use) -> Fields:
    priority = _PUSHOVER[use.severity]
    return {
        "priority": f'{{{{ if eq .Status "firing" }}}}{priority}{{{{ else }}}}0{{{{ end }}}}',
        **_card(PLAIN, "message")(use),
    }


def _email(use: Use) -> Fields:
    return {"html": body(MAIL, use.role)}


def _sns(use: Use) -> Fields:
    return {"subject": title(PLAIN, use.role), "message": body(PLAIN, use.role)}


def _jira(use: Use) -> Fields:
    return {
        "priority": _JIRA[use.severity],
        "summary": headline(use.role),
        "description": body(JIRA, use.role),
    }


TYPES: Mapping[str, ChannelType] = {
    "pagerduty": ChannelType("pagerduty_configs", _pagerduty, opens=True),
    "slack": ChannelType("slack_configs", _slack),
    "email": ChannelType("email_configs", _email),
    "webhook": ChannelType("webhook_configs", _nothing),
    "opsgenie": ChannelType("opsgenie_configs", _opsgenie, opens=True),
    "msteams": ChannelType("msteams_configs", _card(CARDS)),
    "msteamsv2": ChannelType("msteamsv2_configs", _card(CARDS)),
    "discord": ChannelType("discord_configs", _card(DISCORD, "message")),
    "telegram": ChannelType("telegram_configs", _message(TELEGRAM)),
    "victorops": ChannelType("victorops_configs", _victorops, opens=True),
    "pushover": ChannelType("pushover_configs", _pushover),
    "sns": ChannelType("sns_configs", _sns),
    "webex": ChannelType("webex_configs", _message(CARDS)),
    "wechat": ChannelType("wechat_configs", _message(PLAIN)),
    "jira": ChannelType("jira_configs", _jira),
    "rocketchat": ChannelType("rocketchat_configs", _rocketchat),
    "mattermost": ChannelType("mattermost_configs", _mattermost),
    "incidentio": ChannelType("incidentio_configs", _nothing, opens=True),
}
