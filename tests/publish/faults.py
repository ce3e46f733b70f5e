"""Stand-ins for `opsgen.publish.disk.step`: act at the k-th call, or at a named one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field

ALLOCATING = frozenset({"create", "write", "mkdir", "root", "hard link", "sync"})
"""Calls that need room on the disk; a rename or a removal does not."""


@dataclass(slots=True)
class AtCall:
    """Act at call number `number`, and at all later ones if `lasting`; counts only `calls`."""

    number: int
    act: Callable[[], None]
    lasting: bool = False
    calls: frozenset[str] | None = None
    seen: int = 0

    def __call__(self, call: str, path: str) -> None:
        if self.calls is None or call in self.calls:
            self.seen += 1
            if self.seen == self.number or (self.lasting and self.seen > self.number):
                self.act()


@dataclass(slots=True)
class AtPath:
    """Act the first time that a call reaches a path."""

    acts: dict[tuple[str, str], Callable[[], None]]
    done: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, call: str, path: str) -> None:
        if (call, path) in self.acts and (call, path) not in self.done:
            self.done.append((call, path))
            self.acts[call, path]()


def fail(number: int) -> Callable[[], None]:
    """An act that raises what the system would."""

    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act


def interrupt() -> None:
    raise KeyboardInterrupt


FAULTS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EXDEV, errno.ENOTDIR)
