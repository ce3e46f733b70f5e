"""`pipeline:` how a change reaches production, and the way back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from opsgen.spec.fields import Duration, Name, Symbol, Text, VariableName, by_shape, quoted
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
    runs_on: str | None = Field(None, description="The kind of runner. Default: `ubuntu-latest`.")
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


class Pipeline(Section):
    """How a change reaches production, and the way back."""

    stages: list[Stage] = Field([], description="The stages, in order.")
    steps: dict[Name, Command] = Field(
        {},
        description="What each step runs: a command, or a map with `run` and what it needs. "
        "Default: `./ops/steps/<name>`.",
    )
    rollback: Rollback | None = Field(None, description="The way back.")
