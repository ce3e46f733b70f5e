"""What hooks and CI call: reports, files that changed, and strictness that can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run

WARNED = GOOD.replace(
    'links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}\n', ""
)
BROKEN = GOOD.replace("type: gauge", "type: gague")
CHANGED = GOOD.replace("> 100", "> 200")


@pytest.mark.parametrize("command", ["validate", "build"])
def test_the_last_word_on_strictness_counts(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "operations.yaml").write_text(WARNED, encoding="utf-8")
    assert run(command, "--strict").code == 1
    assert run(command, "--strict", "--no-strict").code == 0
    assert run(command, "--no-strict", "--strict").code == 1


@pytest.mark.parametrize("command", ["validate", "build"])
def test_reports_are_written_beside_what_is_shown(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    plain = run(command)
    done = run(command, "--report", "json=a.json", "--report", "markdown=b=c.md")
    assert done == plain
    assert done.code == 1
    (found,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["diagnostics"]
    assert found["code"] == "OPS103"
    assert (tmp_path / "b=c.md").read_text(encoding="utf-8").startswith("### opsgen: 1 error\n")


def test_a_report_is_written_also_when_the_answer_is_remembered(run: Run, tmp_path: Path) -> None:
    cached = {"OPSGEN_NO_CACHE": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert run("validate", env=cached).code == run("validate", env=cached).code == 0
    assert list((tmp_path / "cache").rglob("*")) != []
    assert run("validate", "--report", "json=a.json", env=cached).code == 0
    assert (tmp_path / "a.json").exists()


@pytest.mark.parametrize("report", ["json", "json=", "=x", "xml=x", "auto=x"])
def test_a_report_is_a_format_and_a_file(run: Run, tmp_path: Path, report: str) -> None:
    done = run("validate", "--report", report)
    assert done.code == 2
    assert "FORMAT=FILE" in done.err
    assert not (tmp_path / "x").exists()


def test_a_report_that_cannot_be_written_is_5(run: Run) -> None:
    done = run("validate", "--report", "json=nowhere/a.json")
    assert done.code == 5
    assert "cannot be written" in done.err


def test_changed_output_leads_to_its_input(run: Run, tmp_path: Path) -> None:
    assert run("build").code == 0
    (tmp_path / "operations.yaml").write_text(CHANGED, encoding="utf-8")
    assert run("build", "--check", "--changed", "ops/runbook.md", "README.md").code == 4
    assert run("build", "--changed", "ops/runbook.md").code == 0
    assert run("build", "--check", "--changed", "ops/runbook.md", "operations.yaml").code == 0


def test_changes_of_others_are_nothing_to_do(run: Run) -> None:
    done = run("build", "--check", "--changed", "README.md")
    assert (done.code, done.out) == (0, "")
    assert "nothing to build" in done.err
    assert run("build", "--changed").code == 2


def test_in_a_github_workflow_the_difference_is_shown_too(run: Run, tmp_path: Path) -> None:
    run("build")
    (tmp_path / "operations.yaml").write_text(CHANGED, encoding="utf-8")
    done = run("build", "--check", env={"GITHUB_ACTIONS": "true"})
    assert done.code == 4
    assert "::group::what a build would change\n" in done.out
    assert "\n+++ b/ops/runbook.md\n" in done.out


def test_the_difference_names_files_from_where_the_caller_stands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "operations.yaml").write_text(GOOD, encoding="utf-8")
    shop = run("build", "--check", "shop/operations.yaml")
    assert "\n+++ b/shop/ops/runbook.md\n" in shop.out
    assert "help: run `opsgen build shop/operations.yaml`" in shop.err
    rebased = run("build", "--check", "--out", "an out")
    assert "\n+++ b/an out/ops/runbook.md\t\n" in rebased.out
    assert "help: run `opsgen build operations.yaml --out 'an out'`" in rebased.err
    assert "\n+++ b/ops/runbook.md\n" in run("build", "--check", "./operations.yaml").out
