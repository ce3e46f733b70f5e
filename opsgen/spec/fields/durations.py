"""Durations: text in, seconds out."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from opsgen.diagnostics.rules import shape
from opsgen.spec.fields.fault import fault

_UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION = r"(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?"
_TEN_YEARS = 3650 * 86400
_FORM = "write whole numbers with `w`, `d`, `h`, `m` or `s`, the largest first: `5m`, `1h30m`"


def seconds(text: str) -> int | None:
    """The length in seconds of `30s`, `5m` or `1h30m`; None when `text` is no duration."""
    if not text or len(text) > 64 or not re.fullmatch(_DURATION, text):
        return None
    return sum(int(figure) * _UNITS[unit] for figure, unit in re.findall("([0-9]+)([a-z])", text))


def _duration(value: object) -> int:
    if not isinstance(value, str):
        raise fault(shape.WRONG_TYPE, "`{name}` must be a duration such as `5m`", _FORM)
    length = seconds(value)
    if length is None:
        raise fault(shape.BAD_DURATION, "`{name}` is not a duration", _FORM)
    if length > _TEN_YEARS:
        raise fault(shape.BAD_DURATION, "`{name}` is longer than ten years", "write a shorter one")
    return length


def _some_time(value: object) -> int:
    length = _duration(value)
    if length:
        return length
    raise fault(shape.BAD_DURATION, "`{name}` must be longer than 0", "write for example `5m`")


def _schema(*, zero: bool) -> dict[str, Any]:
    some = "." if zero else ".*[1-9]"
    form = "A duration is whole numbers with units, the largest first: 5m, 1h30m."
    return {
        "type": "string",
        "pattern": f"^(?={some}){_DURATION}$",
        "patternErrorMessage": form,
        "examples": ["5m"],
    }


DURATION_SCHEMA = _schema(zero=True)
Duration = Annotated[int, PlainValidator(_some_time), WithJsonSchema(_schema(zero=False))]
DurationOrZero = Annotated[int, PlainValidator(_duration), WithJsonSchema(DURATION_SCHEMA)]
