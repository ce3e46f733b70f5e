"""Row 51: a manifest or journal that opsgen did not write so is refused, never guessed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from opsgen.publish import check, disk, publish
from tests.publish.faults import AtPath, fail
from tests.publish.trees import MANIFEST, NEW, OLD, OWNER, leftovers, stamps, tree

DIGEST = "sha256:" + "0" * 64
JOURNAL = ".opsgen/tmp/journal.json"


def _manifest(**record: object) -> bytes:
    return json.dumps({"version": 1, **record}).encode()


BAD_MANIFESTS = {
    "empty": (b"", "not JSON"),
    "truncated": (b'{"version": 1, "owners": {"o', "not JSON"),
    "no text": (b"\xff\xfe", "not JSON"),
    "a merge conflict": (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "not JSON"),
    "deeper than any reader": (b"[" * 100_000, "not JSON"),
    "a list": (b"[]", "not a JSON object"),
    "no version": (b'{"owners": {}}', "no version"),
    "version true": (b'{"version": true, "owners": {}}', "no version"),
    "version zero": (b'{"version": 0, "owners": {}}', "no version"),
    "from a newer opsgen": (b'{"version": 2, "files": []}', "a newer opsgen wrote it"),
    "an unknown key": (_manifest(owners={}, more=1), "not the shape"),
    "no owners": (_manifest(), "not the shape"),
    "owners as a list": (_manifest(owners=[]), "not the shape"),
    "files as a list": (_manifest(owners={"o": []}), "not the shape"),
    "a path outside": (_manifest(owners={"o": {"../x": DIGEST}}), "never writes"),
    "an absolute path": (_manifest(owners={"o": {"/etc/passwd": DIGEST}}), "never writes"),
    "a path of git": (_manifest(owners={"o": {".git/config": DIGEST}}), "never writes"),
    "a digest that is none": (_manifest(owners={"o": {"x": "sha256:0"}}), "digest"),
    "a digest and a newline": (_manifest(owners={"o": {"x": DIGEST + "\n"}}), "digest"),
    "a path twice": (
        f'{{"version": 1, "owners": {{"o": {{"x": "{DIGEST}", "x": "{DIGEST}"}}}}}}'.encode(),
        "a key twice",
    ),
    "a path of two owners": (
        _manifest(owners={"o": {"x": DIGEST}, "p": {"x": DIGEST}}),
        "one path to two owners",
    ),
}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("content", "reason"), BAD_MANIFESTS.values(), ids=BAD_MANIFESTS)
def test_a_manifest_that_cannot_be_trusted_is_refused_with_the_fix(
    tmp_path: Path, content: bytes, reason: str, force: bool
) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    (tmp_path / MANIFEST).write_bytes(content)
    before = stamps(tmp_path)
    for outcome in (
        publish(tmp_path, NEW, owner=OWNER, force=force),
        check(tmp_path, NEW, owner=OWNER),
    ):
        assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS511", 4)]
        assert reason in outcome.diagnostics[0].message
        assert "git checkout" in (outcome.diagnostics[0].help or "")
    assert stamps(tmp_path) == before


def _half_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a build of NEW over OLD after its journal, and before `top.json`."""
    publish(root, OLD, owner=OWNER)

    def dies(call: str, path: str) -> None:
        if call == "rename" and path in ("top.json", ".opsgen/tmp/undo.json"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", dies)
        publish(root, NEW, owner=OWNER)
    assert (root / JOURNAL).exists()


BAD_JOURNALS = {
    "truncated": b'{"version": 1, "steps": [',
    "from a newer opsgen": b'{"version": 2}',
    "another shape": _manifest(steps=[]),
    "steps that are none": _manifest(steps=[{}], made=[], emptied=[]),
    "steps as a map": _manifest(steps={}, made=[], emptied=[]),
    "a step outside": _manifest(
        steps=[{"path": "../x", "old": None, "new": DIGEST}], made=[], emptied=[]
    ),
    "a folder outside": _manifest(steps=[], made=["../x"], emptied=[]),
    "a digest that is none": _manifest(
        steps=[{"path": "x", "old": "no", "new": None}], made=[], emptied=[]
    ),
}


@pytest.mark.parametrize("content", BAD_JOURNALS.values(), ids=BAD_JOURNALS)
def test_a_journal_that_cannot_be_trusted_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    _half_made(tmp_path, monkeypatch)
    (tmp_path / JOURNAL).write_bytes(content)
    before = stamps(tmp_path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS512", 4)]
    assert "delete `.opsgen/tmp`" in (outcome.diagnostics[0].help or "")
    assert stamps(tmp_path) == before


def test_a_journal_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).mkdir(parents=True)
    assert [found.code for found in publish(tmp_path, NEW, owner=OWNER).diagnostics] == ["OPS512"]


@pytest.mark.parametrize("spoil", ["remove", "truncate"])
def test_staged_bytes_that_are_lost_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    _half_made(tmp_path, monkeypatch)
    staged = sorted((tmp_path / ".opsgen/tmp/stage").glob("*.new"))
    assert staged
    for path in staged:
        path.unlink() if spoil == "remove" else path.write_bytes(b"")
    before = tree(tmp_path)
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS512", 4)]
    assert tree(tmp_path) == before


def test_check_tells_of_an_interrupted_build_and_mends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _half_made(tmp_path, monkeypatch)
    before = stamps(tmp_path)
    outcome = check(tmp_path, NEW, owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS513", 4)]
    assert stamps(tmp_path) == before


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("path", ["ops/rules.yml", "top.json", "ops/gone/stale.yml"])
def test_an_edit_after_an_interrupted_build_is_refused_or_kept_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, force: bool
) -> None:
    _half_made(tmp_path, monkeypatch)
    (tmp_path / path).write_bytes(b"mine\n")
    outcome = publish(tmp_path, NEW, owner=OWNER, force=force)
    codes = [found.code for found in outcome.diagnostics]
    if force:
        assert codes == ["OPS514", "OPS515"]
        assert (tmp_path / f"{path}.orig").read_bytes() == b"mine\n"
        assert (tmp_path / "top.json").read_bytes() == b'{"a": 1}\n'
        assert leftovers(tmp_path) == []
    else:
        assert codes == ["OPS503"]
        assert (tmp_path / path).read_bytes() == b"mine\n"
        assert leftovers(tmp_path) == ["journal.json", "stage"]


def test_an_edit_stays_where_it_is_while_an_interrupted_build_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    top, back = ("rename", "top.json"), ("remove", "ops/deploy/check.sh")
    with monkeypatch.context() as patch:
        patch.setattr(disk, "step", AtPath({top: fail(errno.EIO), back: fail(errno.EIO)}))
        publish(tmp_path, NEW, owner=OWNER)
    assert "undo.json" in leftovers(tmp_path)
    (tmp_path / "top.json").write_bytes(b"mine\n")
    outcome = publish(tmp_path, NEW, owner=OWNER)
    assert [found.code for found in outcome.diagnostics] == ["OPS515", "OPS503"]
    assert (tmp_path / "top.json").read_bytes() == b"mine\n"
    assert (tmp_path / "ops/rules.yml").read_bytes() == b"old rules\n"
    assert leftovers(tmp_path) == []


def test_a_link_put_there_after_an_interrupted_build_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    _half_made(root, monkeypatch)
    (tmp_path / "outside").write_bytes(b"{}\n")
    (root / "top.json").unlink()
    (root / "top.json").symlink_to(tmp_path / "outside")
    outcome = publish(root, NEW, owner=OWNER, force=True)
    assert [found.code for found in outcome.diagnostics] == ["OPS506"]
    assert (tmp_path / "outside").read_bytes() == b"{}\n"


def test_a_build_of_another_owner_mends_an_interrupted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _half_made(tmp_path, monkeypatch)
    outcome = publish(tmp_path, (), owner="another.yaml")
    assert [found.code for found in outcome.diagnostics] == ["OPS515"]
    assert not check(tmp_path, NEW, owner=OWNER).diagnostics
