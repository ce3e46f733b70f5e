"""Numbers: the loader gives int and Decimal, and a bool must never pass for one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from opsgen.diagnostics.rules import shape
from opsgen.spec.fields.fault import fault


def _number(value: object) -> int | Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    raise fault(shape.WRONG_TYPE, "`{name}` must be a number")


def _share(value: object) -> int | Decimal:
    number = _number(value)
    if 0 <= number <= 1:
        return number
    raise fault(
        shape.OUT_OF_RANGE, "`{name}` must lie between 0 and 1", "write `0.1` for one in ten"
    )


def _quantile(value: object) -> int | Decimal:
    number = _number(value)
    if 0 < number < 1:
        return number
    raise fault(
        shape.OUT_OF_RANGE, "`{name}` must lie strictly between 0 and 1", "write `0.99` for the p99"
    )


def _positive(value: int) -> int:
    if value > 0:
        return value
    raise fault(shape.OUT_OF_RANGE, "`{name}` must be greater than 0")


def _count(value: int) -> int:
    if value >= 0:
        return value
    raise fault(shape.OUT_OF_RANGE, "`{name}` must not be negative")


def _ascending(bounds: list[int | Decimal]) -> list[int | Decimal]:
    if bounds and all(low < high for low, high in pairwise(bounds)):
        return bounds
    raise fault(
        shape.OUT_OF_RANGE,
        "`{name}` must be bounds in ascending order",
        "write each upper bound once, the smallest first; infinity goes without saying",
    )


Number = Annotated[int | Decimal, PlainValidator(_number), WithJsonSchema({"type": "number"})]
Share = Annotated[
    int | Decimal,
    PlainValidator(_share),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1, "examples": [0.1]}),
]
Quantile = Annotated[
    int | Decimal,
    PlainValidator(_quantile),
    WithJsonSchema(
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "examples": [0.99]}
    ),
]
Bounds = Annotated[
    list[Number], AfterValidator(_ascending), Field(json_schema_extra={"minItems": 1})
]
PositiveInt = Annotated[int, AfterValidator(_positive), Field(json_schema_extra={"minimum": 1})]
CountInt = Annotated[int, AfterValidator(_count), Field(json_schema_extra={"minimum": 0})]
