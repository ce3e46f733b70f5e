"""The files that the operator must provide: what each holds, and what the engine does with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from opsgen.plan import Plan
from opsgen.plan.engines import FEATURES, supports
from opsgen_targets.alertmanager.receivers import emitted_channels
from opsgen_targets.alertmanager.settings import Secret, secrets

Form = Literal["url", "line", "exact"]
"""An address; a line of text; a line with nothing around it, because the engine keeps it all."""

# Fields that are addresses. Everything else is a key, a token or a password.
_ADDRESSES = frozenset({"api_url", "url", "webhook_url"})

# Read whole, white space included, in every version (notify/pushover, notify/email of 0.34).
_NEVER_TRIMMED = frozenset(
    {("pushover", "user_key"), ("pushover", "token"), ("email", "auth_secret")}
)

HOW: Mapping[tuple[str, str], str] = {
    ("pagerduty", "routing_key"): "PagerDuty: the service's integration Events API v2, its key",
    ("pagerduty", "service_key"): "PagerDuty: the service's integration Prometheus, its key",
    ("slack", "api_url"): "Slack: an app with incoming webhooks, the address for the channel",
    ("slack", "app_token"): "Slack: an app with the scope chat:write, its bot token",
    ("email", "auth_password"): "the mail server's password for the user of `auth_username`",
    ("email", "auth_secret"): "the mail server's CRAM-MD5 secret for the user of `auth_username`",
    ("webhook", "url"): "the address that the receiving service gives out",
    ("opsgenie", "api_key"): "Opsgenie: the team's integration Prometheus, its API key",
    ("msteams", "webhook_url"): (
        "Teams: the channel's connector Incoming Webhook, its address; Microsoft retires these, "
        "a workflow and the type msteamsv2 take their place"
    ),
    ("msteamsv2", "webhook_url"): "Teams: a workflow started by a webhook request, its address",
    ("discord", "webhook_url"): "Discord: the channel's settings, Integrations, Webhooks",
    ("telegram", "bot_token"): "Telegram: the token that BotFather gave for the bot",
    ("victorops", "api_key"): "Splunk On-Call: Integrations, Prometheus, the service API key",
    ("pushover", "user_key"): "Pushover: the user key, on the first page after the login",
    ("pushover", "token"): "Pushover: the API token of an application of your own",
    ("webex", "credentials"): "Webex: the access token of a bot that is in the room",
    ("wechat", "api_secret"): "WeChat Work: the secret of the application",
    ("jira", "credentials"): "Jira Data Center: a personal access token",
    ("jira", "password"): "Jira Cloud: an API token of the user of `username`",
    ("rocketchat", "token"): "Rocket.Chat: a personal access token",
    ("rocketchat", "token_id"): "Rocket.Chat: the user id that the token belongs to",
    ("mattermost", "webhook_url"): "Mattermost: Integrations, Incoming Webhooks, its address",
    ("incidentio", "alert_source_token"): "incident.io: the alert source Alertmanager, its token",
}


@dataclass(frozen=True, slots=True)
class SecretUse:
    """One file; `uses` are the channels' fields that read it, (channel, field)."""

    path: str
    form: Form
    uses: tuple[tuple[str, str], ...]
    how: str


def secret_files(plan: Plan) -> tuple[SecretUse, ...]:
    """Every file of every channel that stands in a receiver, once, by path."""
    found: dict[str, list[Secret]] = {}
    for channel in emitted_channels(plan):
        for secret in secrets(channel, plan):
            found.setdefault(secret.file.path, []).append(secret)
    return tuple(
        SecretUse(
            path,
            _strictest([_form(secret, plan) for secret in users]),
            tuple((secret.channel, secret.field) for secret in users),
            HOW[users[0].type, users[0].field],
        )
        for path, users in sorted(found.items())
    )


def _form(secret: Secret, plan: Plan) -> Form:
    if secret.field in _ADDRESSES:
        return "url"
    trims = f"alertmanager.trims.{secret.type}.{secret.field}"
    kept = (secret.type, secret.field) in _NEVER_TRIMMED
    if kept or (trims in FEATURES and not supports(plan.engines, trims)):
        return "exact"
    return "line"


def _strictest(forms: list[Form]) -> Form:
    order: tuple[Form, ...] = ("exact", "url", "line")
    return min(forms, key=order.index)
