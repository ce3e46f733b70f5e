"""Sections and fields of the JSON Schema: what pydantic writes, made fit for editors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Models = Mapping[str, Schema]
"""pydantic's own schema of each section, by the section's name."""


def section(raw: Schema, models: Models) -> Schema:
    """A closed mapping with a title in words and the first paragraph of its description."""
    fields = {
        key: _field(part, models)
        for key, part in raw["properties"].items()
        if not key.startswith("\0")
    }
    closed: Schema = {
        "title": re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", raw["title"]),
        "description": raw["description"].split("\n\n")[0],
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
    }
    return closed | ({"required": raw["required"]} if "required" in raw else {})


def _field(raw: Schema, models: Models) -> Schema:
    """A property: without a title, `null` and the default, which the description names."""
    part = _type(raw, models)
    default = part.pop("default", None)
    if isinstance(default, bool | int | str):
        word = str(default).lower() if isinstance(default, bool) else default
        part["description"] += f" Default: `{word}`."
    return part


def _type(raw: Schema, models: Models) -> Schema:
    part = {key: value for key, value in raw.items() if key != "title"}
    branches = [
        branch
        for word in ("anyOf", "oneOf")
        for branch in part.pop(word, [])
        if branch.get("type") != "null"
    ]
    if len(branches) == 1:
        return _type(branches[0] | part, models)
    if branches:
        part = _one_of_several_types(branches, models) | part
    if "const" in part:
        part["enum"] = [part.pop("const")]
    if "items" in part:
        part["items"] = _type(part["items"], models)
    return _map(part, models) if part.get("type") == "object" else part


def _one_of_several_types(branches: list[Schema], models: Models) -> Schema:
    """A union of different types as one schema: each keyword concerns one type only. Of branches
    editors take one to compare with, and call a misspelt key in another a value of a wrong type.
    """
    merged: Schema = {"type": []}
    for branch in branches:
        if "$ref" in branch:
            branch = section(models[branch["$ref"].rsplit("/", 1)[1]], models)
        else:
            branch = _type(branch, models)
        merged["type"].append(branch.pop("type"))
        if "properties" in branch or "items" in branch:
            # In a schema of its own, or completion would always begin the map or list.
            merged["allOf"] = [branch]
        else:
            merged |= branch
    return merged


def _map(part: Schema, models: Models) -> Schema:
    """A map with free keys. A closed set of keys becomes properties, which editors complete."""
    if isinstance(part.get("additionalProperties"), dict):
        part["additionalProperties"] = _type(part["additionalProperties"], models)
    names = part.get("propertyNames", {})
    if "patternProperties" in part:
        patterns = part["patternProperties"].items()
        part["patternProperties"] = {key: _type(value, models) for key, value in patterns}
        part["additionalProperties"] = False
    if "patternErrorMessage" in names:
        part["propertyNames"] = {"maxLength": names["maxLength"]}
        # In a schema of its own: what is no map at all has no wrong key.
        keys = {word: part.pop(word) for word in ("patternProperties", "additionalProperties")}
        part["allOf"] = [keys | {"errorMessage": names["patternErrorMessage"]}]
    if "enum" in names:
        del part["propertyNames"]
        docs = zip(names["enum"], names["markdownEnumDescriptions"], strict=True)
        value = part["additionalProperties"]
        part["properties"] = {name: value | {"description": doc} for name, doc in docs}
        part["additionalProperties"] = False
    return part
