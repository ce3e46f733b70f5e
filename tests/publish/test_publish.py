"""Rows 47 to 49: what is written, kept, removed and refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opsgen.publish import File, Outcome, publish
from opsgen.publish.records import digest
from tests.publish.trees import MANIFEST, NEW, OLD, OWNER, leftovers, owners, stamps, tree


def _codes(outcome: Outcome) -> list[tuple[str, int]]:
    return [(found.code, found.rule.exit) for found in outcome.diagnostics]


def test_a_first_build_writes_files_manifest_and_an_ignored_tmp(tmp_path: Path) -> None:
    outcome = publish(tmp_path, OLD, owner=OWNER)
    assert outcome.written == ("ops/gone/stale.yml", "ops/rules.yml", "ops/same.md", "top.json")
    assert (outcome.removed, outcome.unchanged, outcome.diff) == ((), (), "")
    assert all((tmp_path / file.path).read_bytes() == file.content for file in OLD)
    assert owners(tmp_path) == {OWNER: {file.path: digest(file.content) for file in OLD}}
    assert (tmp_path / ".opsgen/tmp/.gitignore").read_bytes() == b"*\n"
    assert leftovers(tmp_path) == []


def test_a_second_build_writes_what_changed_and_removes_what_is_stale(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert outcome.written == ("ops/deploy/check.sh", "ops/rules.yml", "top.json")
    assert outcome.removed == ("ops/gone/stale.yml",)
    assert outcome.unchanged == ("ops/same.md",)
    assert not (tmp_path / "ops/gone").exists()
    assert owners(tmp_path) == {OWNER: {file.path: digest(file.content) for file in NEW}}


def test_the_manifest_is_the_same_bytes_whatever_the_order_and_the_place(tmp_path: Path) -> None:
    publish(tmp_path / "a", OLD, owner=OWNER)
    publish(tmp_path / "a", NEW, owner=OWNER)
    publish(tmp_path / "b/c", NEW[::-1], owner=OWNER)
    manifest = (tmp_path / "a" / MANIFEST).read_bytes()
    assert manifest == (tmp_path / "b/c" / MANIFEST).read_bytes()
    assert str(tmp_path).encode() not in manifest
    assert manifest.endswith(b"}\n")


def test_an_ignore_file_that_a_kill_left_empty_is_written_again(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    (tmp_path / ".opsgen/tmp/.gitignore").write_bytes(b"")
    publish(tmp_path, NEW, owner=OWNER)
    assert (tmp_path / ".opsgen/tmp/.gitignore").read_bytes() == b"*\n"


def test_a_tree_that_is_up_to_date_is_not_touched(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    before = stamps(tmp_path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert (outcome.written, outcome.removed, outcome.diagnostics) == ((), (), ())
    assert stamps(tmp_path) == before


def test_a_file_that_did_not_change_keeps_its_time(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    before = (tmp_path / "ops/same.md").stat()
    publish(tmp_path, NEW, owner=OWNER)
    after = (tmp_path / "ops/same.md").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    ("mask", "plain", "program"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)]
)
def test_modes_respect_the_umask(tmp_path: Path, mask: int, plain: int, program: int) -> None:
    old = os.umask(mask)
    try:
        publish(tmp_path, NEW, owner=OWNER)
    finally:
        os.umask(old)
    assert (tmp_path / "top.json").stat().st_mode & 0o777 == plain
    assert (tmp_path / "ops/deploy/check.sh").stat().st_mode & 0o777 == program
    assert (tmp_path / "ops/deploy").stat().st_mode & 0o777 == program


def test_a_program_that_lost_its_executable_bit_gets_it_back(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    (tmp_path / "ops/deploy/check.sh").chmod(0o644)
    assert publish(tmp_path, NEW, owner=OWNER).written == ("ops/deploy/check.sh",)
    assert (tmp_path / "ops/deploy/check.sh").stat().st_mode & 0o100


def test_a_file_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    (tmp_path / "top.json").unlink()
    assert publish(tmp_path, NEW, owner=OWNER).written == ("top.json",)


def _edit(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"mine\n")


REFUSED = {
    "an edited file": ("ops/rules.yml", "OPS503"),
    "a foreign file": ("ops/deploy/check.sh", "OPS504"),
    "an edited stale file": ("ops/gone/stale.yml", "OPS508"),
}


@pytest.mark.parametrize(("path", "code"), REFUSED.values(), ids=REFUSED)
def test_bytes_that_are_not_ours_are_refused_and_nothing_changes(
    tmp_path: Path, path: str, code: str
) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    _edit(tmp_path / path)
    before = stamps(tmp_path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert _codes(outcome) == [(code, 4)]
    assert f"`{path}`" in outcome.diagnostics[0].message
    assert "`opsgen build --force`" in (outcome.diagnostics[0].help or "")
    assert (outcome.written, outcome.removed, outcome.unchanged) == ((), (), ())
    assert stamps(tmp_path) == before


@pytest.mark.parametrize(("path", "code"), REFUSED.values(), ids=REFUSED)
def test_force_keeps_their_bytes_beside(tmp_path: Path, path: str, code: str) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    _edit(tmp_path / path)
    (tmp_path / path).chmod(0o600)
    outcome = publish(tmp_path, NEW, owner=OWNER, force=True)
    assert [found.code for found in outcome.diagnostics] == ["OPS514"]
    copy = tmp_path / f"{path}.orig"
    assert copy.read_bytes() == b"mine\n"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert f"`{path}.orig`" in outcome.diagnostics[0].message
    wanted = {file.path: file.content for file in NEW}
    found = (tmp_path / path).read_bytes() if (tmp_path / path).exists() else None
    assert found == wanted.get(path)
    assert path + ".orig" not in owners(tmp_path)[OWNER]
    assert not publish(tmp_path, NEW, owner=OWNER).diagnostics
    assert copy.exists()


def test_force_never_overwrites_an_older_copy_nor_a_file_of_the_build(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    _edit(tmp_path / "ops/rules.yml")
    (tmp_path / "ops/rules.yml.orig").write_bytes(b"older\n")
    files = (*NEW, File("ops/rules.yml.orig2", b"ours\n"))
    assert not any(
        found.severity == "error"
        for found in publish(tmp_path, files, owner=OWNER, force=True).diagnostics
    )
    assert (tmp_path / "ops/rules.yml.orig").read_bytes() == b"older\n"
    assert (tmp_path / "ops/rules.yml.orig2").read_bytes() == b"ours\n"
    assert (tmp_path / "ops/rules.yml.orig3").read_bytes() == b"mine\n"


def test_force_finds_a_name_for_the_copy_of_the_longest_name(tmp_path: Path) -> None:
    name = "é" * 127
    (tmp_path / name).write_bytes(b"mine\n")
    outcome = publish(tmp_path, (File(name, b"ours\n"),), owner=OWNER, force=True)
    assert [found.code for found in outcome.diagnostics] == ["OPS514"]
    copies = [path for path in tmp_path.iterdir() if path.name.endswith(".orig")]
    assert [path.read_bytes() for path in copies] == [b"mine\n"]


def test_all_refusals_are_told_at_once(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    for path, _ in REFUSED.values():
        _edit(tmp_path / path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert _codes(outcome) == [("OPS504", 4), ("OPS508", 4), ("OPS503", 4)]


def test_a_foreign_file_with_our_bytes_is_adopted(tmp_path: Path) -> None:
    for file in NEW:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        path.chmod(0o755)
    before = tree(tmp_path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert (outcome.written, outcome.diagnostics) == ((), ())
    assert len(outcome.unchanged) == len(NEW)
    assert len(owners(tmp_path)[OWNER]) == len(NEW)
    del (after := tree(tmp_path))[MANIFEST]
    assert after == before


def test_an_edit_that_says_what_the_build_says_is_adopted(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    (tmp_path / "top.json").write_bytes(b'{"a": 1}\n')
    assert not publish(tmp_path, NEW, owner=OWNER).diagnostics


def test_without_its_manifest_a_tree_that_did_not_change_is_adopted(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    manifest = (tmp_path / MANIFEST).read_bytes()
    (tmp_path / MANIFEST).unlink()
    assert not publish(tmp_path, NEW, owner=OWNER).diagnostics
    assert (tmp_path / MANIFEST).read_bytes() == manifest


def test_a_folder_keeps_what_is_not_ours(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    _edit(tmp_path / "ops/gone/note.txt")
    assert publish(tmp_path, NEW, owner=OWNER).removed == ("ops/gone/stale.yml",)
    assert (tmp_path / "ops/gone/note.txt").exists()


def test_a_stale_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    (tmp_path / "ops/gone/stale.yml").unlink()
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert (outcome.removed, outcome.diagnostics) == ((), ())
    assert "ops/gone/stale.yml" not in owners(tmp_path)[OWNER]


def test_a_build_without_files_leaves_nothing_of_ours(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    assert len(publish(tmp_path, (), owner=OWNER).removed) == len(OLD)
    assert tree(tmp_path) == {}


def test_a_path_that_only_changes_case_is_not_removed_where_case_does_not_count(
    tmp_path: Path,
) -> None:
    publish(tmp_path, (File("Rules.yml", b"old\n"),), owner=OWNER)
    # Two names of one inode: what such a file system shows for either spelling.
    os.link(tmp_path / "Rules.yml", tmp_path / "rules.yml")
    outcome = publish(tmp_path, (File("rules.yml", b"new\n"),), owner=OWNER)
    assert (outcome.written, outcome.removed, outcome.diagnostics) == (("rules.yml",), (), ())


# Several builds under one root


def test_two_owners_share_a_root_and_know_only_their_own(tmp_path: Path) -> None:
    publish(tmp_path, (File("ops/a", b"a"), File("ops/old", b"o")), owner="a.yaml")
    publish(tmp_path, (File("ops/b", b"b"),), owner="b.yaml")
    assert publish(tmp_path, (File("ops/a", b"a"),), owner="a.yaml").removed == ("ops/old",)
    assert publish(tmp_path, (), owner="a.yaml").removed == ("ops/a",)
    assert owners(tmp_path) == {"b.yaml": {"ops/b": digest(b"b")}}
    assert (tmp_path / "ops/b").read_bytes() == b"b"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("path", ["ops/a", "Ops/A"])
@pytest.mark.parametrize("content", [b"a", b"other"])
def test_a_file_of_another_owner_is_refused_by_name(
    tmp_path: Path, path: str, content: bytes, force: bool
) -> None:
    publish(tmp_path, (File("ops/a", b"a"),), owner="a.yaml")
    before = stamps(tmp_path)
    outcome = publish(tmp_path, (File(path, content),), owner="b.yaml", force=force)
    assert _codes(outcome) == [("OPS505", 4)]
    assert "`a.yaml`" in outcome.diagnostics[0].message
    assert stamps(tmp_path) == before


def test_what_another_owner_lost_is_still_its_own(tmp_path: Path) -> None:
    publish(tmp_path, (File("a", b"a"),), owner="a.yaml")
    (tmp_path / "a").unlink()
    assert _codes(publish(tmp_path, (File("a", b"b"),), owner="b.yaml")) == [("OPS505", 4)]
