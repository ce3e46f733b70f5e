"""Names. Some become file names, so what any file system reserves is refused in those."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from opsgen.diagnostics.rules import shape
from opsgen.spec.fields.fault import fault

_NAME = r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*"
_SERVICE = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
_SYMBOL = r"[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = r"[A-Z][A-Z0-9_]{0,63}"
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|(?:com|lpt)[0-9])")


def _named(pattern: str, limit: int, form: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > limit:
            message = f"`{{name}}` is longer than {limit} characters"
            raise fault(shape.BAD_NAME, message, "shorten it")
        if not re.fullmatch(pattern, text):
            raise fault(shape.BAD_NAME, "`{name}` is not a name", form)
        return text

    return check


def _not_a_device(text: str) -> str:
    if not _RESERVED.fullmatch(text):
        return text
    raise fault(shape.BAD_NAME, "`{name}` is a device name that Windows reserves", "rename it")


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
        _named(_NAME, 63, "start with a letter; join letters and digits by single `-` or `_`")
    ),
    AfterValidator(_not_a_device),
    _pattern(_NAME, 63, "Names start with a letter; letters and digits joined by single - or _."),
]
ServiceName = Annotated[
    str,
    AfterValidator(
        _named(_SERVICE, 63, "use lower-case letters and digits, joined by single `-` or `_`")
    ),
    AfterValidator(_not_a_device),
    _pattern(_SERVICE, 63, "Service names are lower case: a-z and 0-9 joined by single - or _."),
]
Symbol = Annotated[
    str,
    AfterValidator(
        _named(
            _SYMBOL,
            128,
            "use letters, digits and `_`; a metric's exported name goes in `series:`",
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
