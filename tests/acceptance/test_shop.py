"""The shop's alerts, judged by what the language says of them, on both promtools."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsgen.api import build, compile_file
from opsgen.artifacts import render
from tests.acceptance.worlds import WORLDS, promtool_test
from tests.judges import promtool

SPEC = Path(__file__).parent / "operations.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    compiled = compile_file(str(SPEC))
    assert [d for d in compiled.diagnostics if d.severity != "note"] == []
    (rules,) = [a for a in build(compiled).artifacts if a.path.endswith(".prometheus.rules.yml")]
    (folder / "rules.yml").write_bytes(render(rules))
    return folder


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_exactly_these_alerts_fire_in_each_world(folder: Path, version: str) -> None:
    test = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "2m",
        "tests": [promtool_test(world) for world in WORLDS],
    }
    path = folder / f"worlds-{version}.yml"
    path.write_text(json.dumps(test), encoding="utf-8")
    assert promtool.test_rules(path, version=version)
