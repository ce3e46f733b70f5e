"""Lets a Debian program that is not installed find the files that came with it.

Debian's Alertmanager opens its default templates by an absolute path and ends without them. The
copy under `.tools/` gets that path relative to the root of its own tree, in the same number of
bytes, and is run with that root as its working folder.
"""

from __future__ import annotations

from pathlib import Path


def relocate(program: Path, folder: str) -> None:
    """Rewrites the absolute `folder` in `program`; ValueError if it is not in there."""
    text = program.read_bytes()
    absolute = folder.encode()
    if absolute not in text:
        raise ValueError(f"{program.name} does not name {folder}")
    parent, _, name = absolute.rpartition(b"/")
    program.write_bytes(text.replace(absolute, parent[1:] + b"//" + name))


def home(program: Path) -> Path:
    """The root of the tree that the program lies in, two folders above its own."""
    return program.resolve().parents[2]
