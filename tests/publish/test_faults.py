"""Row 43: a disk that fails costs exit 5, and nothing else."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsgen.publish import File, Outcome, check, disk, publish
from tests.publish.faults import ALLOCATING, FAULTS, AtCall, AtPath, fail
from tests.publish.trees import NEW, OLD, OWNER, leftovers, tree


def _failing_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, lasting: bool = False
) -> Iterator[tuple[Path, Outcome]]:
    """Builds of NEW over OLD in which call 1, 2, … fails; ends when no call is left to fail."""
    every = frozenset(ALLOCATING) if lasting else None
    for count in range(1, 1000):
        root = tmp_path / str(count)
        publish(root, OLD, owner=OWNER)
        step = AtCall(count, fail(number), lasting=lasting, calls=every)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "step", step)
            outcome = publish(root, NEW, owner=OWNER)
        if step.seen < count:
            assert count > (10 if lasting else 50)
            return
        yield root, outcome


def _trees(tmp_path: Path) -> tuple[dict[str, tuple[str, bytes]], dict[str, tuple[str, bytes]]]:
    publish(tmp_path / "old", OLD, owner=OWNER)
    publish(tmp_path / "new", NEW, owner=OWNER)
    return tree(tmp_path / "old"), tree(tmp_path / "new")


@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
def test_a_fault_at_any_call_leaves_the_old_tree_or_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    old, new = _trees(tmp_path)
    for root, outcome in _failing_builds(tmp_path, monkeypatch, number):
        codes = [found.code for found in outcome.diagnostics]
        if codes:
            # "Not a folder", to a look, is no fault but an answer: something is in the way.
            answers = {"OPS503", "OPS507"} if number == errno.ENOTDIR else set()
            assert len(codes) == 1, root
            assert codes[0] in {"OPS500"} | answers, root
            assert (outcome.written, outcome.removed) == ((), ())
            assert tree(root) == old, root
            assert leftovers(root) == [], root
        else:
            assert tree(root) == new, root
        assert not publish(root, NEW, owner=OWNER).diagnostics, root
        assert tree(root) == new, root
        assert leftovers(root) == [], root


def test_a_disk_that_fills_up_at_any_call_leaves_the_old_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = _trees(tmp_path)
    for root, outcome in _failing_builds(tmp_path, monkeypatch, errno.ENOSPC, lasting=True):
        assert [found.code for found in outcome.diagnostics] == ["OPS500"], root
        assert "no space is left on the disk" in outcome.diagnostics[0].message
        assert tree(root) == old, root


def test_a_disk_that_dies_at_any_call_is_mended_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = _trees(tmp_path)
    told = 0
    for count in range(1, 1000):
        root = tmp_path / str(count)
        publish(root, OLD, owner=OWNER)
        step = AtCall(count, fail(errno.EIO), lasting=True)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "step", step)
            outcome = publish(root, NEW, owner=OWNER)
        if step.seen < count:
            break
        assert not outcome.diagnostics or outcome.diagnostics[0].code == "OPS500"
        mixed = check(root, NEW, owner=OWNER).diagnostics[:1]
        told += any(found.code == "OPS513" for found in mixed)
        publish(root, OLD, owner=OWNER)
        assert tree(root) == old, count
        publish(root, NEW, owner=OWNER)
        assert tree(root) == new, count
        assert leftovers(root) == []
    assert told


@pytest.mark.parametrize("direction", ["finished", "taken back"])
def test_a_fault_at_any_call_of_a_recovery_leaves_one_whole_tree_or_a_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direction: str
) -> None:
    old, new = _trees(tmp_path)
    top = ("rename", "top.json")
    # The way back fails too: at its beginning, or when it has begun.
    stuck = {
        "finished": ("rename", ".opsgen/tmp/undo.json"),
        "taken back": ("remove", "ops/deploy/check.sh"),
    }[direction]
    for count in range(1, 1000):
        root = tmp_path / str(count)
        publish(root, OLD, owner=OWNER)
        step = AtCall(count, fail(errno.EIO))
        with monkeypatch.context() as patch:
            twice = AtPath({top: fail(errno.EIO), stuck: fail(errno.EIO)})
            patch.setattr(disk, "step", twice)
            publish(root, NEW, owner=OWNER)
            assert twice.done == [top, stuck]
            patch.setattr(disk, "step", step)
            outcome = publish(root, NEW, owner=OWNER)
        if step.seen < count:
            break
        assert [found.code for found in outcome.diagnostics][-1:] in (["OPS500"], ["OPS515"]), root
        if [found.code for found in check(root, NEW, owner=OWNER).diagnostics] != ["OPS513"]:
            assert tree(root) in (old, new), root
        publish(root, NEW, owner=OWNER)
        assert tree(root) == new, root
        assert leftovers(root) == [], root
    assert count > 50


def test_a_file_that_appears_where_none_was_written_yet_outlives_the_way_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD, owner=OWNER)

    def appear() -> None:
        (tmp_path / "ops/deploy").mkdir()
        (tmp_path / "ops/deploy/check.sh").write_bytes(b"mine\n")
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "step", AtPath({("mkdir", "ops/deploy"): appear}))
    assert [found.code for found in publish(tmp_path, NEW, owner=OWNER).diagnostics] == ["OPS500"]
    assert (tmp_path / "ops/deploy/check.sh").read_bytes() == b"mine\n"
    assert leftovers(tmp_path) == []


def test_what_cannot_be_taken_back_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, OLD, owner=OWNER)

    def broken(call: str, path: str) -> None:
        if (call, path) in (("rename", "top.json"), ("rename", ".opsgen/tmp/undo.json")):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", broken)
        found = publish(tmp_path, NEW, owner=OWNER).diagnostics
    assert [rule.code for rule in found] == ["OPS500"]
    assert "the next `opsgen build` mends that" in found[0].notes[0]
    assert [rule.code for rule in publish(tmp_path, NEW, owner=OWNER).diagnostics] == ["OPS515"]


def test_the_message_names_the_file_and_the_reason_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "step", AtPath({("rename", "ops/rules.yml"): fail(errno.EXDEV)}))
    found = publish(tmp_path, NEW, owner=OWNER).diagnostics[0]
    assert found.rule.exit == 5
    assert found.message == (
        "`ops/rules.yml` cannot be read or written: it is on another file system than `.opsgen/tmp`"
    )


def test_an_error_that_nobody_foresaw_is_named_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "step", AtPath({("mkdir", "ops"): fail(errno.ETXTBSY)}))
    found = publish(tmp_path, NEW, owner=OWNER).diagnostics[0]
    assert found.message.endswith("the system reports ETXTBSY")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_file_system_without_hard_links_is_served_by_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    old, new = _trees(tmp_path)
    root = tmp_path / "root"
    publish(root, OLD, owner=OWNER)
    (root / "ops/gone/stale.yml").chmod(0o600)
    no_links = AtCall(1, fail(number), lasting=True, calls=frozenset({"hard link"}))

    def and_a_fault(call: str, path: str) -> None:
        if (call, path) == ("remove", ".opsgen/tmp/journal.json"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        no_links(call, path)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", and_a_fault)
        assert publish(root, NEW, owner=OWNER).diagnostics
        assert tree(root) == old
        assert (root / "ops/gone/stale.yml").stat().st_mode & 0o777 == 0o600
        patch.setattr(disk, "step", no_links)
        assert not publish(root, NEW, owner=OWNER).diagnostics
    assert tree(root) == new
    assert no_links.seen


def test_a_file_system_without_locks_is_exit_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    found = publish(tmp_path, NEW, owner=OWNER).diagnostics
    assert [(each.code, each.rule.exit) for each in found] == [("OPS500", 5)]
    assert tree(tmp_path) == {}


def test_a_file_system_that_cannot_sync_folders_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_files(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", only_files)
    assert publish(tmp_path, NEW, owner=OWNER).diagnostics == ()


def test_a_root_that_is_a_file_is_exit_5(tmp_path: Path) -> None:
    root = tmp_path / "file"
    root.write_bytes(b"mine")
    for outcome in (publish(root, NEW, owner=OWNER), check(root, NEW, owner=OWNER)):
        assert [found.rule.exit for found in outcome.diagnostics] == [5]
        assert f"`{root}`" in outcome.diagnostics[0].message
    below = publish(root / "below", NEW, owner=OWNER).diagnostics
    assert [found.rule.exit for found in below] == [5]
    assert root.read_bytes() == b"mine"


def test_a_missing_root_is_made(tmp_path: Path) -> None:
    root = tmp_path / "a/b"
    assert not publish(root, NEW, owner=OWNER).diagnostics
    assert (root / "top.json").read_bytes() == b'{"a": 1}\n'


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 KB; only root may mount one."""
    root = tmp_path / "small"
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(root)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a file system can be mounted by root only; the injected faults stand for it")
    yield root
    subprocess.run(["umount", str(root)], check=True)


def test_a_full_disk_of_64_kb_keeps_the_old_tree(small_disk: Path) -> None:
    publish(small_disk, OLD, owner=OWNER)
    old = tree(small_disk)
    large = (*NEW, File("ops/large.json", b"x" * 65536))
    outcome = publish(small_disk, large, owner=OWNER)
    assert [found.rule.exit for found in outcome.diagnostics] == [5]
    assert "no space is left on the disk" in outcome.diagnostics[0].message
    assert tree(small_disk) == old
    assert leftovers(small_disk) == []


def test_a_read_only_disk_is_refused_unless_nothing_is_to_do(small_disk: Path) -> None:
    publish(small_disk, OLD, owner=OWNER)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    outcome = publish(small_disk, NEW, owner=OWNER)
    assert [found.rule.exit for found in outcome.diagnostics] == [5]
    assert "the file system is read-only" in outcome.diagnostics[0].message
    assert not publish(small_disk, OLD, owner=OWNER).diagnostics
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
