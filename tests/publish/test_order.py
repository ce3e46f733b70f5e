"""Row 46, and the order in which bytes reach the disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from opsgen.publish import check, disk, publish
from tests.publish.faults import AtPath
from tests.publish.trees import NEW, OLD, OWNER, leftovers, tree

JOURNAL = ".opsgen/tmp/journal.json"
LOCK = ".opsgen/tmp/lock"


def test_a_build_is_refused_at_every_moment_that_another_one_is_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    locked = False
    inside = False
    codes: list[str] = []

    def another_build(call: str, path: str) -> None:
        nonlocal locked, inside
        if locked and not inside:
            inside = True
            outcome = publish(tmp_path, OLD[:1], owner="another.yaml", force=True)
            codes.extend(f"{found.code} {found.rule.exit}" for found in outcome.diagnostics)
            inside = False
        locked = locked or (call == "look" and path == ".opsgen/tmp/.gitignore")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", another_build)
        assert not publish(tmp_path, NEW, owner=OWNER).diagnostics
    assert len(codes) > 50
    # Until the first rename it is refused for whose file it wants, then for the lock.
    assert set(codes) == {"OPS510 4", "OPS505 4"}
    assert not check(tmp_path, NEW, owner=OWNER).diagnostics


def test_what_was_seen_while_another_build_was_half_way_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD, owner=OWNER)

    def half_way() -> None:
        (tmp_path / "top.json").write_bytes(b"by the other build\n")
        (tmp_path / JOURNAL).write_bytes(b"{}")

    monkeypatch.setattr(disk, "step", AtPath({("look", "ops/rules.yml"): half_way}))
    with disk.Disk(tmp_path) as other, other.lock(LOCK):
        found = publish(tmp_path, OLD, owner=OWNER).diagnostics
    assert [each.code for each in found] == ["OPS510"]


def test_of_two_processes_one_wins_and_the_other_is_refused_or_comes_after(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from opsgen.publish import publish\n"
        "from tests.publish.trees import NEW, OLD, OWNER\n"
        "files = {'old': OLD, 'new': NEW}[sys.argv[2]]\n"
        "sys.stdin.read()\n"  # both have started when their input ends
        "found = publish(sys.argv[1], files, owner=OWNER).diagnostics\n"
        "print(*(d.code for d in found))\n"
    )
    wanted = {}
    for name, files in (("old", OLD), ("new", NEW)):
        publish(tmp_path / name, files, owner=OWNER)
        wanted[name] = tree(tmp_path / name)
    for count in range(10):
        root = tmp_path / f"root{count}"
        children = {
            name: subprocess.Popen(
                [sys.executable, "-c", program, str(root), name],
                cwd=Path(__file__).parents[2],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in wanted
        }
        for child in children.values():
            assert child.stdin
            child.stdin.close()
        said = {}
        for name, child in children.items():
            assert child.stdout
            said[name] = child.stdout.read().strip()
            child.stdout.close()
            assert child.wait() == 0
        assert set(said.values()) <= {"", "OPS510"}
        winners = [name for name in said if not said[name]]
        assert winners
        assert tree(root) in [wanted[name] for name in winners]
        assert leftovers(root) == []


def test_all_bytes_are_on_the_disk_before_the_commit_and_the_names_before_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    steps: list[tuple[str, str]] = []
    monkeypatch.setattr(disk, "step", lambda call, path: steps.append((call, path)))
    publish(tmp_path, NEW, owner=OWNER)
    commit, end = steps.index(("rename", JOURNAL)), steps.index(("remove", JOURNAL))
    created = [path for call, path in steps[:commit] if call == "create"]
    assert created
    synced = [path for call, path in steps[:commit] if call == "sync"]
    assert set(created) <= set(synced)
    assert ".opsgen/tmp/stage" in synced
    outside = {
        path
        for call, path in steps[:commit]
        if call not in ("look", "read", "link", "hard link") and not path.startswith(".opsgen/tmp")
    }
    assert outside == set()
    named = [path for call, path in steps[commit:end] if call == "sync"]
    assert {".opsgen/tmp", ".opsgen", "", "ops", "ops/deploy"} <= set(named)
