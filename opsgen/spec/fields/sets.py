"""Closed sets that several sections share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Severity = Annotated[
    Literal["critical", "high", "medium", "low"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "System down, data breach: respond at once.",
                "Users are hurt: latency over twice the target, errors over 5 %.",
                "It will hurt soon: drift, a cost spike.",
                "It can wait for the next day: performance degrades.",
            ]
        }
    ),
]
NoData = Annotated[
    Literal["ok", "alert"],
    Field(
        json_schema_extra={
            "markdownEnumDescriptions": [
                "Silence is healthy; nobody is told when the series is missing.",
                "A missing series gets an alert of its own.",
            ]
        }
    ),
]
