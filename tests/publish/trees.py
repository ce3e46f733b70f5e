"""Trees to publish, and ways to see what is on disk afterwards."""

from __future__ import annotations

import json
import os
from pathlib import Path

from opsgen.publish import File

OWNER = "operations.yaml"
MANIFEST = ".opsgen/manifest.json"
OLD = (
    File("ops/rules.yml", b"old rules\n"),
    File("ops/gone/stale.yml", b"stale\n"),
    File("ops/same.md", b"same\n"),
    File("top.json", b"{}\n"),
)
NEW = (
    File("ops/rules.yml", b"new rules\n"),
    File("ops/same.md", b"same\n"),
    File("ops/deploy/check.sh", b"#!/bin/sh\n", executable=True),
    File("top.json", b'{"a": 1}\n'),
)


def tree(root: Path) -> dict[str, tuple[str, bytes]]:
    """Every path below `root` but `.opsgen/tmp`: what it is, and its bytes or target."""
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name == ".opsgen" or name.startswith(".opsgen/tmp"):
            continue
        if path.is_symlink():
            found[name] = ("link", os.fsencode(os.readlink(path)))
        elif path.is_dir():
            found[name] = ("folder", b"")
        else:
            mode = "executable" if path.stat().st_mode & 0o100 else "file"
            found[name] = (mode, path.read_bytes())
    return found


def stamps(root: Path) -> dict[str, tuple[int, ...]]:
    """Everything that a write would change, of every path below `root` and of itself."""
    found: dict[str, tuple[int, ...]] = {}
    for path in [root, *sorted(root.rglob("*"))]:
        status = path.lstat()
        found[str(path)] = (
            status.st_mode,
            status.st_ino,
            status.st_size,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )
    return found


def leftovers(root: Path) -> list[str]:
    """What is below `.opsgen/tmp` and not meant to stay there."""
    tmp = root / ".opsgen/tmp"
    names = sorted(path.name for path in tmp.iterdir()) if tmp.exists() else []
    return [name for name in names if name not in (".gitignore", "lock")]


def owners(root: Path) -> dict[str, dict[str, str]]:
    """The manifest's owners."""
    record = json.loads((root / MANIFEST).read_bytes())
    assert record["version"] == 1
    found: dict[str, dict[str, str]] = record["owners"]
    return found
