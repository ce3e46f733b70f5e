"""The JSON Schema of the language, polished for editors.

What an editor makes of pydantic's own output: optional sections complete to `null`, every
default is inserted, errors quote regular expressions, and a misspelt channel type is compared
with the first type only. It is written to schemas/ and never read at run time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opsgen.spec.channel_types import CHANNEL_TYPES, ChannelType, FieldKind
from opsgen.spec.channels import COMMON
from opsgen.spec.fields import DURATION_SCHEMA, SECRET_SCHEMA, URL_SCHEMA
from opsgen.spec.root import Operations
from opsgen.spec.snippets import SNIPPETS

Schema = dict[str, Any]

_KINDS: dict[FieldKind, Schema] = {
    "secret": SECRET_SCHEMA,
    "url": URL_SCHEMA,
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "duration": DURATION_SCHEMA,
    "strings": {"type": "array", "items": {"type": "string"}},
    "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
}


def json_schema() -> dict[str, object]:
    """The schema, draft-07, as plain data."""
    raw = Operations.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {name: _section(part) for name, part in sorted(raw.pop("$defs").items())}
    for name, snippet in SNIPPETS.items():
        definitions[name]["defaultSnippets"] = [snippet]
    definitions["Channel"] = _channel(definitions["Channel"])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:opsgen:operations:1",
        **_section(raw),
        "patternProperties": {"^x-": {"description": "Free, for YAML anchors."}},
        "definitions": definitions,
    }


def _section(raw: Schema) -> Schema:
    """A model: its title stays, and the first paragraph of its description."""
    fields = {
        key: _field(part) for key, part in raw["properties"].items() if not key.startswith("\0")
    }
    section: Schema = {
        "title": raw["title"],
        "description": raw["description"].split("\n\n")[0],
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
    }
    return section | ({"required": raw["required"]} if "required" in raw else {})


def _field(raw: Schema) -> Schema:
    """A property: without a title, `null` and the default, which the description names."""
    part = _type(raw)
    default = part.pop("default", None)
    if isinstance(default, bool | int | str):
        word = str(default).lower() if isinstance(default, bool) else default
        part["description"] += f" Default: `{word}`."
    return part


def _type(raw: Schema) -> Schema:
    part = {key: value for key, value in raw.items() if key != "title"}
    branches = [branch for branch in part.pop("anyOf", []) if branch.get("type") != "null"]
    if len(branches) == 1:
        part = branches[0] | part
    elif branches:
        part["anyOf"] = branches
    if "const" in part:
        part["enum"] = [part.pop("const")]
    for key in ("anyOf", "oneOf"):
        if key in part:
            part[key] = [_type(branch) for branch in part[key]]
    if "items" in part:
        part["items"] = _type(part["items"])
    return _map(part) if part.get("type") == "object" else part


def _map(part: Schema) -> Schema:
    """A map with free keys. A closed set of keys becomes properties, which editors complete."""
    if isinstance(part.get("additionalProperties"), dict):
        part["additionalProperties"] = _type(part["additionalProperties"])
    if "patternProperties" in part:
        patterns = part["patternProperties"].items()
        part["patternProperties"] = {pattern: _type(value) for pattern, value in patterns}
        part["additionalProperties"] = False
    if "enum" in part.get("propertyNames", {}):
        names = part.pop("propertyNames")
        docs = zip(names["enum"], names["markdownEnumDescriptions"], strict=True)
        value = part["additionalProperties"]
        part["properties"] = {name: value | {"description": doc} for name, doc in docs}
        part["additionalProperties"] = False
    return part


def _channel(section: Schema) -> Schema:
    """The fields of each type by `if`/`then`: the type stays one enum, so that an error names
    all types. Each branch lists the common keys again, for only there it can refuse others."""
    del section["additionalProperties"]
    section["allOf"] = [
        {
            "if": {"properties": {"type": {"enum": [name]}}, "required": ["type"]},
            "then": {
                "properties": dict.fromkeys(_common(kind), True) | dict(_own(name, kind)),
                "additionalProperties": False,
                **_required(kind),
            },
        }
        for name, kind in CHANNEL_TYPES.items()
    ]
    return section


def _common(kind: ChannelType) -> list[str]:
    foreign = {"webhook": kind.webhook is None, "recipients": "to" not in kind.fields}
    return [key for key in COMMON if not foreign.get(key)]


def _own(name: str, kind: ChannelType) -> Iterator[tuple[str, Schema]]:
    for field, field_kind in kind.fields.items():
        text = f"`{field}` of the Alertmanager's {kind.title} receiver."
        if field_kind == "secret":
            text += f" A secret, by reference: `${{{name.upper()}_{field.upper()}}}`."
        yield field, {"description": text} | _KINDS[field_kind]


def _required(kind: ChannelType) -> Schema:
    alone = [group[0] for group in kind.required if len(group) == 1]
    groups = [
        {"anyOf": [{"required": [field]} for field in group]}
        for group in kind.required
        if len(group) > 1
    ]
    return ({"required": alone} if alone else {}) | ({"allOf": groups} if groups else {})
