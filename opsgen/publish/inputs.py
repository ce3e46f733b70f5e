"""From a file that changed to the inputs whose builds it is part of."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from opsgen.publish import manifest
from opsgen.publish.disk import Disk
from opsgen.publish.model import RefusedError

INPUT = re.compile(r"(.+\.)?operations\.ya?ml")
"""By its name an input is known that was never built. `.pre-commit-hooks.yaml` says the same."""

_Owners = Callable[[Path], manifest.Owners | None]


def inputs_of(changed: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """Each input once: those among `changed`, and those whose build wrote one of them.

    Which file was written for whom, the manifests in the folders above it know. A manifest that
    changed belongs to all its owners; one that cannot be read to every input beside it, whose
    build tells what is wrong with it. What belongs to no input is left out.
    """
    owners = cache(_owners)  # many files lie in one folder
    found: dict[str, None] = {}
    for file in changed:
        for name in _inputs_of(Path(os.path.abspath(file)), owners):
            found.setdefault(os.path.relpath(name))
    return tuple(found)


def _inputs_of(file: Path, owners: _Owners) -> Iterator[Path]:
    if INPUT.fullmatch(file.name):
        yield file
        return
    for folder in file.parents:
        known = owners(folder)
        path = file.relative_to(folder).as_posix()
        if known is None:
            if path == manifest.PATH:
                yield from (each for each in sorted(folder.iterdir()) if INPUT.fullmatch(each.name))
            continue
        for owner, written in known.items():
            if path in (manifest.PATH, owner) or path in written:
                yield from _input(folder, owner)


def _input(folder: Path, owner: str) -> Iterator[Path]:
    """Of a build with `--out` the owner is the service, and nobody knows its input.

    A manifest may come from a stranger: it leads to no file outside its folder.
    """
    inside = not os.path.isabs(owner) and ".." not in Path(owner).parts
    if inside and (folder / owner).is_file():
        yield folder / owner


def _owners(folder: Path) -> manifest.Owners | None:
    """By the manifest in `folder`; None if it cannot be read."""
    try:
        with Disk(folder) as disk:
            return manifest.decode(disk.look(manifest.PATH))
    except (RefusedError, OSError):
        return None
