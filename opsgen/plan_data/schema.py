"""The JSON Schema of the plan as plain data, made from its shape."""

from __future__ import annotations

import sys
import types
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from opsgen.plan_data.shape import VERSION, PlanData

Schema = dict[str, Any]

_NAMES = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def plan_schema() -> Schema:
    """The schema, draft-07, as plain data."""
    definitions: dict[str, Schema] = {}
    root = _map(PlanData, definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:opsgen:plan:{VERSION}",
        **root,
        "definitions": dict(sorted(definitions.items())),
    }


def _map(shape: type, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(shape, vars(sys.modules[shape.__module__]), include_extras=True)
    return {
        "title": _title(shape),
        "description": (shape.__doc__ or "").split("\n\n")[0],
        "type": "object",
        "properties": {name: _described(hint, definitions) for name, hint in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _described(hint: Any, definitions: dict[str, Schema]) -> Schema:
    """A property: the last text beside its type is the nearest to it."""
    kind, *texts = get_args(hint)
    schema = _type(kind, definitions)
    # In draft-07 nothing beside a `$ref` counts.
    schema = {"allOf": [schema]} if "$ref" in schema else schema
    return {"description": texts[-1], **schema}


def _type(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type(arguments[0], definitions)
    if origin is Literal:
        kind = _NAMES[type(arguments[0])]
        return {"type": kind, "enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return _either([_type(argument, definitions) for argument in arguments])
    if origin is list:
        return {"type": "array", "items": _type(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1], definitions)}
    if is_typeddict(hint):
        title = _title(hint)
        if title not in definitions:
            definitions[title] = {}  # it may hold itself
            definitions[title].update(_map(hint, definitions))
        return {"$ref": f"#/definitions/{title}"}
    return {"type": _NAMES[hint]}


def _either(choices: list[Schema]) -> Schema:
    """Plain types side by side; a closed set with `none` is one set."""
    if all(set(choice) == {"type"} for choice in choices):
        return {"type": [choice["type"] for choice in choices]}
    if all("enum" in choice and choice["type"] == "string" for choice in choices):
        return {"type": "string", "enum": [word for choice in choices for word in choice["enum"]]}
    return {"anyOf": choices}


def _title(shape: type) -> str:
    return shape.__name__.removesuffix("Data")
