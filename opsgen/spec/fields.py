"""The types of single fields: numbers, durations, names, texts of a fixed form."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from opsgen.diagnostics import Rule
from opsgen.diagnostics.rules import shape
from opsgen.source import REFERENCE

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


def fault(
    rule: Rule, message: str, help: str | None = None, at: str | None = None
) -> PydanticCustomError:
    """An error of ours, raised in a validator. `{name}` in `message` becomes the field's name;
    `at` is the key that it is about, when the validator sees a whole section."""
    return PydanticCustomError(rule.code, "{message}", {"message": message, "help": help, "at": at})


# Numbers: the loader gives int and Decimal, and a bool must never pass for one.


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


def _positive_number(value: object) -> int | Decimal:
    number = _number(value)
    if number > 0:
        return number
    raise fault(shape.OUT_OF_RANGE, "`{name}` must be greater than 0")


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
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
Quantile = Annotated[
    int | Decimal,
    PlainValidator(_quantile),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
]
PositiveNumber = Annotated[
    int | Decimal,
    PlainValidator(_positive_number),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
Bounds = Annotated[
    list[Number], AfterValidator(_ascending), Field(json_schema_extra={"minItems": 1})
]
PositiveInt = Annotated[int, AfterValidator(_positive), Field(json_schema_extra={"minimum": 1})]
CountInt = Annotated[int, AfterValidator(_count), Field(json_schema_extra={"minimum": 0})]

# Durations: text in, seconds out.

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


DURATION_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": f"^(?=.){_DURATION}$",
    "patternErrorMessage": "A duration is whole numbers with units, the largest first: 5m, 1h30m.",
}
Duration = Annotated[int, PlainValidator(_some_time), WithJsonSchema(DURATION_SCHEMA)]
DurationOrZero = Annotated[int, PlainValidator(_duration), WithJsonSchema(DURATION_SCHEMA)]

# Names. Some become file names, so what any file system reserves is refused everywhere.

_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*"
_SERVICE = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
_SYMBOL = r"[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = r"[A-Z][A-Z0-9_]{0,63}"
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|(?:com|lpt)[0-9])")


def _named(pattern: str, limit: int, form: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > limit:
            raise fault(
                shape.BAD_NAME, f"`{{name}}` is longer than {limit} characters", "shorten it"
            )
        if not re.fullmatch(pattern, text):
            raise fault(shape.BAD_NAME, "`{name}` is not a name", form)
        if _RESERVED.fullmatch(text):
            raise fault(
                shape.BAD_NAME, "`{name}` is a device name that Windows reserves", "rename it"
            )
        return text

    return check


def _pattern(pattern: str, limit: int, text: str) -> Any:
    extra: dict[str, Any] = {
        "pattern": f"^{pattern}$",
        "maxLength": limit,
        "patternErrorMessage": text,
    }
    return Field(json_schema_extra=extra)


Name = Annotated[
    str,
    AfterValidator(
        _named(
            _NAME, 63, "start with a letter, then letters and digits joined by single `-` or `_`"
        )
    ),
    _pattern(_NAME, 63, "Names start with a letter; letters and digits joined by single - or _."),
]
ServiceName = Annotated[
    str,
    AfterValidator(
        _named(_SERVICE, 63, "use lower-case letters and digits joined by single `-` or `_`")
    ),
    _pattern(_SERVICE, 63, "Service names are lower case: a-z and 0-9 joined by single - or _."),
]
Symbol = Annotated[
    str,
    AfterValidator(
        _named(
            _SYMBOL,
            128,
            "use letters, digits and `_`; the exported name of a metric goes in `series:`",
        )
    ),
    _pattern(_SYMBOL, 128, "Names in conditions are letters, digits and _, no digit first."),
]
LabelName = Annotated[
    str,
    AfterValidator(_named(f"(?!__){_SYMBOL}", 128, "labels are letters, digits and `_`")),
    _pattern(f"(?!__){_SYMBOL}", 128, "Labels are letters, digits and _, not starting with __."),
]
VariableName = Annotated[
    str,
    AfterValidator(_named(_VARIABLE, 64, "write the name alone, in capitals: `REGISTRY_TOKEN`")),
    _pattern(_VARIABLE, 64, "The name alone, in capitals: REGISTRY_TOKEN."),
]

# Texts of a fixed form.


def _form(pattern: str, what: str, example: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if re.fullmatch(pattern, text):
            return text
        raise fault(shape.BAD_VALUE, f"`{{name}}` is not {what}", f"write for example `{example}`")

    return check


def _formed(pattern: str, what: str, example: str) -> Any:
    extra: dict[str, Any] = {
        "pattern": f"^(?:{pattern})$",
        "patternErrorMessage": f"Write {what}: {example}",
    }
    return Field(json_schema_extra=extra)


_URL = r"https?://[^\s/?#@]+(?:[/?#]\S*)?"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ABSOLUTE = r"/(?:[^/\s]+/)*[^/\s]*"
_CODE = r"OPS[0-9]{3}"
_HOST_PORT = r"[^\s:@/]*(?:\[[0-9a-fA-F:]+\])?:[0-9]{1,5}"
_VERSION = r"[0-9]+(?:\.[0-9]+){0,2}"


def _day(text: str) -> str:
    if re.fullmatch(_DATE, text):
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    raise fault(shape.BAD_VALUE, "`{name}` is not a date", 'write for example `"2026-01-31"`')


def _some_text(text: str) -> str:
    if text.strip():
        return text
    raise fault(shape.BAD_VALUE, "`{name}` is empty", "say it in a few words")


def is_url(text: str) -> bool:
    """Whether `text` is an http or https address without a user and password in it."""
    return re.fullmatch(_URL, text) is not None


def is_relative(path: str) -> bool:
    """Whether `path` stays below the folder that it starts from, on every system."""
    parts = re.split(r"[/\\]", path)
    return not {"", ".", ".."} & set(parts) and not set(path) & set(":\0\n")


URL_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": f"^(?:{_URL})$",
    "patternErrorMessage": "Write an http or https address: https://example.com/x",
}
SECRET_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": f"^{REFERENCE.pattern}$",
    "patternErrorMessage": "Secrets are written by reference, in capitals: ${NAME}",
}
Url = Annotated[
    str,
    AfterValidator(_form(_URL, "an http or https address", "https://example.com/x")),
    WithJsonSchema(URL_SCHEMA),
]
SecretReference = Annotated[str, WithJsonSchema(SECRET_SCHEMA)]
"""`${NAME}`; `opsgen.spec.secrets` checks it, for it must never fail with its text."""
Clock = Annotated[
    str,
    AfterValidator(_form(_CLOCK, "a time of day", '"09:00"')),
    _formed(_CLOCK, "a time of day", "09:00"),
]
Day = Annotated[str, AfterValidator(_day), _formed(_DATE, "a date", "2026-01-31")]
AbsolutePath = Annotated[
    str,
    AfterValidator(_form(_ABSOLUTE, "an absolute path", "/run/secrets")),
    _formed(_ABSOLUTE, "an absolute path", "/run/secrets"),
]
RuleCode = Annotated[
    str,
    AfterValidator(_form(_CODE, "a diagnostic code", "OPS204")),
    _formed(_CODE, "a diagnostic code", "OPS204"),
]
HostPort = Annotated[
    str,
    AfterValidator(_form(_HOST_PORT, "a host and a port", "smtp.example.com:587")),
    _formed(_HOST_PORT, "a host and a port", "smtp.example.com:587"),
]
SomeText = Annotated[str, AfterValidator(_some_text), Field(json_schema_extra={"minLength": 1})]

# Fields that take one of several shapes. The shape picks the branch, so that one mistake
# gives one error and not one per branch.


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
