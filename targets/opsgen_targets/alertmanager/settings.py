"""A channel's settings as the Alertmanager's fields, every secret as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opsgen.artifacts import YamlNode
from opsgen.plan import Channel, Plan, SecretFile
from opsgen.plan.notifications import Setting
from opsgen_targets.alertmanager.types import Fields

Place = tuple[str, ...]
"""Where a field stands in a channel's entry: the keys that lead to it."""

# Fields whose secret the type itself has no file for: the HTTP client's one serves
# (prometheus/common config/http_config.go; both trim what they read).
_ELSEWHERE: Mapping[tuple[str, str], Place] = {
    ("webex", "credentials"): ("http_config", "authorization", "credentials_file"),
    ("jira", "credentials"): ("http_config", "authorization", "credentials_file"),
    ("jira", "username"): ("http_config", "basic_auth", "username"),
    ("jira", "password"): ("http_config", "basic_auth", "password_file"),
}


@dataclass(frozen=True, slots=True)
class Secret:
    """A file that the operator must provide. `field` is the user's word for what it holds."""

    file: SecretFile
    channel: str
    type: str
    field: str


def settings_of(channel: Channel, plan: Plan) -> tuple[tuple[str, Setting], ...]:
    """The channel's own settings, after those of the mail server that it shares.

    A channel with a mail server of its own shares the sender alone: a password must not reach a
    host that it was not meant for, and only `localhost` may go without TLS.
    """
    smtp, own = plan.notifications.smtp, dict(channel.settings)
    if channel.type != "email" or smtp is None:
        return channel.settings
    shared: dict[str, Setting] = {"from": smtp.sender}
    if "smarthost" not in own:
        shared |= {"smarthost": smtp.smarthost, "require_tls": smtp.require_tls}
        shared |= dict(smtp.settings)
    return tuple((shared | own).items())


def place(channel_type: str, field: str, value: Setting) -> Place:
    """Where the field goes; `*_file` for a secret."""
    if (channel_type, field) in _ELSEWHERE:
        return _ELSEWHERE[channel_type, field]
    return (f"{field}_file",) if isinstance(value, SecretFile) else (field,)


def fields(channel_type: str, settings: Iterable[tuple[str, Setting]]) -> Fields:
    entry: Fields = {}
    for name, value in settings:
        if value != ():  # an empty list and an empty map look alike, and both say nothing
            _put(entry, place(channel_type, name, value), _node(value))
    return entry


def secrets(channel: Channel, plan: Plan) -> list[Secret]:
    return [
        Secret(value, channel.name, channel.type, name)
        for name, value in settings_of(channel, plan)
        if isinstance(value, SecretFile)
    ]


def _put(entry: Fields, place: Place, value: YamlNode) -> None:
    *parents, last = place
    for parent in parents:
        child = entry.setdefault(parent, {})
        assert isinstance(child, dict)  # made by the line above, from the same table
        entry = child
    entry[last] = value


def _node(value: Setting) -> YamlNode:
    if isinstance(value, SecretFile):
        return value.path
    if not isinstance(value, tuple):
        return value
    pairs = dict(item for item in value if not isinstance(item, str))
    return pairs or [item for item in value if isinstance(item, str)]
