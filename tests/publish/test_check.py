"""`check` tells all that a build would change, and writes nothing at all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from opsgen.publish import File, check, publish
from tests.publish.trees import MANIFEST, NEW, OLD, OWNER, stamps, tree


def test_an_up_to_date_tree_has_no_diagnostic_and_no_diff(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    outcome = check(tmp_path, NEW, owner=OWNER)
    assert (outcome.written, outcome.removed, outcome.diff) == ((), (), "")
    assert outcome.diagnostics == ()
    assert len(outcome.unchanged) == len(NEW)


def test_every_difference_is_an_error_of_exit_4(tmp_path: Path) -> None:
    publish(tmp_path, OLD, owner=OWNER)
    (tmp_path / "ops/rules.yml").write_bytes(b"mine\n")
    outcome = check(tmp_path, NEW, owner=OWNER)
    assert {(found.message, found.code, found.rule.exit) for found in outcome.diagnostics} == {
        ("`ops/rules.yml` was edited after opsgen wrote it", "OPS503", 4),
        ("`ops/deploy/check.sh` is missing", "OPS509", 4),
        ("`top.json` is out of date", "OPS509", 4),
        ("`ops/gone/stale.yml` is generated no more", "OPS509", 4),
    }
    assert outcome.written == ("ops/deploy/check.sh", "ops/rules.yml", "top.json")
    assert outcome.removed == ("ops/gone/stale.yml",)
    assert "-mine\n+new rules\n" in outcome.diff


def test_nothing_is_written_not_even_below_dot_opsgen(tmp_path: Path) -> None:
    for name, files in (("empty", ()), ("old", OLD), ("new", NEW)):
        root = tmp_path / name
        root.mkdir()
        publish(root, files, owner=OWNER)
        before = stamps(root)
        check(root, NEW, owner=OWNER)
        check(root, (), owner=OWNER)
        assert stamps(root) == before
    check(tmp_path / "missing", NEW, owner=OWNER)
    assert not (tmp_path / "missing").exists()


def test_a_manifest_that_alone_differs_is_told(tmp_path: Path) -> None:
    publish(tmp_path, NEW, owner=OWNER)
    (tmp_path / MANIFEST).unlink()
    outcome = check(tmp_path, NEW, owner=OWNER)
    assert [found.message for found in outcome.diagnostics] == [f"`{MANIFEST}` is missing"]
    assert f"+++ b/{MANIFEST}\n" in outcome.diff


AWKWARD = (
    File("with space.md", b"a\r\nb\n"),
    File("no-end.txt", b"one\ntwo"),
    File("empty", b""),
    File("b\xfccher.md", "\tü\n\n".encode()),
)
PAIRS = {
    "first build": ((), NEW),
    "second build": (OLD, NEW),
    "removal": (NEW, ()),
    "awkward files": ((), AWKWARD),
    "awkward removal": (AWKWARD, OLD),
    "awkward change": (
        [File(file.path, b"was\n" + file.content + b"x") for file in AWKWARD],
        AWKWARD,
    ),
    "a program becomes plain": (
        (File("run", b"a\n", executable=True),),
        (File("run", b"b\n"),),
    ),
    "a file becomes a program": ((File("run", b"a\n"),), (File("run", b"a\n", executable=True),)),
}


@pytest.mark.skipif(shutil.which("git") is None, reason="git judges the diff")
@pytest.mark.parametrize(("old", "new"), PAIRS.values(), ids=PAIRS)
def test_git_apply_makes_of_the_diff_what_a_build_makes(
    tmp_path: Path, old: tuple[File, ...], new: tuple[File, ...]
) -> None:
    applied, built = tmp_path / "applied", tmp_path / "built"
    for root in (applied, built):
        root.mkdir()
        publish(root, old, owner=OWNER)
    diff = check(applied, new, owner=OWNER).diff
    command = ["git", "apply", "--whitespace=nowarn", "--unsafe-paths", "-"]
    subprocess.run(command, input=diff.encode(), cwd=applied, check=True)
    publish(built, new, owner=OWNER)
    found, wanted = tree(applied), tree(built)
    found.pop(MANIFEST, None)
    wanted.pop(MANIFEST, None)
    assert found == wanted


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a\0b", b"\x1b[31mred\n", b"over\rwritten\n", b"\xe2\x80\xae\n"]
)
def test_bytes_that_are_no_plain_text_are_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    diff = check(tmp_path, (File("file", b"text\n"),), owner=OWNER).diff
    assert diff.endswith("Binary files a/file and b/file differ\n")
