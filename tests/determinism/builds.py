"""What a build leaves behind: `python -m tests.determinism.builds FILE...` prints it as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from opsgen.publication import publish_files

Tree = dict[str, str]
"""Digest of each file's bytes by relative path, with `x` behind those that are programs."""


def build(files: Sequence[str]) -> list[Tree]:
    """Build each file into the folder that holds it, and look at all that is there then."""
    for done in publish_files(files):
        assert done.outcome is not None, [finding.diagnostic for finding in done.verdict.shown]
        assert done.outcome.written
    return [tree(Path(file)) for file in files]


def tree(source: Path) -> Tree:
    found = (Path(at, name) for at, _, names in os.walk(source.parent) for name in names)
    return {
        path.relative_to(source.parent).as_posix(): _digest(path)
        for path in sorted(found)
        if path != source
    }


def _digest(path: Path) -> str:
    program = " x" if path.stat().st_mode & 0o100 else ""
    return hashlib.sha256(path.read_bytes()).hexdigest() + program


if __name__ == "__main__":
    json.dump(build(sys.argv[1:]), sys.stdout)
