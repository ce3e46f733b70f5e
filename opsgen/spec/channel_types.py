"""What each type of channel takes, in the Alertmanager's own words.

Source: prometheus/alertmanager docs/configuration.md and notify/*/config.go (August 2026).
Left out on purpose: the `*_file` twins (a secret is written `${NAME}` and becomes a file), and
nested tables that only change how a message looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["secret", "url", "string", "bool", "int", "duration", "strings", "mapping"]


@dataclass(frozen=True, slots=True)
class ChannelType:
    """`secrets` are the secret fields without which nothing is delivered: an absent one gets its
    default file, unless one of `instead` is given. Of `required` (no default possible) each group
    needs one. `webhook` is the field that the word `webhook` stands for.
    """

    title: str
    fields: Mapping[str, FieldKind]
    secrets: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    webhook: str | None = None

    @property
    def secret_fields(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self.fields.items() if kind == "secret")


def _fields(
    *,
    secret: str = "",
    url: str = "",
    string: str = "",
    bool_: str = "",
    int_: str = "",
    duration: str = "",
    strings: str = "",
    mapping: str = "",
) -> dict[str, FieldKind]:
    kinds: dict[FieldKind, str] = {
        "secret": secret,
        "url": url,
        "string": string,
        "bool": bool_,
        "int": int_,
        "duration": duration,
        "strings": strings,
        "mapping": mapping,
    }
    return {name: kind for kind, names in kinds.items() for name in names.split()}


CHANNEL_TYPES: Mapping[str, ChannelType] = {
    "pagerduty": ChannelType(
        "PagerDuty",
        _fields(
            secret="routing_key service_key",
            url="url client_url",
            string="client description source class component group",
            duration="timeout",
            mapping="details",
        ),
        secrets=("routing_key",),
        instead=("service_key",),
    ),
    "slack": ChannelType(
        "Slack",
        _fields(
            secret="api_url app_token",
            url="app_url icon_url image_url thumb_url",
            string="channel username color title title_link pretext text message_text footer "
            "fallback callback_id icon_emoji",
            bool_="short_fields link_names update_message",
            duration="timeout",
            strings="mrkdwn_in",
        ),
        secrets=("api_url",),
        instead=("app_token",),
        webhook="api_url",
    ),
    "email": ChannelType(
        "E-mail",
        _fields(
            secret="auth_password auth_secret",
            string="to from hello smarthost auth_username auth_identity html text",
            bool_="require_tls force_implicit_tls",
            mapping="headers",
        ),
        required=(("recipients", "to"),),
    ),
    "webhook": ChannelType(
        "Webhook",
        _fields(secret="url", int_="max_alerts", duration="timeout"),
        secrets=("url",),
        webhook="url",
    ),
    "opsgenie": ChannelType(
        "Opsgenie",
        _fields(
            secret="api_key",
            url="api_url",
            string="message description source entity actions tags note priority",
            bool_="update_alerts",
            mapping="details",
        ),
        secrets=("api_key",),
    ),
    "msteams": ChannelType(
        "Microsoft Teams, by the retired connectors",
        _fields(secret="webhook_url", string="title summary text"),
        secrets=("webhook_url",),
        webhook="webhook_url",
    ),
    "msteamsv2": ChannelType(
        "Microsoft Teams, by workflows",
        _fields(secret="webhook_url", string="title text"),
        secrets=("webhook_url",),
        webhook="webhook_url",
    ),
    "discord": ChannelType(
        "Discord",
        _fields(secret="webhook_url", url="avatar_url", string="content title message username"),
        secrets=("webhook_url",),
        webhook="webhook_url",
    ),
    "telegram": ChannelType(
        "Telegram",
        _fields(
            secret="bot_token",
            url="api_url",
            string="message parse_mode",
            bool_="disable_notifications",
            int_="chat_id message_thread_id",
        ),
        secrets=("bot_token",),
        required=(("chat_id",),),
    ),
    "victorops": ChannelType(
        "VictorOps (Splunk On-Call)",
        _fields(
            secret="api_key",
            url="api_url",
            string="routing_key message_type state_message entity_display_name monitoring_tool",
            mapping="custom_fields",
        ),
        secrets=("api_key",),
        required=(("routing_key",),),
    ),
    "pushover": ChannelType(
        "Pushover",
        _fields(
            secret="user_key token",
            string="title message url url_title device sound priority",
            bool_="html monospace",
            duration="retry expire ttl",
        ),
        secrets=("user_key", "token"),
    ),
    "sns": ChannelType(
        "Amazon SNS",
        _fields(
            url="api_url",
            string="topic_arn phone_number target_arn subject message",
            mapping="sigv4 attributes",
        ),
        required=(("topic_arn", "target_arn", "phone_number"),),
    ),
    "webex": ChannelType(
        "Webex",
        # `credentials` is the one of `http_config.authorization`: there is no other way in.
        _fields(secret="credentials", url="api_url", string="room_id message"),
        secrets=("credentials",),
        required=(("room_id",),),
    ),
    "wechat": ChannelType(
        "WeChat",
        _fields(
            secret="api_secret",
            url="api_url",
            string="corp_id agent_id to_user to_party to_tag message message_type",
        ),
        secrets=("api_secret",),
        required=(("corp_id",),),
    ),
    "jira": ChannelType(
        "Jira",
        # Jira Data Center takes `http_config.authorization.credentials`, Jira Cloud
        # `http_config.basic_auth` with an e-mail address and a token.
        _fields(
            secret="credentials password",
            url="api_url",
            string="username api_type project summary description priority issue_type "
            "resolve_transition reopen_transition wont_fix_resolution",
            duration="reopen_duration",
            strings="labels",
        ),
        secrets=("credentials",),
        instead=("password",),
        required=(("api_url",), ("project",), ("issue_type",)),
    ),
    "rocketchat": ChannelType(
        "Rocket.Chat",
        _fields(
            secret="token token_id",
            url="api_url icon_url image_url thumb_url",
            string="channel color title title_link text emoji",
            bool_="short_fields link_names",
        ),
        secrets=("token", "token_id"),
    ),
    "mattermost": ChannelType(
        "Mattermost",
        _fields(
            secret="webhook_url",
            url="icon_url thumb_url footer_icon image_url author_link author_icon",
            string="channel username text fallback color pretext author_name title title_link "
            "footer icon_emoji",
        ),
        secrets=("webhook_url",),
        webhook="webhook_url",
    ),
    "incidentio": ChannelType(
        "incident.io",
        _fields(secret="alert_source_token", url="url", int_="max_alerts", duration="timeout"),
        secrets=("alert_source_token",),
        required=(("url",),),
    ),
}
