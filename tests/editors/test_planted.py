"""Faults planted in the schema, one of each class, are seen where the other tests look."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from opsgen.spec import json_schema
from opsgen.spec.snippets import SNIPPETS
from tests.editors.editor import SCHEMA, Editor
from tests.editors.places import CHANNEL, METRIC

Schema = dict[str, Any]
Look = Callable[[Editor, str], object]


def _metric(schema: Schema) -> Schema:
    return dict(schema["definitions"]["Metric"]["properties"])


def _optional_is_null(schema: Schema) -> None:
    schema["properties"]["owner"] |= {"type": ["string", "null"], "default": None}


def _without_meanings(schema: Schema) -> None:
    del _metric(schema)["type"]["markdownEnumDescriptions"]


def _snippet_at_the_item(schema: Schema) -> None:
    schema["definitions"]["Metric"]["defaultSnippets"] = [{"label": "new", "body": {"type": "x"}}]


def _snippet_without_quotes(schema: Schema) -> None:
    _metric(schema)["alert_threshold"]["defaultSnippets"][0]["body"] = "${1:>5%}"


def _union_by_branches(schema: Schema) -> None:
    threshold = _metric(schema)["alert_threshold"]
    (several,) = threshold.pop("allOf")
    del threshold["type"]
    threshold["oneOf"] = [{"type": "string"}, several | {"type": "object"}]


def _union_of_fewer_types(schema: Schema) -> None:
    _metric(schema)["alert_threshold"]["type"] = ["string"]


def _keys_left_open(schema: Schema) -> None:
    schema["definitions"]["Metric"]["additionalProperties"] = True


def _nothing_required(schema: Schema) -> None:
    del schema["definitions"]["Metric"]["required"]


def _pattern_without_words(schema: Schema) -> None:
    del _metric(schema)["for"]["patternErrorMessage"]


def _plain_description(schema: Schema) -> None:
    threshold = _metric(schema)["alert_threshold"]
    threshold["description"] = threshold.pop("markdownDescription")


def _fields_for_every_type(schema: Schema) -> None:
    channel = schema["definitions"]["Channel"]
    channel["properties"]["routing_key"] = {"type": "string"}


def _anchors_refused(schema: Schema) -> None:
    del schema["patternProperties"]


def _offers(marked: str) -> Look:
    return lambda editor, schema: editor.offers(marked, schema)


def _findings(text: str) -> Look:
    return lambda editor, schema: editor.findings(text, schema=schema)


def _hover(marked: str) -> Look:
    return lambda editor, schema: editor.hover(marked, schema).split("Source:")[0]


@pytest.mark.parametrize(
    ("fault", "look"),
    [
        (_optional_is_null, _offers("|")),
        (_without_meanings, _offers(METRIC.replace("gauge", "|"))),
        (_snippet_at_the_item, _offers(METRIC.replace("      type: gauge\n", "") + "      |")),
        (_snippet_without_quotes, _offers(METRIC + "      |")),
        (_union_by_branches, _findings(METRIC + "      alert_threshold: {hgh: '>5'}\n")),
        (_union_of_fewer_types, _findings(METRIC + "      alert_threshold: {high: '>5'}\n")),
        (_keys_left_open, _findings(METRIC + "      severty: high\n")),
        (_nothing_required, _findings("monitoring: {metrics: [{name: a}]}\n")),
        (_pattern_without_words, _findings(METRIC + "      for: 5 m\n")),
        (_plain_description, _hover(METRIC + "      alert_thr|eshold: '>5'\n")),
        (_fields_for_every_type, _offers(CHANNEL.format("slack") + "      |")),
        (_anchors_refused, _findings("x-base: {a: 1}\n")),
    ],
    ids=lambda value: getattr(value, "__name__", "").lstrip("_"),
)
def test_a_planted_fault_is_seen(
    editor: Editor, fault: Callable[[Schema], None], look: Look
) -> None:
    schema = json.loads(json.dumps(json_schema()))
    fault(schema)
    name = f"{fault.__name__.strip('_')}.schema.json"
    (editor.folder / name).write_text(json.dumps(schema), encoding="utf-8")
    assert look(editor, name) != look(editor, SCHEMA)


def test_a_snippet_of_several_keys_would_be_offered_inside_of_an_item(editor: Editor) -> None:
    """Why each is one key: see opsgen.spec.snippets."""
    schema = json.loads(json.dumps(json_schema()))
    metrics = schema["definitions"]["Monitoring"]["properties"]["metrics"]
    metrics["defaultSnippets"] = [{"label": "several", "body": {"name": "x", "type": "y"}}]
    (editor.folder / "several.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    inside = METRIC.replace("      type: gauge\n", "") + "      |"
    assert "several" in {o.label for o in editor.offers(inside, "several.schema.json")}
    assert all(len(s["body"]) == 1 for several in SNIPPETS.values() for s in several)
