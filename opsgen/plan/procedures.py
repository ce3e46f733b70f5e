"""What a person does about an alert."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.plan.origin import Origin


@dataclass(frozen=True, slots=True)
class Escalation:
    """After so many seconds without a fix, call `to`."""

    after: int
    to: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do if the cause is `cause`."""

    cause: str
    action: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """`id` is stable under reordering; `generated` when the user wrote none for its alerts.

    `first` is the first command to type, None when only the engine's own query can be it.
    """

    id: str
    title: str
    alerts: tuple[str, ...]
    symptoms: tuple[str, ...]
    diagnosis: tuple[str, ...]
    resolution: tuple[Remedy, ...]
    escalation: tuple[Escalation, ...]
    first: str | None
    generated: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the decision log; `date` is ISO, as written."""

    id: str
    decision: str
    rationale: str | None
    date: str | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Runbook:
    procedures: tuple[Procedure, ...]
    contacts: tuple[tuple[str, str], ...]
    dashboards: tuple[tuple[str, str], ...]
    logs: tuple[str, ...]
    decisions: tuple[Decision, ...]
