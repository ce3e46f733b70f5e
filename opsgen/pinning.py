"""`opsgen pins` as functions: what the lock holds, setting a pin, taking over a bump."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opsgen.api import LOCK, Build
from opsgen.artifacts import to_yaml
from opsgen.artifacts.pins import Pin
from opsgen.pins import Lock, read_lock
from opsgen.publish import File, replace_own
from opsgen.source import repository

_COMMENT = (
    "# Actions by commit: `opsgen pins set` writes it, `opsgen pins adopt` takes over bumps.\n"
)
_USES = re.compile(
    r"""uses:\s*["']?([\w.-]+/[\w./-]+)@([0-9a-f]{40})["']?[ \t]+\#[ \t]*(v[0-9]+(?:\.[0-9]+)*)"""
)


@dataclass(frozen=True, slots=True)
class Bump:
    """A pin that a workflow on disk holds and the build would not write."""

    action: str
    old: Pin
    new: Pin


def set_pin(folder: Path, action: str, pin: Pin) -> Lock:
    """Write the pin to the lock of `folder`. A lock that is wrong is returned and left alone."""
    lock = read_lock(folder / LOCK)
    if not lock.diagnostics:
        _write(folder, {**lock.pins, action: pin})
    return lock


def adopt(build: Build) -> tuple[Lock, tuple[Bump, ...]]:
    """Take over the pins of the build's own workflows as they stand on disk.

    So a bump that somebody reviewed in the workflow stays after the next build.
    """
    folder = Path(build.compilation.file).parent
    lock = read_lock(folder / LOCK)
    if lock.diagnostics:
        return lock, ()
    bumps = tuple(_bumps(build, folder))
    if bumps:
        _write(folder, {**lock.pins, **{bump.action: bump.new for bump in bumps}})
    return lock, bumps


def _bumps(build: Build, folder: Path) -> Iterator[Bump]:
    root = repository(folder) or folder
    found: dict[str, Bump] = {}
    for artifact in build.artifacts:
        if artifact.anchor != "repository":
            continue
        from opsgen.artifacts import render

        path = root / artifact.path
        if not path.is_file():
            continue
        wanted = _pins(render(artifact).decode())
        for action, new in _pins(path.read_text(encoding="utf-8", errors="replace")).items():
            if action in wanted and wanted[action] != new:
                found[action] = Bump(action, wanted[action], new)
    yield from found.values()


def _pins(text: str) -> dict[str, Pin]:
    return {action: Pin(commit, version) for action, commit, version in _USES.findall(text)}


def _write(folder: Path, pins: Mapping[str, Pin]) -> None:
    body = to_yaml({action: str(pins[action]) for action in sorted(pins)})
    replace_own(folder, File(LOCK, (_COMMENT + body).encode()))
