"""`opsgen pins`: which commit of an action runs is a choice, kept in opsgen.lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Run

PIPELINE = """\
pipeline:
  steps: {lint: "make lint"}
  stages: [{name: test, steps: [lint]}]
"""
NEW = "b" * 40
WORKFLOW = ".github/workflows/demo-deploy.yml"


@pytest.fixture
def repo(run: Run, tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "operations.yaml").write_text(GOOD + PIPELINE, encoding="utf-8")
    assert run("build").code == 0
    return tmp_path


def test_a_pin_that_is_set_is_what_the_next_build_writes(run: Run, repo: Path) -> None:
    assert run("pins", "set", "actions/checkout", NEW, "v8.0.0").code == 0
    assert run("build").code == 0
    text = (repo / WORKFLOW).read_text(encoding="utf-8")
    assert f'uses: "actions/checkout@{NEW}"  # v8.0.0' in text


def test_the_option_in_the_file_wins_over_the_lock(run: Run, repo: Path) -> None:
    own = f'targets: {{github_actions: {{pins: {{actions/checkout: "{"c" * 40} v9"}}}}}}\n'
    (repo / "operations.yaml").write_text(GOOD + PIPELINE + own, encoding="utf-8")
    run("pins", "set", "actions/checkout", NEW, "v8.0.0")
    assert run("build").code == 0
    assert f"@{'c' * 40}" in (repo / WORKFLOW).read_text(encoding="utf-8")


def bumped(repo: Path) -> str:
    """The workflow as Dependabot leaves it: commit and comment, nothing else."""
    path = repo / WORKFLOW
    text = path.read_text(encoding="utf-8")
    old = text.split("actions/checkout@")[1][:40]
    text = text.replace(old, NEW).replace("# v7.0.1", "# v8.0.0")
    path.write_text(text, encoding="utf-8")
    return text


def test_a_bump_of_the_workflow_is_adopted_and_the_next_build_leaves_it(
    run: Run, repo: Path
) -> None:
    text = bumped(repo)
    done = run("pins", "adopt")
    assert (done.code, done.out) == (0, f"actions/checkout: v7.0.1 -> v8.0.0, {NEW}\n")
    assert run("build").code == 0
    assert (repo / WORKFLOW).read_text(encoding="utf-8") == text
    assert run("build", "--check").code == 0
    assert "no workflow holds another commit" in run("pins", "adopt").err


def test_without_adopting_the_bump_is_a_hand_edit_and_is_kept(run: Run, repo: Path) -> None:
    text = bumped(repo)
    assert run("build").code == 4
    assert (repo / WORKFLOW).read_text(encoding="utf-8") == text


def test_other_pins_and_their_order_stay(run: Run, repo: Path) -> None:
    run("pins", "set", "b/b", "1" * 40, "v1")
    run("pins", "set", "a/a", "2" * 40, "v2")
    lines = (repo / "opsgen.lock").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == [f'"a/a": "{"2" * 40} v2"', f'"b/b": "{"1" * 40} v1"']


@pytest.mark.parametrize(
    "arguments",
    [
        ("checkout", NEW, "v8"),
        ("actions/checkout", "v8", "v8"),
        ("actions/checkout", NEW[:39], "v8"),
        ("actions/checkout", NEW, "latest"),
        ("actions/checkout", NEW, "v8\nx: y"),
    ],
)
def test_what_pins_nothing_is_usage_and_writes_nothing(
    run: Run, repo: Path, arguments: tuple[str, ...]
) -> None:
    assert run("pins", "set", *arguments).code == 2
    assert not (repo / "opsgen.lock").exists()


@pytest.mark.parametrize("text", ["actions/checkout: v8\n", "[]\n", "a: [\n", f"{'x'}: {NEW}\n"])
def test_a_lock_that_is_wrong_is_told_and_never_written_over(
    run: Run, repo: Path, text: str
) -> None:
    (repo / "opsgen.lock").write_text(text, encoding="utf-8")
    for arguments in (
        ("validate",),
        ("build",),
        ("pins", "set", "a/b", NEW, "v1"),
        ("pins", "adopt"),
    ):
        done = run(*arguments)
        assert done.code == 1, arguments
        assert "opsgen.lock:" in done.err
    assert (repo / "opsgen.lock").read_text(encoding="utf-8") == text


def test_a_lock_that_changes_is_noticed_by_the_kept_answer(run: Run, repo: Path) -> None:
    kept = {"OPSGEN_NO_CACHE": "", "XDG_CACHE_HOME": str(repo / "cache")}
    assert run("validate", env=kept).code == 0
    (repo / "opsgen.lock").write_text("actions/checkout: v8\n", encoding="utf-8")
    assert run("validate", env=kept).code == 1
    (repo / "opsgen.lock").write_text(f'actions/checkout: "{NEW} v8"\n', encoding="utf-8")
    assert run("validate", env=kept).code == 0
    (repo / "opsgen.lock").write_text("actions/checkout: v9\n", encoding="utf-8")
    assert run("validate", env=kept).code == 1
