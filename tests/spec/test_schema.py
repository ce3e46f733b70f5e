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
from opsgen.spec.channels import Channel

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
    assert set(Channel.model_fields) - {"path", "settings"} == set(
        SCHEMA["definitions"]["Channel"]["properties"]
    )


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


@pytest.mark.parametrize("name", ["Metric", "Alert", "Channel", "DriftTest", "Stage", "Procedure"])
def test_every_kind_of_item_has_a_snippet_of_known_keys(name: str) -> None:
    section = SCHEMA["definitions"][name]
    (snippet,) = section["defaultSnippets"]
    assert set(section.get("required", [])) <= set(snippet["body"]) <= set(section["properties"])
