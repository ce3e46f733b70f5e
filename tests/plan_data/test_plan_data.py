"""What packs read: plain, versioned, whole, deterministic, and as the published schema says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsgen.api import compile_file, compile_text
from opsgen.plan import Plan
from opsgen.plan_data import plan_schema, to_data
from opsgen.plan_data.words import decimals

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "schemas" / "plan.schema.json"
EXAMPLES = sorted((ROOT / "examples").glob("*/operations.yaml"))
SCHEMA = plan_schema()
CANARY = "CANARY_3F9A"
SMALL = """\
service: demo
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: error_rate, type: counter, alert_threshold: ">5%"}
    - {name: jobs, type: counter, unit: count}
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${CANARY_3F9A}", severity: [high, medium]}
    - {name: mail, type: email, recipients: [a@example.com], severity: [low], frequency: daily}
  alerts:
    - {name: slow_jobs, condition: "rate(jobs) < 20/min and error_rate > 1%", severity: high,
       message: "{value} is below {threshold}, <b>help</b>"}
"""


def plan_of(text: str) -> Plan:
    compiled = compile_text(text, "demo/operations.yaml")
    assert compiled.plan is not None, compiled.diagnostics
    return compiled.plan


def example(path: Path) -> Plan:
    plan = compile_file(str(path)).plan
    assert plan is not None
    return plan


def nodes(node: object, place: str = "#") -> Iterator[tuple[str, object]]:
    yield place, node
    if isinstance(node, dict):
        for key, value in node.items():
            assert type(key) is str
            yield from nodes(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from nodes(value, f"{place}/{index}")


def faults(data: object) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(data)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_is_plain_and_as_the_schema_says(path: Path) -> None:
    data = to_data(example(path))
    assert faults(data) == []
    plain = (dict, list, str, int, bool, type(None))
    assert [place for place, node in nodes(data) if type(node) not in plain] == []
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"service": None},
        {"more": 1},
        {"alerts": [{}]},
        {"labels": {"a": 1}},
        {"scrape_interval": "1m"},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_planted(change: dict[str, Any]) -> None:
    assert faults({**to_data(plan_of(SMALL)), **change})


def test_the_published_schema_is_that_of_the_shape() -> None:
    text = json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == text, (
        "run `opsgen schema plan > schemas/plan.schema.json`"
    )


def test_it_is_a_valid_schema_and_describes_every_property() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    shapes = [SCHEMA, *SCHEMA["definitions"].values()]
    described = [
        (shape["title"], name, part.get("description", ""))
        for shape in shapes
        for name, part in shape["properties"].items()
    ]
    assert len(described) > 150
    assert [(title, name) for title, name, said in described if len(said) < 5] == []
    assert [shape["title"] for shape in shapes if not shape["description"]] == []
    assert all(shape["required"] == list(shape["properties"]) for shape in shapes)
    assert all(shape["additionalProperties"] is False for shape in shapes)


def test_no_key_is_the_name_of_a_method_of_a_map() -> None:
    """`plan.items` would be the method in many template languages."""
    names = {name for shape in SCHEMA["definitions"].values() for name in shape["properties"]}
    names |= set(SCHEMA["properties"])
    assert names & set(dir(dict)) == set()


def test_the_same_plan_gives_the_same_data_and_a_new_object() -> None:
    first, second = to_data(plan_of(SMALL)), to_data(plan_of(SMALL))
    assert json.dumps(first) == json.dumps(second)
    assert first is not second


def test_an_alert_tells_its_threshold_as_a_number_with_a_unit_and_as_words() -> None:
    data = to_data(plan_of(SMALL))
    (alert,) = [one for one in data["alerts"] if one["name"] == "error_rate_medium"]
    assert alert["threshold"] == {"number": "0.05", "unit": "ratio", "text": "5%"}
    assert (alert["op"], alert["text"]) == (">", "error_rate > 5%")
    assert alert["measured"] is not None
    figure = alert["measured"]["figure"]
    assert figure["kind"] == "ratio"
    assert figure["part"]["series"] == "errors_total"
    assert alert["channels"] == ["chat"]
    assert alert["runbook_url"].endswith("runbook.md#proc-error_rate_medium")


def test_a_number_without_end_is_rounded_and_its_words_are_exact() -> None:
    data = to_data(plan_of(SMALL))
    (alert,) = [one for one in data["alerts"] if one["name"] == "slow_jobs"]
    assert alert["threshold"] == {"number": "0.333333333333", "unit": "1/s", "text": "20/min"}
    assert decimals(Fraction(1, 3 * 10**9)) == "0.000000000333333333333"
    assert alert["text"].startswith("rate(jobs) < 20/min and (error_rate > 1% and increase(")


def test_a_message_comes_whole_and_in_parts() -> None:
    data = to_data(plan_of(SMALL))
    (alert,) = [one for one in data["alerts"] if one["name"] == "slow_jobs"]
    assert alert["message"] == {
        "text": "{value} is below 20/min, <b>help</b>",
        "parts": [
            {"kind": "value", "unit": "1/s"},
            {"kind": "text", "text": " is below "},
            {"kind": "threshold", "text": "20/min"},
            {"kind": "text", "text": ", <b>help</b>"},
        ],
    }


def test_a_channel_names_its_secret_and_tells_nothing_of_where_it_is() -> None:
    data = to_data(plan_of(SMALL))
    chat, mail = data["channels"]
    assert chat["secrets"] == [CANARY]
    assert mail["digest"] is not None
    holding = [place for place, node in nodes(data) if isinstance(node, str) and CANARY in node]
    assert holding == ["#/channels/0/secrets/0"]
    assert "/run/secrets" not in json.dumps(data)
