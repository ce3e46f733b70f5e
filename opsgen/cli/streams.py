"""Standard output and error as the commands meet them: there, and patient with their readers."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO, cast


class Patient:
    """A stream whose reader may leave (`opsgen explain FILE | head -1`): what is written then is
    for nobody, and the command ends as it would have. Everything else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            return self._leave(len(text))

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._leave(0)

    def _leave(self, done: int) -> int:
        _to_nowhere(self._stream)
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def prepare() -> None:
    """Make both usable. A caller may have closed one: what is printed then is for nobody."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # until the end
        elif not isinstance(stream, Patient):
            setattr(sys, name, cast(TextIO, Patient(stream)))


def close_quietly() -> None:
    """Nobody can read our output; the interpreter must not complain when it flushes."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _to_nowhere(stream)


def _to_nowhere(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
