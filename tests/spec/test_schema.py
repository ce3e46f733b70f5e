"""The published JSON Schema: what editors read, made from the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsgen.source import load
from opsgen.spec import CHANNEL_TYPES, json_schema
from opsgen.spec.channel_words import EXCEPTIONS, WORDS
from opsgen.spec.channels import Channel
from opsgen.spec.schema import REF
from opsgen.spec.snippets import SNIPPETS

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "schemas" / "operations.schema.json"
EXAMPLES = sorted((ROOT / "examples").glob("*/operations.yaml"))

SCHEMA: dict[str, Any] = json_schema()


def parts(part: Any, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the schema, with its place."""
    if isinstance(part, dict):
        yield place, part
        for key, value in part.items():
            yield from parts(value, f"{place}/{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from parts(value, f"{place}/{index}")


def test_the_published_schema_is_that_of_the_models() -> None:
    text = json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text, (
        "run `opsgen schema > schemas/operations.schema.json`"
    )


def test_it_is_a_valid_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_validates(path: Path) -> None:
    document = load(path).document
    assert document is not None
    data = json.loads(json.dumps(document.data, default=float))
    assert [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(data)] == []


def test_every_property_is_described() -> None:
    properties = [
        (f"{place}/{name}", value)
        for place, part in parts(SCHEMA)
        if place.rsplit("/", 1)[-1] == "properties" and "/if/" not in place
        for name, value in part.items()
        if value is not True
    ]
    assert len(properties) > 250
    assert [place for place, value in properties if len(value.get("description", "")) < 8] == []


def test_every_closed_set_is_an_enum_and_explains_itself_in_step() -> None:
    assert not any("const" in part for _, part in parts(SCHEMA))
    explained = [part for _, part in parts(SCHEMA) if "markdownEnumDescriptions" in part]
    assert len(explained) > 10
    assert all(len(part["enum"]) == len(part["markdownEnumDescriptions"]) for part in explained)


def test_every_section_refuses_unknown_keys() -> None:
    sections = SCHEMA["definitions"] | {"Operations": SCHEMA}
    open_ = [
        name for name, part in sections.items() if part.get("additionalProperties") is not False
    ]
    assert open_ == ["Channel"]  # its types do, each for itself
    branches = SCHEMA["definitions"]["Channel"]["allOf"]
    assert all(branch["then"]["additionalProperties"] is False for branch in branches)


def test_nothing_completes_to_null_or_to_a_default() -> None:
    assert not any("default" in part and "type" in part for _, part in parts(SCHEMA))
    assert not any(part.get("type") == "null" for _, part in parts(SCHEMA))


def test_no_key_of_ours_is_in_it() -> None:
    assert "\\u0000" not in json.dumps(SCHEMA)


def test_the_types_of_channels_are_those_of_the_table() -> None:
    enum = SCHEMA["definitions"]["Channel"]["properties"]["type"]["enum"]
    assert enum == list(CHANNEL_TYPES)
    channel = SCHEMA["definitions"]["Channel"]
    branches = [set(branch["then"]["properties"]) for branch in channel["allOf"]]
    for_some = {"recipients", "webhook"}
    assert set(Channel.model_fields) - {"path", "settings"} == {*channel["properties"], *for_some}
    assert all(any(key in fields for fields in branches) for key in for_some)


def test_every_field_of_a_channel_is_told_in_words() -> None:
    fields = {(name, field) for name, kind in CHANNEL_TYPES.items() for field in kind.fields}
    assert {field for _, field in fields} == set(WORDS)
    assert set(EXCEPTIONS) <= fields


def test_code_in_a_description_is_markdown_too() -> None:
    assert not any("`" in str(part.get("description", "")) for _, part in parts(SCHEMA))
    marked = [part for _, part in parts(SCHEMA) if "markdownDescription" in part]
    assert len(marked) > 50
    for part in marked:
        assert part["markdownDescription"].replace("`", "") == part["description"]


def test_what_is_put_in_the_place_of_a_value_is_a_good_value() -> None:
    tried = 0
    for place, part in parts(SCHEMA):
        for example in part.get("examples", ()):
            validator = jsonschema.Draft7Validator(part)
            assert [error.message for error in validator.iter_errors(example)] == [], place
            tried += 1
    assert tried > 20


def test_a_union_is_one_schema_of_several_types() -> None:
    unions = [part for _, part in parts(SCHEMA) if isinstance(part.get("type"), list)]
    assert len(unions) > 8
    assert not any("oneOf" in part for _, part in parts(SCHEMA))


@pytest.mark.parametrize(
    "channel",
    [
        {"name": "a", "type": "slak"},
        {"name": "a", "type": "slack", "routing_key": "${X}"},
        {"name": "a", "type": "slack", "webhook": "https://h/x"},
        {"name": "a", "type": "pagerduty", "webhook": "${X}"},
        {"name": "a", "type": "email"},
        {"name": "a", "type": "telegram", "chat_id": "5"},
    ],
)
def test_a_bad_channel_is_refused(channel: dict[str, object]) -> None:
    validator = jsonschema.Draft7Validator(SCHEMA)
    assert not validator.is_valid({"alerting": {"channels": [channel]}})
    assert validator.is_valid({"alerting": {"channels": [{"name": "a", "type": "slack"}]}})


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_list_of_things_offers_a_new_one(name: str) -> None:
    lists = [part for _, part in parts(SCHEMA) if part.get("items") == {"$ref": REF + name}]
    assert lists
    assert all(part["defaultSnippets"] == SNIPPETS[name] for part in lists)
