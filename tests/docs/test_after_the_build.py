"""The page on what comes after a build names files that are built, and the whole road."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from opsgen.api import build, compile_file
from opsgen.artifacts import render
from tests.docs.pages import ROOT, blocks, code, read, table
from tests.judges import promtool

PAGE = ROOT / "docs" / "after-the-build.md"
COMPLETE = ROOT / "examples" / "step-complete" / "operations.yaml"
WARNINGS = ROOT / "examples" / "step" / "warnings.txt"
_PATH = re.compile(r"(?:ops|\.github)/[\w./<>*-]*\w")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    for artifact in build(compile_file(str(COMPLETE))).artifacts:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(artifact))
    return folder


def test_every_file_that_the_page_names_is_built(built: Path) -> None:
    named = {path for path in _PATH.findall(read(PAGE)) if "<" not in path and ".md" not in path}
    assert len(named) > 10
    assert [path for path in sorted(named) if not list(built.glob(path))] == []


def test_prometheus_takes_the_configuration_with_the_rules_in_place(built: Path) -> None:
    (block,) = [block for block in blocks(PAGE) if block.info == "yaml"]
    config = built / "prometheus.yml"
    config.write_text(block.text, encoding="utf-8")
    for version in promtool.VERSIONS:
        verdict = promtool.check_config(config, version=version)
        assert verdict, verdict
    # A pattern that matched no file would please promtool too.
    assert list(built.glob("ops/prometheus/*.rules.yml"))
    assert not promtool.check_config(built / "ops/deploy/gate.py", version=promtool.VERSIONS[0])


def test_the_road_has_a_row_for_each_warning_of_the_step_file() -> None:
    told = set(re.findall(r"OPS\d+", read(WARNINGS)))
    rows = table(PAGE, "code", "what was left open")
    assert {row[0] for row in rows} == told
    complete = read(COMPLETE)
    for row in rows:
        for key in code(row[2]):
            last = key.split(".")[-1].split(":")[0]
            assert f"{last}:" in complete, key
