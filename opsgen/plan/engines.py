"""Which version of an engine can say what: the only place that holds version numbers.

A feature that the user asked for and the version lacks is an error that names the version; one
that nobody asked for falls back to the older form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Version = tuple[int, ...]

FLOORS: Mapping[str, Version] = {
    "prometheus": (2, 42),
    "alertmanager": (0, 25),
    "grafana": (10, 4),
}
"""The oldest versions that opsgen writes for, and the defaults when none is declared."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that `engine` reads from version `since` on; `source` is where that was read."""

    engine: str
    since: Version
    source: str


def version_of(engines: Mapping[str, Version], engine: str) -> Version:
    """The version that the config must still be accepted by."""
    return engines.get(engine, FLOORS[engine])


def supports(engines: Mapping[str, Version], feature: str) -> bool:
    """Whether the declared version has `feature`. KeyError for a name that is not listed."""
    wanted = FEATURES[feature]
    return version_of(engines, wanted.engine) >= wanted.since


def dotted(version: Version) -> str:
    """`(0, 25)` as `0.25`."""
    return ".".join(map(str, version))


def _prometheus(since: Version, source: str) -> Feature:
    return Feature("prometheus", since, f"prometheus {source}")


def _alertmanager(since: Version, source: str) -> Feature:
    return Feature("alertmanager", since, f"alertmanager {source}")


_MATTERMOST_ATTACHMENT = (
    "author_icon",
    "author_link",
    "author_name",
    "color",
    "fallback",
    "footer",
    "footer_icon",
    "image_url",
    "pretext",
    "thumb_url",
    "title",
    "title_link",
)

FEATURES: Mapping[str, Feature] = {
    "prometheus.keep_firing_for": _prometheus((2, 42), "CHANGELOG 2.42.0, #11827"),
    "prometheus.group.query_offset": _prometheus((2, 53), "CHANGELOG 2.53.0, #14061"),
    "prometheus.group.labels": _prometheus((3, 0), "pull request 11474, in 3.0.0"),
    "prometheus.utf8_names": _prometheus((3, 0), "CHANGELOG 3.0.0, #14705"),
    "prometheus.tests.native_histograms": _prometheus(
        (3, 0), "#12668, and CHANGELOG 3.0.0, #14677"
    ),
    "prometheus.fuzzy_compare": _prometheus((3, 5), "CHANGELOG 3.5.0, #16395"),
    # Types of channels.
    "alertmanager.msteams": _alertmanager((0, 26), "CHANGELOG 0.26.0, #3324"),
    "alertmanager.msteamsv2": _alertmanager((0, 28), "CHANGELOG 0.28.0, #4024"),
    "alertmanager.rocketchat": _alertmanager((0, 28), "CHANGELOG 0.28.0, #3600"),
    "alertmanager.jira": _alertmanager((0, 28), "CHANGELOG 0.28.0, #3590"),
    "alertmanager.incidentio": _alertmanager((0, 29), "CHANGELOG 0.29.0, #4372"),
    "alertmanager.mattermost": _alertmanager((0, 30), "CHANGELOG 0.30.0, #4090"),
    # Secrets that a file can hold. Three came earlier and did not work: 0.26 crashes on a failed
    # webhook (#3800), 0.27 refuses the other two for want of an address in the text (#3728).
    "alertmanager.webhook.url_file": _alertmanager((0, 28), "CHANGELOG 0.28.0, #3800"),
    "alertmanager.discord.webhook_url_file": _alertmanager((0, 28), "CHANGELOG 0.28.0, #3728"),
    "alertmanager.msteams.webhook_url_file": _alertmanager((0, 28), "CHANGELOG 0.28.0, #3728"),
    "alertmanager.telegram.bot_token_file": _alertmanager((0, 26), "CHANGELOG 0.26.0, #3226"),
    "alertmanager.pushover.user_key_file": _alertmanager((0, 26), "CHANGELOG 0.26.0, #3200"),
    "alertmanager.pushover.token_file": _alertmanager((0, 26), "CHANGELOG 0.26.0, #3200"),
    "alertmanager.slack.app_token_file": _alertmanager((0, 30), "CHANGELOG 0.30.0, #4211"),
    "alertmanager.email.auth_secret_file": _alertmanager((0, 31), "CHANGELOG 0.31.0, #3087"),
    "alertmanager.wechat.api_secret_file": _alertmanager((0, 31), "CHANGELOG 0.31.0, #4734"),
    # Other fields, from a scan of the struct tags of config/ and notify/ at each release.
    "alertmanager.slack.app_url": _alertmanager((0, 30), "v0.30.0 config/notifiers.go"),
    "alertmanager.slack.timeout": _alertmanager((0, 30), "v0.30.0 config/notifiers.go"),
    "alertmanager.slack.message_text": _alertmanager((0, 31), "v0.31.0 config/notifiers.go"),
    "alertmanager.pagerduty.timeout": _alertmanager((0, 30), "v0.30.0 config/notifiers.go"),
    "alertmanager.webhook.timeout": _alertmanager((0, 28), "v0.28.0 config/notifiers.go"),
    "alertmanager.email.force_implicit_tls": _alertmanager((0, 31), "v0.31.0 config/notifiers.go"),
    "alertmanager.discord.content": _alertmanager((0, 28), "v0.28.0 config/notifiers.go"),
    "alertmanager.discord.username": _alertmanager((0, 28), "v0.28.0 config/notifiers.go"),
    "alertmanager.discord.avatar_url": _alertmanager((0, 28), "v0.28.0 config/notifiers.go"),
    "alertmanager.msteams.summary": _alertmanager((0, 27), "v0.27.0 config/notifiers.go"),
    "alertmanager.telegram.message_thread_id": _alertmanager(
        (0, 28), "v0.28.0 config/notifiers.go"
    ),
    "alertmanager.pushover.device": _alertmanager((0, 26), "v0.26.0 config/notifiers.go"),
    "alertmanager.pushover.ttl": _alertmanager((0, 27), "v0.27.0 config/notifiers.go"),
    "alertmanager.pushover.monospace": _alertmanager((0, 29), "v0.29.0 config/notifiers.go"),
    "alertmanager.jira.api_type": _alertmanager((0, 29), "v0.29.0 config/notifiers.go"),
    # From 0.32 on a Mattermost message is one attachment, whose parts are fields of the channel.
    **{
        f"alertmanager.mattermost.{field}": _alertmanager((0, 32), "CHANGELOG 0.32.0, #5009")
        for field in _MATTERMOST_ATTACHMENT
    },
    # Files whose white space around the secret the Alertmanager takes off by itself.
    "alertmanager.trims.email.auth_password": _alertmanager((0, 27), "CHANGELOG 0.27.0, #3680"),
    "alertmanager.trims.opsgenie.api_key": _alertmanager((0, 28, 1), "CHANGELOG 0.28.1, #4195"),
    # Before, it was a preview behind a switch that its own page warns of.
    "grafana.schema_v2": Feature("grafana", (13, 0), "grafana docs, v12.4 and v13.2, schema v2"),
}
