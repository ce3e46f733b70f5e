"""What a build would change, as a unified diff that `git apply` accepts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from opsgen.publish.changes import Change


def diff(changes: Iterable[Change], root: str = "") -> str:
    """The changes sorted by path; bytes that are no plain text are only said to differ.

    Paths are told from where the caller stands if `root` lies below it, else from the root.
    """
    below = PurePath(root)
    if below.is_absolute() or ".." in below.parts:
        below = PurePath()
    ordered = sorted(changes, key=lambda change: change.path)
    return "".join(line for change in ordered for line in _diff(change, below))


def _diff(change: Change, below: PurePath) -> Iterator[str]:
    path, old, new = (below / change.path).as_posix(), change.old, change.new
    exists = old.kind == "file"
    before, after = _git_mode(old.mode), _git_mode(change.mode)
    yield f"diff --git a/{path} b/{path}\n"
    if not exists:
        yield f"new file mode {after}\n"
    elif new is None:
        yield f"deleted file mode {before}\n"
    elif before != after:
        yield f"old mode {before}\nnew mode {after}\n"
    # A tab ends a file name that holds a space.
    end = "\t\n" if " " in path else "\n"
    left = f"a/{path}{end}" if exists else "/dev/null\n"
    right = f"b/{path}{end}" if new is not None else "/dev/null\n"
    old_lines, new_lines = _lines(old.content), _lines(new or b"")
    if old_lines is None or new_lines is None:
        yield f"Binary files {left.strip()} and {right.strip()} differ\n"
        return
    for line in difflib.unified_diff(old_lines, new_lines, left[:-1], right[:-1]):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _git_mode(mode: int) -> str:
    return "100755" if mode & 0o100 else "100644"


def _lines(content: bytes) -> list[str] | None:
    """Lines that keep their ends; None for bytes that a terminal must not be shown."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not text.replace("\r\n", "").replace("\n", "").replace("\t", "").isprintable():
        return None
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
