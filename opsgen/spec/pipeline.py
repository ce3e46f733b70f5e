"""`pipeline:` how a change reaches production, and the way back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Tag

from opsgen.spec.fields import (
    CountInt,
    Duration,
    DurationOrZero,
    LabelName,
    Name,
    Number,
    PositiveInt,
    Quantile,
    Symbol,
    Text,
    TextOrNumber,
    VariableName,
    by_shape,
    quoted,
)
from opsgen.spec.section import Section

Strategy = Annotated[
    Literal["canary", "blue_green", "blue-green", "rolling"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "A small part of the traffic first, more while the metrics stay good.",
                "Two environments and an instant switch between them.",
                "The same as `blue_green`.",
                "Instance by instance.",
            ]
        }
    ),
]


class StepBinding(Section):
    """What a step runs, and what it needs."""

    run: str = Field(description="The command.")
    env: dict[Symbol, str] = Field({}, description="Environment variables of the command.")
    secrets: list[VariableName] = Field(
        [],
        description="Names of secrets that the command gets as environment variables.",
    )
    outputs: list[Name] = Field([], description="Names of values that later steps may read.")
    permissions: dict[Name, Literal["read", "write", "none"]] = Field(
        {},
        description="Rights on the repository that the step needs: `{packages: write}`.",
    )
    timeout: Duration | None = Field(None, description="After how long the step is stopped.")


Command = Annotated[
    Text | Annotated[StepBinding, Tag("map")],
    by_shape("a command, or a map with `run`"),
]
Needs = Annotated[
    Annotated[Name, Tag("text")] | Annotated[list[Name], Tag("list")],
    by_shape("a stage's name or a list of them"),
]


RunsOn = Annotated[
    Annotated[Text, Tag("text")] | Annotated[list[Text], Field(min_length=1), Tag("list")],
    by_shape("a label or a list of them"),
]


class Stage(Section):
    """One part of the way to production."""

    name: Name = Field(description="Name of the stage.")
    strategy: Strategy | None = Field(
        None, description="How a new version takes over traffic. Default: by the steps."
    )
    steps: list[Name] = Field([], description="The steps, in order, by name.")
    needs: Needs | None = Field(
        None, description="The stages that must have passed. Default: the one before."
    )
    environment: Name | None = Field(
        None, description="The deployment environment, which guards secrets and approvals."
    )
    runs_on: RunsOn | None = Field(
        None,
        description="The kind of runner: its label, or all labels that it must have. "
        "Default: `ubuntu-latest`.",
    )
    timeout: Duration | None = Field(None, description="After how long the stage is stopped.")
    if_: str | None = Field(
        None, alias="if", description="When the stage runs, in the pipeline engine's own words."
    )


class Rollback(Section):
    """The way back."""

    automatic: bool | None = Field(
        None, description="Whether a failed gate rolls back by itself. Default: no."
    )
    trigger: str | None = Field(
        None,
        description='The condition that calls for a rollback: `"error_rate > 5%"`.',
        json_schema_extra=quoted("error_rate > 5%"),
    )
    command: str | None = Field(
        None, description="The command that rolls back. Default: `./ops/steps/rollback`."
    )


class Tracks(Section):
    """The label that tells the new version's series from the stable one's."""

    label: LabelName = Field(description="The label on every series of the service: `track`.")
    new: str = Field("canary", description="Its value on the new version.")
    stable: str = Field("stable", description="Its value on the stable version.")


class GateCheck(Section):
    """A condition that must not hold while the new version takes traffic."""

    condition: str = Field(
        description='The condition: `"error_rate > 5%"`.',
        json_schema_extra=quoted("error_rate > 5%"),
    )
    observe: bool = Field(False, description="Measure and report it, and decide nothing by it.")
    whole_service: bool = Field(
        False, description="Read every series of the service, not the new version's alone."
    )


class GateComparison(Section):
    """A figure of the new version that must not be worse than the stable one's."""

    metric: Name = Field(description="The metric, or a quantile of it: `p99_latency`.")
    worse: Literal["higher", "lower"] = Field(
        "higher", description="Which way is worse: a hit rate is worse when it is `lower`."
    )
    max_ratio: Number = Field(
        Decimal("1.25"), description="Times the stable figure that is still well."
    )
    min_delta: TextOrNumber = Field(
        0, description="The least difference that matters: `1%`, `100ms`."
    )
    confidence: Quantile = Field(
        Decimal("0.99"),
        description="How sure the statistical test must be before it fails a version.",
    )


Check = Annotated[
    Text | Annotated[GateCheck, Tag("map")],
    by_shape("a condition, or a map with `condition`"),
]
Compared = Annotated[
    Text | Annotated[GateComparison, Tag("map")],
    by_shape("a metric's name, or a map with `metric`"),
]


class Gate(Section):
    """How a rollout is watched, and what may not be seen while it is."""

    tracks: Tracks | None = Field(
        None, description="The label that tells the new version's series from the stable one's."
    )
    checks: list[Check] = Field(
        [],
        description="Conditions that must not hold, beside `rollback.trigger`. Default without "
        "any: those of the service's critical and high alerts.",
    )
    compare: list[Compared] = Field(
        [], description="Figures that must not be worse than those of the stable version."
    )
    interval: Duration | None = Field(
        None, description="The time between two measurements. Default: `1m`."
    )
    delay: DurationOrZero | None = Field(
        None,
        description="The time before the first measurement. Default: the longest rate window, "
        "so that it holds samples of the new version only.",
    )
    hold: Duration | None = Field(
        None, description="How long `gradual_rollout` watches each weight. Default: `10m`."
    )
    weights: list[PositiveInt] = Field(
        [],
        description="The percents of traffic that `gradual_rollout` goes through. "
        "Default: those of 25, 50 and 75 that are more than the canary has already.",
    )
    min_traffic: CountInt | None = Field(
        None,
        description="Events within the rate window below which a measurement says nothing. "
        "Default: by the limit, so that one event cannot cross it.",
    )
    failures: CountInt | None = Field(
        None, description="Failed measurements that one watch may have. Default: 1."
    )
    inconclusives: CountInt | None = Field(
        None, description="Measurements without evidence that it may have. Default: 3."
    )
    errors: CountInt | None = Field(
        None, description="Measurements that got no answer, in all. Default: 10."
    )
    errors_in_a_row: CountInt | None = Field(
        None, description="The same without an answer between them. Default: 4."
    )


class Pipeline(Section):
    """How a change reaches production, and the way back."""

    stages: list[Stage] = Field([], description="The stages, in order.")
    steps: dict[Name, Command] = Field(
        {},
        description="What each step runs: a command, or a map with `run` and what it needs. "
        "Default: `./ops/steps/<name>`.",
    )
    gate: Gate | None = Field(
        None, description="How a rollout is watched, and what may not be seen while it is."
    )
    rollback: Rollback | None = Field(None, description="The way back.")
