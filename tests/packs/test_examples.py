"""The packs of examples/ give what is committed, and read well in what it is for."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgen.api import build, compile_file
from opsgen.artifacts import render
from tests.judges import markdownlint, yamllint
from tests.packs.homes import Home

FOLDER = Path(__file__).parents[2] / "examples" / "packs"
FILE = FOLDER / "assistant.opsgen.yaml"


@pytest.fixture(scope="module")
def outputs() -> dict[str, str]:
    done = build(compile_file(str(FILE)))
    assert done.compilation.verdict(strict=True, built=True).exit_code == 0
    return {artifact.path: render(artifact).decode() for artifact in done.artifacts}


def test_the_committed_output_is_what_a_build_gives(outputs: dict[str, str]) -> None:
    assert sorted(outputs) == [
        "catalog-info.yaml",
        "ops/datadog/left-out.md",
        "ops/datadog/monitors.json",
    ]
    for path, text in outputs.items():
        assert (FOLDER / path).read_text(encoding="utf-8") == text, "run `opsgen build`"


def test_the_entry_is_one_that_backstage_takes(outputs: dict[str, str]) -> None:
    """By the descriptor format: the envelope, the names, and what a component must have."""
    text = outputs["catalog-info.yaml"]
    assert not yamllint.check("a:   1\n")
    assert yamllint.check(text)
    entry: dict[str, Any] = yaml.safe_load(text)
    assert (entry["apiVersion"], entry["kind"]) == ("backstage.io/v1alpha1", "Component")
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", entry["metadata"]["name"])
    assert {"type", "lifecycle", "owner"} <= set(entry["spec"])
    assert all(isinstance(value, str) for value in entry["metadata"]["annotations"].values())
    assert all(link["url"].startswith("https://") for link in entry["metadata"]["links"])


def test_a_monitor_compares_with_the_threshold_of_its_options(outputs: dict[str, str]) -> None:
    monitors = json.loads(outputs["ops/datadog/monitors.json"])
    assert len(monitors) == 6
    for monitor in monitors:
        query = monitor["query"]
        found = re.fullmatch(r"(sum|percentile|avg)\(last_\d+m\):\S.*? ([<>]=?) (\S+)", query)
        assert found, query
        assert float(found[3]) == monitor["options"]["thresholds"]["critical"]
        assert query.count("{") == query.count("}")
        assert monitor["message"].count("https://") == 1
        assert 1 <= monitor["priority"] <= 5


def test_every_alert_has_a_monitor_or_is_told_to_have_none(outputs: dict[str, str]) -> None:
    plan = compile_file(str(FILE)).plan
    assert plan is not None
    monitors = outputs["ops/datadog/monitors.json"]
    page = outputs["ops/datadog/left-out.md"]
    for alert in plan.alerts:
        assert (f'] {alert.name}"' in monitors) != (f"- `{alert.name}`" in page)


def test_the_pages_are_clean(tmp_path: Path) -> None:
    planted = tmp_path / "planted.md"
    planted.write_text("no heading\n\n\n\ntrailing  \n", encoding="utf-8")
    assert not markdownlint.check([planted])
    assert markdownlint.check([FOLDER / "README.md", FOLDER / "ops" / "datadog" / "left-out.md"])


def test_what_a_person_typed_runs_nothing_in_datadog(demo: Home) -> None:
    shutil.copytree(FOLDER / "datadog", demo.pack, dirs_exist_ok=True)
    demo.names("pack: packs/mine, values: {namespace: ours, pager: p, chat: c}")
    text = demo.file.read_text(encoding="utf-8")
    hostile = text.replace('">5%"', '">5%", message: "{{#is_alert}} {value}"')
    demo.file.write_text(hostile, encoding="utf-8")
    monitors = demo.outputs()["ops/mine/monitors.json"]
    assert "{{#is_alert" not in monitors
    assert "{ {#is_alert}} {{value}}" in monitors
