"""What a function does besides computing, seen by the interpreter's own hook."""

from __future__ import annotations

import datetime
import gc
import os
import random
import socket
import sys
from collections.abc import Callable
from types import CodeType, FrameType

_REACHING = frozenset({"time", "posix", "nt", "_socket", "_posixsubprocess", "select", "_ctypes"})
"""Modules of C whose functions all ask the world, but for the few that follow."""
_HARMLESS = frozenset({"fspath", "_path_normpath", "_path_splitroot", "_path_splitroot_ex"})
_ENVIRONMENT: frozenset[CodeType] = frozenset(
    method.__code__
    for method in (
        type(os.environ).__getitem__,
        type(os.environ).__iter__,
        type(os.environ).__len__,
    )
)


def deeds(work: Callable[[], object]) -> list[str]:
    """The names of all functions that `work` called, directly or not, that reach out of it: to
    the clock, the disk, the environment, the network, chance or another process."""
    found: dict[str, None] = {}

    def see(frame: FrameType, event: str, called: object) -> None:
        if event == "call" and frame.f_code in _ENVIRONMENT:
            found.setdefault("os.environ")
        elif event == "c_call" and (name := _reaching(called)) is not None:
            found.setdefault(name)

    before, collecting = sys.getprofile(), gc.isenabled()
    # Whoever listens to the collector is called in between, and looks at the clock.
    gc.disable()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
    return list(found)


def _reaching(called: object) -> str | None:
    name = getattr(called, "__name__", "")
    owner = getattr(called, "__self__", None)
    module = getattr(called, "__module__", None)
    if isinstance(owner, type) and issubclass(owner, datetime.date):
        return f"datetime.{name}" if name in ("now", "today", "utcnow") else None
    if isinstance(owner, random.Random | socket.socket):
        return f"{type(owner).__module__}.{name}"
    if called is open:
        return "open"
    if module in _REACHING and name not in _HARMLESS:
        return f"{module}.{name}"
    return None
