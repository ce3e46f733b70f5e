"""Exit codes: 0 fine, 1 the file, 2 usage, 4 refused or differs, 5 input and output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run

WARNED = GOOD.replace(
    'links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}\n', ""
)
BROKEN = GOOD.replace("type: gauge", "type: gague")


def test_a_good_file_is_0_and_says_so(run: Run) -> None:
    done = run("validate")
    assert (done.code, done.out) == (0, "")
    assert "operations.yaml: no findings" in done.err


def test_a_warning_is_0_and_under_strict_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(WARNED, encoding="utf-8")
    assert run("validate").code == 0
    strict = run("validate", "--strict")
    assert strict.code == 1
    assert "OPS203" in strict.err


def test_strict_refuses_to_build_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(WARNED, encoding="utf-8")
    assert run("build", "--strict").code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["operations.yaml"]


def test_an_error_is_1_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("build")
    assert done.code == 1
    assert "operations.yaml:7:13" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["operations.yaml"]


def test_a_missing_file_is_5(run: Run) -> None:
    done = run("validate", "nowhere.yaml")
    assert done.code == 5
    assert "nowhere.yaml" in done.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["valdate"], "validate"),
        (["validate", "--formt", "json"], "--format"),
        (["validate", "--format", "xml"], "xml"),
        (["validate", "none-*.yaml"], "no file matches"),
        (["rule", "OPS999"], "OPS999"),
        (["rule", "duplicate-kye"], "duplicate-key"),
        (["explain"], "FILE"),
        (["explain", "operations.yaml", "queue_lenght"], "queue_length"),
        (["targets", "promtheus"], "prometheus"),
        (["build", "--check", "--force"], "--force"),
    ],
)
def test_wrong_usage_is_2_with_a_hint(run: Run, arguments: list[str], hint: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert hint in done.err


def test_several_files_give_the_worst_code_and_are_independent(run: Run, tmp_path: Path) -> None:
    for name, text in (("a", BROKEN), ("b", GOOD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operations.yaml").write_text(text, encoding="utf-8")
    done = run("build", "a/operations.yaml", "b/operations.yaml")
    assert done.code == 1
    assert not (tmp_path / "a" / "ops").exists()
    assert (tmp_path / "b" / "ops").is_dir()
    assert run("validate", "a/operations.yaml", "nowhere.yaml").code == 5


def test_globs_are_expanded_and_a_file_is_read_once(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operations.yaml").write_text(BROKEN, encoding="utf-8")
    done = run("validate", "*/operations.yaml", "a/operations.yaml", "--format", "concise")
    assert done.err.count("a/operations.yaml:7:13") == 1
    assert done.err.count("b/operations.yaml:7:13") == 1


def test_two_files_that_write_one_path_are_4_before_anything_is_written(
    run: Run, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operations.yaml").write_text(GOOD, encoding="utf-8")
    done = run("build", "a/operations.yaml", "b/operations.yaml", "--out", "out")
    assert done.code == 4
    assert "OPS540" in done.err
    assert not (tmp_path / "out").exists()


def test_check_is_0_when_fresh_and_4_with_a_diff_when_not(run: Run, tmp_path: Path) -> None:
    stale = run("build", "--check")
    assert stale.code == 4
    assert not (tmp_path / "ops").exists()
    assert run("build").code == 0
    assert run("build", "--check").code == 0
    rules = tmp_path / "ops/prometheus/demo.prometheus.rules.yml"
    rules.write_text(rules.read_text() + "# by hand\n", encoding="utf-8")
    edited = run("build", "--check")
    assert edited.code == 4
    assert "-# by hand" in edited.out
    assert "# by hand" in rules.read_text()


def test_a_hand_edit_is_refused_with_4_and_kept_by_force(run: Run, tmp_path: Path) -> None:
    run("build")
    runbook = tmp_path / "ops/runbook.md"
    runbook.write_text("mine\n", encoding="utf-8")
    assert run("build").code == 4
    assert runbook.read_text() == "mine\n"
    assert run("build", "--force").code == 0
    assert "mine\n" in [path.read_text() for path in (tmp_path / "ops").glob("runbook.md*")]
