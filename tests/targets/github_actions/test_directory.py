"""A service below the root of a repository is told that its steps would run elsewhere (OPS489)."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.publication import publish_files
from tests.targets.github_actions.emitted import DEPLOY, canary

CODE = "OPS489"
HERE = "targets: {github_actions: {directory: services/shop}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "services" / "shop").mkdir(parents=True)
    return root


def written(folder: Path, text: str) -> str:
    file = folder / "operations.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def warned(file: str) -> list[tuple[str, str | None]]:
    found = compile_file(file).diagnostics
    return [(each.severity, each.help) for each in found if each.code == CODE]


def test_a_file_below_the_root_is_told_the_folder_to_write(repository: Path) -> None:
    file = written(repository / "services" / "shop", canary())
    help = "write where it lies: `targets: {github_actions: {directory: services/shop}}`"
    assert warned(file) == [("note", help)]
    (done,) = publish_files([file])
    assert CODE in {found.diagnostic.code for found in done.verdict.shown}


def test_another_folder_than_the_files_own_is_told_at_the_option(repository: Path) -> None:
    file = written(repository / "services" / "shop", HERE.replace("shop", "shops") + canary())
    (found,) = [each for each in compile_file(file).diagnostics if each.code == CODE]
    assert found.path == ("targets", "github_actions", "directory")
    assert found.at is not None
    assert found.at.start.line == 1


@pytest.mark.parametrize("end", ["", "/"])
def test_the_right_folder_is_silent(repository: Path, end: str) -> None:
    text = HERE.replace("services/shop", f"services/shop{end}") + canary()
    assert warned(written(repository / "services" / "shop", text)) == []


def test_the_root_of_a_repository_and_a_file_outside_of_any_are_silent(
    repository: Path, tmp_path: Path
) -> None:
    assert warned(written(repository, canary())) == []
    assert warned(written(tmp_path, canary())) == []


def test_without_stages_there_is_no_workflow_to_tell_of(repository: Path) -> None:
    text = "service: shop\npipeline: {rollback: {command: make rollback}}\n"
    assert warned(written(repository / "services" / "shop", text)) == []


def test_a_tree_that_holds_the_workflow_itself_is_copied_to_a_root_of_its_own(
    repository: Path,
) -> None:
    file = written(repository / "services" / "shop", canary())
    publish_files([file], out=str(repository / "services" / "shop"))
    assert warned(file) == []
    publish_files([file])
    assert (repository / DEPLOY).is_file()
    assert [severity for severity, _ in warned(file)] == ["note"]


def test_a_note_changes_no_file(repository: Path, tmp_path: Path) -> None:
    inside = written(repository / "services" / "shop", canary())
    outside = written(tmp_path, canary())
    for file, out in ((inside, "a"), (outside, "b")):
        publish_files([file], out=str(tmp_path / out))
    one, other = ((tmp_path / out / DEPLOY).read_bytes() for out in "ab")
    assert one == other
