"""Rows 34, 35 and 37: a path that is not the same file everywhere is the target's error, exit 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.publish import File, check, publish
from tests.publish.trees import OWNER

UNSAFE = {
    "": "it is empty",
    "/etc/cron.d/x": "it is absolute",
    "../x": "`..` part",
    "a/../../x": "`..` part",
    "./a": "`.` or `..` part",
    "a/.": "`.` or `..` part",
    "a//b": "empty",
    "a/": "empty",
    "a\\b": "character \\",
    "C:/x": "character :",
    "a?": "character ?",
    "a\0b": "control or an invisible character",
    "a\nb": "control or an invisible character",
    "a\x1b[31mb": "control or an invisible character",
    "a\x7f": "control or an invisible character",
    "a\u202eb": "control or an invisible character",
    "a\u200bb": "control or an invisible character",
    "a\u2028b": "control or an invisible character",
    "a\udc80": "control or an invisible character",
    "a.": "ends in a dot or a space",
    "a ": "ends in a dot or a space",
    "a /b": "ends in a dot or a space",
    "a" * 256: "longer than 255 bytes",
    "é" * 128: "longer than 255 bytes",
    "con": "Windows reserves",
    "ops/NUL.txt": "Windows reserves",
    "com1": "Windows reserves",
    "LPT9.yml": "Windows reserves",
    ".git/config": "belongs to a tool",
    "sub/.GIT/hooks/pre-commit": "belongs to a tool",
    ".opsgen/manifest.json": "belongs to a tool",
    ".opsgen": "belongs to a tool",
    "GIT~1/config": "belongs to a tool",
}

SAFE = (
    ".github/workflows/demo-deploy.yml",
    ".gitignore",
    "a" * 255,
    "ops/with space.md",
    "ops/über.md",
    "console/common.txt",
    "...x",
    "-rf",
)

CLASHES = {
    ("a", "a"): "two files would be written to `a`",
    ("Ops/a", "ops/A"): "one path on some file systems",
    ("caf\u00e9", "cafe\u0301"): "one path on some file systems",
    ("stra\u00dfe", "STRASSE"): "one path on some file systems",
    ("\u0390", "\u03aa\u0301"): "one path on some file systems",
    ("ops", "ops/a"): "both a file and the folder",
    ("Ops", "ops/sub/a"): "both a file and the folder",
}


@pytest.mark.parametrize("path", UNSAFE, ids=ascii)
def test_an_unsafe_path_is_exit_3_and_nothing_is_written(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    files = (File("good", b""), File(path, b""))
    for outcome in (publish(root, files, owner=OWNER), check(root, files, owner=OWNER)):
        assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS501", 3)]
        message = outcome.diagnostics[0].message
        assert UNSAFE[path] in message
        assert message.isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", SAFE)
def test_a_safe_path_is_written(tmp_path: Path, path: str) -> None:
    outcome = publish(tmp_path, (File(path, b"x"),), owner=OWNER)
    assert (outcome.written, outcome.diagnostics) == ((path,), ())
    assert (tmp_path / path).read_bytes() == b"x"


@pytest.mark.parametrize("paths", CLASHES, ids=ascii)
def test_paths_that_exclude_each_other_are_exit_3(tmp_path: Path, paths: tuple[str, str]) -> None:
    outcome = publish(tmp_path, [File(path, b"") for path in paths], owner=OWNER)
    assert [(found.code, found.rule.exit) for found in outcome.diagnostics] == [("OPS502", 3)]
    assert CLASHES[paths] in outcome.diagnostics[0].message
    assert list(tmp_path.iterdir()) == []


def test_every_bad_path_is_told_at_once(tmp_path: Path) -> None:
    files = [File(path, b"") for path in ("../a", "b:", "c", "C")]
    codes = [found.code for found in publish(tmp_path, files, owner=OWNER).diagnostics]
    assert sorted(codes) == ["OPS501", "OPS501", "OPS502"]
