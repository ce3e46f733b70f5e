"""The plan: all that a target may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opsgen.plan.alerts import Alert, Signal
from opsgen.plan.drift import Drift
from opsgen.plan.notifications import Notifications
from opsgen.plan.origin import Default
from opsgen.plan.procedures import Runbook
from opsgen.plan.rollout import Rollout
from opsgen.plan.telemetry import Telemetry

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Base URLs without a trailing slash, None where not given.

    `runbook` is the runbook's URL, or its relative path when `repository` is unknown.
    """

    repository: str | None
    dashboards: str | None
    prometheus: str | None
    alertmanager: str | None
    runbook: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the input means, with every default taken. Frozen; targets only read it.

    `labels` are static labels of every rule. Intervals are seconds. `engines` maps an
    engine's name to the version that its config must still be accepted by.

    `memo` is no part of what it means: what one reader worked out of it and others will ask for
    again, by the type of what is kept.
    """

    service: str
    owner: str | None
    description: str | None
    labels: tuple[tuple[str, str], ...]
    links: Links
    engines: Mapping[str, Version]
    job: str | None
    scrape_interval: int
    evaluation_interval: int
    signals: tuple[Signal, ...]
    alerts: tuple[Alert, ...]
    notifications: Notifications
    runbook: Runbook
    rollout: Rollout | None
    drift: Drift | None
    telemetry: Telemetry
    defaults: tuple[Default, ...]
    memo: dict[type, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
