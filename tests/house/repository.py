"""The files that make up the repository: all that git would not ignore."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
_IGNORED = [
    line.rstrip("/")
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if line
]


def ignored(relative: str) -> bool:
    """Whether git ignores the path, or it is git's own."""
    names = relative.split("/")
    return names[0] == ".git" or any(
        f"/{pattern}/" in f"/{relative}/"
        if "/" in pattern
        else any(fnmatch(name, pattern) for name in names)
        for pattern in _IGNORED
    )


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file below `folder` that is part of the repository, in order."""
    for path in sorted(folder.iterdir()):
        if ignored(path.relative_to(ROOT).as_posix()):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    """(path, text) of every file that is UTF-8 text."""
    for path in files():
        try:
            # Not `read_text`, which would hide carriage returns.
            yield path.relative_to(ROOT).as_posix(), path.read_bytes().decode()
        except UnicodeDecodeError:
            continue


def places(pattern: str, text: str) -> list[int]:
    """The lines, counted from 1, in which the pattern occurs."""
    found = re.compile(pattern)
    return [number for number, line in enumerate(text.splitlines(), 1) if found.search(line)]
