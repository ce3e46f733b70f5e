"""The types of single fields."""

from __future__ import annotations

from opsgen.spec.fields.durations import DURATION_SCHEMA, Duration, DurationOrZero, seconds
from opsgen.spec.fields.fault import fault
from opsgen.spec.fields.hints import quoted
from opsgen.spec.fields.names import LabelName, Name, ServiceName, Symbol, VariableName
from opsgen.spec.fields.numbers import Bounds, CountInt, Number, PositiveInt, Quantile, Share
from opsgen.spec.fields.sets import NoData, Severity
from opsgen.spec.fields.shapes import Text, TextOrList, TextOrNumber, UnitName, by_shape
from opsgen.spec.fields.texts import (
    SECRET_SCHEMA,
    URL_SCHEMA,
    AbsolutePath,
    Clock,
    Day,
    HostPort,
    RuleCode,
    SecretReference,
    SomeText,
    Url,
    is_url,
)

__all__ = [
    "DURATION_SCHEMA",
    "SECRET_SCHEMA",
    "URL_SCHEMA",
    "AbsolutePath",
    "Bounds",
    "Clock",
    "CountInt",
    "Day",
    "Duration",
    "DurationOrZero",
    "HostPort",
    "LabelName",
    "Name",
    "NoData",
    "Number",
    "PositiveInt",
    "Quantile",
    "RuleCode",
    "SecretReference",
    "ServiceName",
    "Severity",
    "Share",
    "SomeText",
    "Symbol",
    "Text",
    "TextOrList",
    "TextOrNumber",
    "UnitName",
    "Url",
    "VariableName",
    "by_shape",
    "fault",
    "is_url",
    "quoted",
    "seconds",
]
