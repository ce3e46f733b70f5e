"""Fields that take one of several shapes.

The shape picks the branch, so that one mistake gives one error and not one per branch.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema

from opsgen.diagnostics.rules import shape
from opsgen.spec.fields.numbers import Number


def _shape(value: object) -> str | None:
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "map"
    if isinstance(value, list):
        return "list"
    return "number" if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def by_shape(expected: str) -> Discriminator:
    """Picks the branch of a union by the value's shape; `expected` completes "must be ..."."""
    return Discriminator(
        _shape,
        custom_error_type=shape.WRONG_TYPE.code,
        custom_error_message=f"`{{name}}` must be {expected}",
    )


Text = Annotated[str, Tag("text")]
TextOrList = Annotated[
    Text | Annotated[list[str], Tag("list")], by_shape("a text or a list of texts")
]
TextOrNumber = Annotated[
    Text | Annotated[Number, Tag("number")], by_shape("a number or a number with a unit")
]
_UNITS = {
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "ns": "nanoseconds",
    "ratio": "a part of a whole, exported from 0 to 1",
    "percent": "a part of a whole, exported from 0 to 100",
    "bytes": "bytes",
    "KiB": "1024 bytes",
    "MiB": "1024 KiB",
    "GiB": "1024 MiB",
    "USD": "a currency, by its code; currencies never convert",
    "tokens": "tokens of a language model",
    "count": "a number of things",
    "1": "a bare number",
}
"""What an editor offers; every other currency is a unit too."""

UnitName = Annotated[
    str,
    BeforeValidator(lambda value: "1" if type(value) is int and value == 1 else value),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "minimum": 1,
            "maximum": 1,
            "defaultSnippets": [
                {"label": name, "body": name, "description": meaning}
                for name, meaning in _UNITS.items()
            ],
        }
    ),
]
"""A unit's name. The unit `1` looks like a number to YAML."""
