"""The fields of each type of channel in the JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.spec.channel_types import CHANNEL_TYPES, ChannelType, FieldKind
from opsgen.spec.channel_words import words
from opsgen.spec.fields import DURATION_SCHEMA, SECRET_SCHEMA, URL_SCHEMA, quoted
from opsgen.spec.schema_parts import Schema

_KINDS: dict[FieldKind, Schema] = {
    "secret": SECRET_SCHEMA,
    "url": URL_SCHEMA,
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "duration": DURATION_SCHEMA | {"examples": ["30s"]},
    "strings": {"type": "array", "items": {"type": "string"}},
    "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
}


def channel(section: Schema) -> Schema:
    """The fields of each type by `if`/`then`: the type stays one enum, so that an error names
    all types. Each branch lists the common keys again, for only there it can refuse others; what
    not every type has is described there only, or it would be offered to all."""
    del section["additionalProperties"]
    properties = section["properties"]
    recipients, webhook = properties.pop("recipients"), properties.pop("webhook")
    section["allOf"] = [
        {
            "if": {"properties": {"type": {"enum": [name]}}, "required": ["type"]},
            "then": {
                "properties": dict.fromkeys(properties, True)
                | ({"recipients": recipients} if "to" in kind.fields else {})
                | ({"webhook": _secret(name, "webhook", webhook)} if kind.webhook else {})
                | dict(_own(name, kind)),
                "additionalProperties": False,
                **_required(kind),
            },
        }
        for name, kind in CHANNEL_TYPES.items()
    ]
    return section


def _own(name: str, kind: ChannelType) -> Iterator[tuple[str, Schema]]:
    for field, field_kind in kind.fields.items():
        part = {"description": words(name, field)} | _KINDS[field_kind]
        yield field, _secret(name, field, part) if field_kind == "secret" else part


def _secret(type: str, field: str, part: Schema) -> Schema:
    reference = f"${{{type.upper()}_{field.upper()}}}"
    text = f"{part['description']} A secret, by reference: `{reference}`."
    return part | {"description": text} | quoted(reference)


def _required(kind: ChannelType) -> Schema:
    alone = [group[0] for group in kind.required if len(group) == 1]
    groups = [
        {"anyOf": [{"required": [field]} for field in group]}
        for group in kind.required
        if len(group) > 1
    ]
    return ({"required": alone} if alone else {}) | ({"allOf": groups} if groups else {})
