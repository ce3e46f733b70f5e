"""The JSON Schema of the language, polished for editors.

What an editor makes of pydantic's own output: optional sections complete to `null`, every
default is inserted, errors quote regular expressions, and a misspelt key in a union is reported
as a wrong type. It is written to schemas/ and never read at run time.
"""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.spec.root import Operations
from opsgen.spec.schema_channels import channel
from opsgen.spec.schema_parts import Schema, section
from opsgen.spec.snippets import SNIPPETS

REF = "#/definitions/"


def json_schema() -> dict[str, object]:
    """The schema, draft-07, as plain data."""
    raw = Operations.model_json_schema(ref_template=REF + "{model}")
    models = raw.pop("$defs")
    definitions = {name: section(part, models) for name, part in sorted(models.items())}
    definitions["Channel"] = channel(definitions["Channel"])
    schema: Schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:opsgen:operations:1",
        **section(raw, models),
        "patternProperties": {"^x-": {"description": "Free, for YAML anchors."}},
        "definitions": definitions,
    }
    for part in _parts(schema):
        _offer_items(part)
        _say_it_in_markdown(part)
    used = {part["$ref"].removeprefix(REF) for part in _parts(schema) if "$ref" in part}
    schema["definitions"] = {name: definitions[name] for name in definitions if name in used}
    return schema


def _parts(part: object) -> Iterator[Schema]:
    """Every mapping of the schema. A mapping of names to schemas is harmlessly among them."""
    if isinstance(part, dict):
        yield part
        for value in list(part.values()):
            yield from _parts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _parts(value)


def _offer_items(part: Schema) -> None:
    """Snippets stand at the list: there editors add the dash where it is missing."""
    items = part.get("items")
    name = items.get("$ref", "").removeprefix(REF) if isinstance(items, dict) else ""
    if name in SNIPPETS:
        part["defaultSnippets"] = SNIPPETS[name]


def _say_it_in_markdown(part: Schema) -> None:
    """Editors escape the signs of a plain description, so code needs the Markdown one."""
    text = part.get("description")
    if isinstance(text, str) and "`" in text:
        part["markdownDescription"] = text
        part["description"] = text.replace("`", "")
