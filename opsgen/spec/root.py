"""The top level of operations.yaml."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from opsgen.spec.alerting import Alerting
from opsgen.spec.drift import DriftDetection
from opsgen.spec.fields import (
    Day,
    LabelName,
    Name,
    RuleCode,
    ServiceName,
    SomeText,
    Symbol,
    TextOrNumber,
    Url,
    quoted,
)
from opsgen.spec.monitoring import Monitoring
from opsgen.spec.pipeline import Pipeline
from opsgen.spec.runbook import Runbook
from opsgen.spec.section import PATH_KEY, Section
from opsgen.spec.tree import Node

TargetTable = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "title": "Target",
            "properties": {
                "enabled": {
                    "type": "boolean",
                    "description": "Whether the target is built. Default: `true`.",
                },
                "path": {
                    "type": "string",
                    "description": "Where its main file goes, below the folder of this file.",
                },
                "version": {
                    "type": "string",
                    "description": 'The engine\'s version, quoted: `"3.5"`.',
                    **quoted("3.5"),
                },
                "pack": {
                    "type": "string",
                    "description": "Of a target of your own: its folder of templates.",
                },
                "values": {
                    "type": "object",
                    "description": "Of a pack: what its templates read as `values`.",
                },
                "reads": {
                    "type": "array",
                    "description": "Of a pack: the sections that it puts into effect.",
                },
            },
        }
    ),
]


class Decision(Section):
    """One row of the decision log."""

    id: Name = Field(description="Stable id: `OPS-001`.")
    title: str | None = Field(None, description="Title of the decision.")
    decision: str = Field(description="What was decided.")
    rationale: str | None = Field(None, description="Why it was decided.")
    date: Day | None = Field(None, description='When, quoted: `"2026-01-31"`.')


class Links(Section):
    """Base addresses for the links in alerts."""

    repository: Url | None = Field(None, description="Where the runbook can be read.")
    dashboards: Url | None = Field(None, description="The dashboards' server.")
    prometheus: Url | None = Field(None, description="Prometheus, as people reach it.")
    alertmanager: Url | None = Field(None, description="The Alertmanager, as people reach it.")


class Acceptance(Section):
    """A warning that is known and accepted."""

    code: RuleCode = Field(description="Code of the warning: `OPS204`.")
    at: str | None = Field(
        None,
        description="Which one: the path that the warning shows, a part of it from the left, or "
        "the name of the metric, alert, channel … that it is about. Default: all.",
    )
    reason: SomeText = Field(description="Why it is accepted.")


class Operations(Section):
    """How one service is operated: a whole operations.yaml."""

    version: Literal[1] = Field(1, description="Version of this language.")
    requires: str | None = Field(
        None,
        description='The opsgen that this file needs: `"opsgen>=0.2"`.',
        json_schema_extra=quoted("opsgen>=0.2"),
    )
    service: ServiceName | None = Field(
        None, description="Name of the service. Default: the folder's name, with a warning."
    )
    owner: str | None = Field(None, description="Who owns the service.")
    description: str | None = Field(None, description="What the service does.")
    labels: dict[LabelName, str] = Field({}, description="Static labels on every rule.")
    constants: dict[Symbol, TextOrNumber] = Field(
        {},
        description="Numbers with an optional unit, usable by name in every condition: "
        "`{budget: 200 USD, sla: 2 s}`.",
    )
    monitoring: Monitoring | None = Field(
        None, description="What is measured, and what logs and traces may say."
    )
    drift_detection: DriftDetection | None = Field(
        None, description="Whether production still looks like the data the model was built on."
    )
    alerting: Alerting | None = Field(
        None, description="What is worth telling, to whom, and how fast."
    )
    pipeline: Pipeline | None = Field(
        None, description="How a change reaches production, and the way back."
    )
    runbook: Runbook | None = Field(None, description="What a person does about an alert.")
    decisions: list[Decision] = Field([], description="The decision log.")
    targets: dict[str, TargetTable] = Field(
        {},
        description="Options of each target, by its name; `opsgen targets` lists them.",
    )
    links: Links | None = Field(None, description="Base addresses for the links in alerts.")
    accept: list[Acceptance] = Field([], description="Warnings that are known and accepted.")

    @classmethod
    def gather(cls, node: Node) -> dict[str, object]:
        # Keys that start with `x-` hold YAML anchors and mean nothing themselves.
        return {PATH_KEY: node.path} | {k: v for k, v in node.items() if not k.startswith("x-")}
