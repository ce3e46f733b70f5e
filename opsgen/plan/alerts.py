"""Signals and the alerts over them, generated ones too: no target invents an alert."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from opsgen.plan.conditions import Compare, Condition
from opsgen.plan.origin import Origin
from opsgen.plan.values import Labels, Value
from opsgen.units import Unit

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""From the worst down."""

Cause = Literal[
    "threshold",
    "declared",
    "no_data",
    "service_down",
    "job_missing",
    "notifications",
    "digest",
    "watchdog",
]


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that is measured, whether an alert looks at it or not.

    `id` is shared by all quantiles of one histogram. `thresholds` go from the worst severity
    down. `guessed` names the exported series that rest on a naming rule alone.
    """

    id: str
    name: str
    type: Literal["histogram", "counter", "gauge", "external"]
    value: Value
    thresholds: tuple[tuple[Severity, Compare], ...]
    description: str | None
    no_data: Literal["ok", "alert"]
    guessed: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words that reach the reader as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class LabelPart:
    """The firing series' value of a label that the condition keeps."""

    label: str


@dataclass(frozen=True, slots=True)
class ValuePart:
    """The figure that made the alert fire, to be printed in `unit`."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class ThresholdPart:
    """The constant side of the first comparison, in `unit`."""

    value: Fraction
    unit: Unit


MessagePart = TextPart | LabelPart | ValuePart | ThresholdPart
Message = tuple[MessagePart, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. `hold` and `keep_firing` are seconds; 0 is left out of the output.

    `labels` are static labels besides severity, service and signal. `signal` is None where
    nothing may inhibit it. `procedure` is the id of the procedure that its runbook link opens;
    `runbook` is an address that the user gave instead.
    `expect` are the channels that must receive it, for the routing model to check.
    """

    name: str
    cause: Cause
    condition: Condition
    severity: Severity | Literal["none"]
    hold: int
    keep_firing: int
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, Message], ...]
    message: Message
    description: Message
    signal: str | None
    by: Labels
    procedure: str
    origin: Origin
    expect: tuple[str, ...] = ()
    runbook: str | None = None
