"""Who hears what, and when: channels, routes and the timing of each severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opsgen.plan.alerts import Severity
from opsgen.plan.origin import Origin


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A secret by reference: `name` as in `${NAME}`, `path` where the engine reads it."""

    name: str
    path: str


Setting = str | int | bool | tuple[str, ...] | tuple[tuple[str, str], ...] | SecretFile


@dataclass(frozen=True, slots=True)
class Digest:
    """A channel that hears once per period instead of at once.

    `recorded` names every alert that Prometheus recorded as firing within `every` seconds and
    comes from a generated alert named `alert`; `firing` names what fires at that moment.
    """

    form: Literal["recorded", "firing"]
    at_minute: int
    every: int
    alert: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One place that hears. `settings` are in the Alertmanager's words, sorted by key."""

    name: str
    type: str
    severities: tuple[Severity, ...]
    settings: tuple[tuple[str, Setting], ...]
    send_resolved: bool
    digest: Digest | None
    watchdog: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class SeverityPolicy:
    """Timing of one severity, in seconds; `response` is prose (`15m`, `immediate`)."""

    severity: Severity
    response: str
    hold: int
    group_wait: int
    group_interval: int
    repeat_interval: int


@dataclass(frozen=True, slots=True)
class Route:
    """The channels that hear `severity` at once, and those that hear it in a digest."""

    severity: Severity
    channels: tuple[str, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Smtp:
    """How the Alertmanager sends mail."""

    smarthost: str
    sender: str
    require_tls: bool
    settings: tuple[tuple[str, Setting], ...]


@dataclass(frozen=True, slots=True)
class Notifications:
    """`default` is the severity or channel that hears what no route matches.

    `inhibition_labels` are the labels that two alerts of one signal must share besides it.
    """

    channels: tuple[Channel, ...]
    policies: tuple[SeverityPolicy, ...]
    routes: tuple[Route, ...]
    smtp: Smtp | None
    default: tuple[str, ...]
    watchdog: tuple[str, ...]
    inhibition_labels: tuple[str, ...]
    secrets_dir: str
