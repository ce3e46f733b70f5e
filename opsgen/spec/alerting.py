"""`alerting:` what is worth telling, to whom, and how fast."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Tag

from opsgen.spec.channels import Channel
from opsgen.spec.fields import (
    AbsolutePath,
    Duration,
    DurationOrZero,
    HostPort,
    LabelName,
    Name,
    NoData,
    SecretReference,
    Severity,
    Text,
    by_shape,
    quoted,
)
from opsgen.spec.section import Section

Names = Annotated[
    Text | Annotated[list[str], Tag("list")], by_shape("a channel's name or a list of them")
]


class Alert(Section):
    """One alert over a condition."""

    name: Name = Field(description="Name of the alert; open incidents hang on it.")
    condition: str = Field(
        description='When it fires: `"error_rate > 5%"`.',
        json_schema_extra=quoted("error_rate > 5%"),
    )
    severity: Severity | None = Field(None, description="How bad it is. Default: `medium`.")
    message: str | None = Field(
        None,
        description="What it says. `{label}`, `{value}` and `{threshold}` are filled in. Quote it. "
        "Default: the condition in words.",
        json_schema_extra=quoted("What has happened"),
    )
    by: list[LabelName] | None = Field(
        None,
        description="Labels at which the condition is evaluated, one alert per value. "
        "Default: those that all its parts keep.",
    )
    for_: DurationOrZero | None = Field(
        None,
        alias="for",
        description="How long the condition must hold. Default: by severity, from `2m` to `30m`.",
    )
    keep_firing_for: DurationOrZero | None = Field(
        None, description="How long the alert stays after the condition holds no more."
    )
    labels: dict[LabelName, str] = Field({}, description="Further labels of the alert.")
    annotations: dict[LabelName, str] = Field({}, description="Further annotations of the alert.")
    runbook: str | None = Field(
        None, description="Id of the runbook procedure, or an address, that the alert links to."
    )
    no_data: NoData | None = Field(
        None,
        description="Whether a missing series of the condition is an alert. "
        "Default: where its name was assumed.",
    )
    expect: list[str] = Field(
        [],
        description="Channels that must receive it; checked when the file is compiled.",
    )


class SeverityOverride(Section):
    """Timing of one severity."""

    response: str | None = Field(
        None, description="How fast people respond, in words: `immediate`, `15m`, `next day`."
    )
    for_: DurationOrZero | None = Field(
        None, alias="for", description="How long conditions of this severity must hold."
    )
    keep_firing_for: DurationOrZero | None = Field(
        None, description="How long alerts of this severity stay afterwards."
    )
    group_wait: DurationOrZero | None = Field(
        None, description="How long the first notification waits for companions."
    )
    group_interval: Duration | None = Field(
        None, description="How long news about a group waits for companions."
    )
    repeat_interval: Duration | None = Field(
        None, description="After how long a firing alert is told again."
    )


class Smtp(Section):
    """How the Alertmanager sends mail."""

    smarthost: HostPort | None = Field(
        None, description="The mail server: `host:port`. Default: `localhost:25`, with a warning."
    )
    from_: str | None = Field(
        None,
        alias="from",
        description="The sender's address. Default: `alerts@<service>.invalid`, with a warning.",
    )
    hello: str | None = Field(None, description="The host name that it greets the server with.")
    auth_username: str | None = Field(None, description="User name at the mail server.")
    auth_password: SecretReference | None = Field(
        None,
        description="Password at the mail server, by reference: `${SMTP_PASSWORD}`.",
        json_schema_extra=quoted("${SMTP_PASSWORD}"),
    )
    auth_identity: str | None = Field(None, description="Identity for PLAIN authentication.")
    require_tls: bool | None = Field(None, description="Whether TLS is demanded. Default: `true`.")


class Alerting(Section):
    """What is worth telling, to whom, and how fast."""

    channels: list[Channel] = Field([], description="The places that hear.")
    alerts: list[Alert] = Field([], description="The alerts.")
    severities: dict[Severity, SeverityOverride] = Field(
        {}, description="Timing per severity, where the defaults do not fit."
    )
    smtp: Smtp | None = Field(None, description="How the Alertmanager sends mail.")
    default: str | None = Field(
        None,
        description="The severity or channel that hears what no route matches. Default: `medium`.",
    )
    watchdog: Names | None = Field(
        None,
        description="The channel or channels that hear the always-firing Watchdog. "
        "Default: those with `watchdog: true`.",
    )
    secrets_dir: AbsolutePath | None = Field(
        None,
        description="The folder of secret files where the Alertmanager runs. "
        "Default: `/run/secrets`.",
    )
