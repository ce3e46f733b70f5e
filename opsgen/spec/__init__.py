"""The language of operations.yaml as typed sections, and what is wrong with a file."""

from __future__ import annotations

from opsgen.spec.alerting import Alert, Alerting, SeverityOverride, Smtp
from opsgen.spec.channel_types import CHANNEL_TYPES, ChannelType, FieldKind
from opsgen.spec.channels import Channel
from opsgen.spec.drift import DriftActions, DriftDetection, DriftTest, ReferenceWindow, TestWindow
from opsgen.spec.fields import Severity
from opsgen.spec.monitoring import Logging, Metric, MetricDefaults, Monitoring, Tracing
from opsgen.spec.pipeline import (
    Gate,
    GateCheck,
    GateComparison,
    Pipeline,
    Rollback,
    Stage,
    StepBinding,
)
from opsgen.spec.root import Acceptance, Decision, Links, Operations
from opsgen.spec.runbook import EscalationStep, Procedure, Remedy, Runbook
from opsgen.spec.section import Section
from opsgen.spec.validate import Validated, validate

__all__ = [
    "CHANNEL_TYPES",
    "Acceptance",
    "Alert",
    "Alerting",
    "Channel",
    "ChannelType",
    "Decision",
    "DriftActions",
    "DriftDetection",
    "DriftTest",
    "EscalationStep",
    "FieldKind",
    "Gate",
    "GateCheck",
    "GateComparison",
    "Links",
    "Logging",
    "Metric",
    "MetricDefaults",
    "Monitoring",
    "Operations",
    "Pipeline",
    "Procedure",
    "ReferenceWindow",
    "Remedy",
    "Rollback",
    "Runbook",
    "Section",
    "Severity",
    "SeverityOverride",
    "Smtp",
    "Stage",
    "StepBinding",
    "TestWindow",
    "Tracing",
    "Validated",
    "json_schema",
    "validate",
]


def json_schema() -> dict[str, object]:
    """The JSON Schema of operations.yaml, for editors."""
    from opsgen.spec.schema import json_schema  # pydantic's schema writer costs start-up time

    return json_schema()
