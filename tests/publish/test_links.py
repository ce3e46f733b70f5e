"""Row 50: no build writes through a link, or over anything but a file; the root may be a link."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from opsgen.publish import check, disk, publish
from tests.publish.faults import AtPath
from tests.publish.trees import NEW, OLD, OWNER, leftovers, stamps, tree


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that no build may touch, with every name that a build would write."""
    folder = tmp_path / "outside"
    publish(folder, OLD, owner="somebody else")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    publish(folder, OLD, owner=OWNER)
    return folder


LINKS = {
    "a file": ("top.json", "top.json"),
    "a stale file": ("ops/gone/stale.yml", "top.json"),
    "a folder": ("ops", "ops"),
    "a link to nothing": ("top.json", "nothing"),
    "our own folder": (".opsgen", ".opsgen"),
    "the manifest": (".opsgen/manifest.json", ".opsgen/manifest.json"),
    "the place to stage": (".opsgen/tmp", "ops"),
    "the lock": (".opsgen/tmp/lock", "a lock that is not there"),
}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("path", "target"), LINKS.values(), ids=LINKS)
def test_a_link_is_refused_and_its_target_is_not_touched(
    root: Path, outside: Path, path: str, target: str, force: bool
) -> None:
    place = root / path
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    place.symlink_to(outside / target)
    before = stamps(outside), tree(root)
    outcome = publish(root, NEW, owner=OWNER, force=force)
    found = {(found.code, found.rule.exit) for found in outcome.diagnostics}
    assert found == {("OPS506", 4)}
    assert all(f"`{path}`" in found.message for found in outcome.diagnostics)
    assert (stamps(outside), tree(root)) == before


@pytest.mark.parametrize("moment", ["mkdir", "rename"])
def test_a_folder_that_becomes_a_link_while_writing_is_refused(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def swap() -> None:
        (root / "ops").rename(root / "moved")
        (root / "ops").symlink_to(outside / "ops")

    path = {"mkdir": "ops/deploy", "rename": "top.json"}[moment]
    before = stamps(outside)
    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", AtPath({(moment, path): swap}))
        outcome = publish(root, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS506", 4)]
    assert stamps(outside) == before
    # Without the link, the next build mends what was half-way.
    (root / "ops").unlink()
    (root / "moved").rename(root / "ops")
    publish(root, OLD, owner=OWNER)
    assert {name: (root / name).read_bytes() for name in ("ops/rules.yml", "top.json")} == {
        "ops/rules.yml": b"old rules\n",
        "top.json": b"{}\n",
    }
    assert leftovers(root) == []


@pytest.mark.parametrize("moment", ["read", "hard link", "rename"])
def test_a_file_that_becomes_a_link_while_writing_is_not_followed(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def swap() -> None:
        (root / "top.json").unlink()
        (root / "top.json").symlink_to(outside / "top.json")

    before = stamps(outside)
    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", AtPath({(moment, "top.json"): swap}))
        outcome = publish(root, NEW, owner=OWNER)
    assert stamps(outside) == before
    if moment != "rename":
        codes = {"read": "OPS506", "hard link": "OPS503"}
        assert [found.code for found in outcome.diagnostics] == [codes[moment]]
        assert (root / "top.json").is_symlink()
        assert (root / "ops/rules.yml").read_bytes() == b"old rules\n"


def test_a_file_that_becomes_a_pipe_while_reading_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (root / "top.json").unlink()
        os.mkfifo(root / "top.json")

    monkeypatch.setattr(disk, "step", AtPath({("read", "top.json"): swap}))
    outcome = publish(root, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS507", 4)]


def test_nothing_is_staged_through_a_link(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = ".opsgen/tmp/stage/0.new"
    before = stamps(outside)

    def swap() -> None:
        (root / staged).symlink_to(outside / "top.json")

    monkeypatch.setattr(disk, "step", AtPath({("create", staged): swap}))
    outcome = publish(root, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS500", 5)]
    assert stamps(outside) == before


def test_an_edit_in_the_instant_of_writing_is_noticed_and_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit() -> None:
        (root / "ops/rules.yml").write_bytes(b"mine\n")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", AtPath({("rename", "ops/rules.yml"): edit}))
        outcome = publish(root, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS503", 4)]
    assert (root / "ops/rules.yml").read_bytes() == b"mine\n"
    assert (root / "top.json").read_bytes() == b"{}\n"
    assert leftovers(root) == []


def test_a_root_that_is_a_link_is_followed(tmp_path: Path, root: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(root)
    assert not publish(link, NEW, owner=OWNER).diagnostics
    assert (root / "top.json").read_bytes() == b'{"a": 1}\n'
    assert not check(link, NEW, owner=OWNER).diagnostics


def _a_folder(path: Path) -> None:
    path.mkdir()


def _a_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [_a_folder, _a_pipe])
@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_refused(root: Path, make: object, force: bool) -> None:
    assert callable(make)
    (root / "top.json").unlink()
    make(root / "top.json")
    before = stamps(root)
    outcome = publish(root, NEW, owner=OWNER, force=force)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS507", 4)]
    assert stamps(root) == before


def test_a_file_where_a_folder_belongs_is_refused(root: Path) -> None:
    (root / "ops/deploy").write_bytes(b"mine")
    outcome = publish(root, NEW, owner=OWNER, force=True)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS507", 4)]
    assert "`ops/deploy` is not a folder" in outcome.diagnostics[0].message
    assert (root / "ops/deploy").read_bytes() == b"mine"
