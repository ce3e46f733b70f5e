"""Finding judges on this machine, and running one without trusting it to end or to be brief."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from opsgen.judging.model import Program

MOST = 1_000_000
"""Bytes of a judge's output that are read."""

_VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended. `problem` says why there is no verdict at all; then `code` is None."""

    code: int | None
    output: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Programs:
    """Judges by name: those that were `given` (a path each), else those of the PATH.

    Each run may take `seconds`.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 300

    def find(self, name: str) -> Program:
        """The judge, and the version that it tells of itself."""
        path = shutil.which(os.path.abspath(self.given[name])) if name in self.given else None
        path = path or (shutil.which(name) if name not in self.given else None)
        if path is None:
            return Program(name, None, None)
        told = run([path, "--version"], Path.cwd(), min(self.seconds, 10))
        match = _VERSION.search(told.output) if told.code == 0 else None
        return Program(name, path, match[0] if match else None)


def run(
    command: Sequence[str], folder: Path, seconds: float, more: Mapping[str, str] | None = None
) -> Ran:
    """Run `command` in `folder`: its exit code, and all that it printed, in order.

    `more` is added to its environment. What outlasts `seconds` is ended with all its children.
    """
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", **(more or {})},
                start_new_session=True,
            )
        except OSError as error:
            return Ran(None, "", f"cannot be run: {error.strerror}")
        problem = ""
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            problem = f"did not end within {seconds:g} s"
        finally:
            _end(process)
        output.seek(0)
        text = output.read(MOST).decode("utf-8", "replace")
    if problem:
        return Ran(None, text, problem)
    if process.returncode < 0:
        name = signal.Signals(-process.returncode).name
        return Ran(None, text, f"was ended by the signal {name}")
    return Ran(process.returncode, text)


def _end(process: subprocess.Popen[bytes]) -> None:
    """It, and what it may have left running: a session of its own holds all of them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
