"""One entry of `alerting.channels`: a place that hears."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from opsgen.spec.channel_types import CHANNEL_TYPES
from opsgen.spec.fields import Clock, Duration, Name, SecretReference, Severity
from opsgen.spec.section import PATH_KEY, Section
from opsgen.spec.tree import Node

SETTINGS_KEY: Final = "\0settings"
COMMON = (
    "name",
    "type",
    "severity",
    "frequency",
    "digest",
    "digest_at",
    "every",
    "watchdog",
    "send_resolved",
    "recipients",
    "webhook",
)
"""The keys that every type of channel has; all others are the type's own."""

TypeName = Annotated[
    Literal[
        "pagerduty",
        "slack",
        "email",
        "webhook",
        "opsgenie",
        "msteams",
        "msteamsv2",
        "discord",
        "telegram",
        "victorops",
        "pushover",
        "sns",
        "webex",
        "wechat",
        "jira",
        "rocketchat",
        "mattermost",
        "incidentio",
    ],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [kind.title for kind in CHANNEL_TYPES.values()]
        }
    ),
]
Digest = Annotated[
    Literal["recorded", "firing"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "Names every alert that Prometheus recorded as firing in the period.",
                "Names what fires at that moment; simpler, and forgets what resolved before.",
            ]
        }
    ),
]


class Channel(Section):
    """A place that hears.

    `settings` holds the type's own fields, in the order written.

    Their names, kinds and secrets are in `CHANNEL_TYPES`; `opsgen.spec.channel_checks` has
    checked them. `webhook` and `recipients` are kept apart, as written.
    """

    name: Name = Field(description="Name of the channel.")
    type: TypeName = Field(description="What kind of place it is.")
    severity: list[Severity] = Field([], description="The severities that it hears. Default: none.")
    frequency: Literal["daily"] | None = Field(
        None, description="`daily` gathers everything into one digest instead of telling at once."
    )
    digest: Digest | None = Field(None, description="What the digest names. Default: `recorded`.")
    digest_at: Clock | None = Field(
        None, description='When the digest is sent, in UTC, quoted. Default: `"09:00"`.'
    )
    every: Duration | None = Field(
        None, description="The period of the digest. Default: `24h`.", examples=["24h"]
    )
    watchdog: bool = Field(False, description="Whether it hears the always-firing Watchdog.")
    send_resolved: bool | None = Field(
        None,
        description="Whether it hears that an alert is over. "
        "Default: `true`; `false` for e-mail and digests.",
    )
    recipients: list[str] | None = Field(None, description="Who gets the e-mail.")
    webhook: SecretReference | None = Field(None, description="The address that is called.")
    settings: dict[str, Any] = Field({}, alias=SETTINGS_KEY)

    @classmethod
    def gather(cls, node: Node) -> dict[str, object]:
        common = {key: value for key, value in node.items() if key in COMMON}
        own = {key: value for key, value in node.items() if key not in COMMON}
        return {PATH_KEY: node.path, SETTINGS_KEY: own, **common}
