"""Texts of a fixed form: addresses, dates, paths, references to secrets."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from opsgen.diagnostics.rules import shape
from opsgen.source import REFERENCE
from opsgen.spec.fields.fault import fault
from opsgen.spec.fields.hints import quoted


def _form(pattern: str, what: str, example: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if re.fullmatch(pattern, text):
            return text
        raise fault(shape.BAD_VALUE, f"`{{name}}` is not {what}", f"write for example `{example}`")

    return check


def _formed(pattern: str, what: str, example: str) -> Any:
    extra: dict[str, Any] = {
        "pattern": f"^(?:{pattern})$",
        "patternErrorMessage": f'Write {what}: "{example}"',
        **quoted(example),
    }
    return Field(json_schema_extra=extra)


_URL = r"https?://[^\s/?#@]+(?:[/?#]\S*)?"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ABSOLUTE = r"/(?:[^/\s]+/)*[^/\s]*"
_CODE = r"OPS[0-9]{3}"
_HOST_PORT = r"(?:[^\s:@/\[\]]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}"


def _day(text: str) -> str:
    if re.fullmatch(_DATE, text):
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return text
    raise fault(shape.BAD_VALUE, "`{name}` is not a date", 'write for example `"2026-01-31"`')


def _absolute(text: str) -> str:
    if re.fullmatch(_ABSOLUTE, text):
        return text
    known = text.startswith("/")
    what = "holds a space or an empty folder" if known else "is not an absolute path"
    raise fault(shape.BAD_VALUE, f"`{{name}}` {what}", "write for example `/run/secrets`")


def _some_text(text: str) -> str:
    if text.strip():
        return text
    raise fault(shape.BAD_VALUE, "`{name}` is empty", "say it in a few words")


def is_url(text: str) -> bool:
    """Whether `text` is an http or https address without a user and password in it."""
    return re.fullmatch(_URL, text) is not None


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
    AfterValidator(_absolute),
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
SomeText = Annotated[
    str,
    AfterValidator(_some_text),
    Field(json_schema_extra={"pattern": r"\S", "patternErrorMessage": "Say it in a few words."}),
]
