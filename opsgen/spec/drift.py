"""`drift_detection:` whether production still looks like the data the model was built on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from opsgen.diagnostics.rules import shape
from opsgen.spec.fields import Name, PositiveInt, Share, fault, quoted
from opsgen.spec.section import Section

TestType = Annotated[
    Literal["ks", "chi_squared", "mmd"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "Kolmogorov-Smirnov: one numeric column.",
                "Chi-squared: one column of categories.",
                "Maximum mean discrepancy: embeddings, all dimensions at once.",
            ]
        }
    ),
]
Correction = Annotated[
    Literal["none", "holm", "bonferroni", "bh"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "The p-value as it is; many tests give false alarms.",
                "Holm: bounds the chance of any false alarm in a run.",
                "Bonferroni: the same, simpler and weaker.",
                "Benjamini-Hochberg: bounds the share of false alarms.",
            ]
        }
    ),
]


Action = Annotated[
    Literal["alert", "log", "investigate", "retrain"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "Tell a channel, by its name or its type.",
                "Write to a stream of events.",
                "Look into it: `manual`, or the id of a procedure.",
                "Train the model again, by what it names.",
            ]
        }
    ),
]


class ReferenceWindow(Section):
    """The data that production is compared with."""

    type: Literal["training_data", "held_out", "production"] | None = Field(
        None, description="Where the reference comes from. Default: `training_data`."
    )
    file: str | None = Field(
        None, alias="path", description="Path of the data, as the drift job opens it."
    )


class TestWindow(Section):
    """The production data that is compared with the reference."""

    __test__ = False  # pytest collects classes by this prefix.

    type: Literal["sliding", "tumbling"] | None = Field(
        None, description="Whether windows overlap (`sliding`, the default) or follow each other."
    )
    size_days: PositiveInt | None = Field(
        None, description="Length of the window in days. Default: `7`.", examples=[7]
    )
    slide_days: PositiveInt | None = Field(
        None,
        description="Days from one window to the next. Default: `1`, or the size if tumbling.",
        examples=[1],
    )

    @model_validator(mode="after")
    def _without_gaps(self) -> TestWindow:
        if self.slide_days and self.size_days and self.slide_days > self.size_days:
            raise fault(
                shape.OUT_OF_RANGE,
                "`slide_days` is greater than `size_days`: the days between are never tested",
                "make `slide_days` at most `size_days`",
                at="slide_days",
            )
        return self


class DriftTest(Section):
    """One statistical test."""

    name: Name = Field(description="Name of the test.")
    type: TestType = Field(description="The statistical test.")
    threshold: Share = Field(
        description="The p-value below which data has drifted.", examples=[0.05]
    )
    feature: str | None = Field(
        None, description="The label `feature`. Default: the name without `_drift`."
    )
    column: str | None = Field(None, description="The column of the data that is tested.")
    correction: Correction | None = Field(
        None,
        description="Correction for testing many times, of this test. Default: that of all tests.",
    )
    min_samples: PositiveInt | None = Field(
        None,
        description="Rows below which the test says nothing. Default: that of all tests.",
        examples=[500],
    )


class DriftActions(Section):
    """What happens on drift."""

    on_drift_detected: list[dict[Action, str]] = Field(
        [],
        description="Each entry is one action: `alert: <channel>`, `log: <stream>`, …",
    )


class DriftDetection(Section):
    """Whether production still looks like the data the model was built on."""

    reference_window: ReferenceWindow | None = Field(
        None, description="The data that production is compared with."
    )
    test_window: TestWindow | None = Field(
        None, description="The production data that is compared with the reference."
    )
    source: str | None = Field(
        None, description="Where the production window is read from: a path or a glob."
    )
    tests: list[DriftTest] = Field([], description="The statistical tests.")
    schedule: str | None = Field(
        None,
        description='When the job runs, five cron fields in UTC: `"0 6 * * *"`.',
        json_schema_extra=quoted("0 6 * * *"),
    )
    correction: Correction | None = Field(
        None, description="Correction for testing many times, of all tests."
    )
    min_samples: PositiveInt | None = Field(
        None, description="Rows below which no test says anything.", examples=[500]
    )
    actions: DriftActions | None = Field(None, description="What happens on drift.")
