"""opsgen as a reader of the documentation runs it: a process, and all that it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

_HIDDEN = ("GITHUB_ACTIONS", "NO_COLOR", "COLUMNS")


def opsgen(*arguments: str, cwd: Path) -> str:
    """What it prints, on both streams, the findings first."""
    done = subprocess.run(
        [sys.executable, "-c", "from opsgen.cli import main; main()", *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in _HIDDEN},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr + done.stdout


def session(block: str) -> list[tuple[list[str], str]]:
    """(arguments, the output that the page promises) of each `$ opsgen …` of a console block."""
    parts = re.split(r"^\$ opsgen (.*)\n", block, flags=re.MULTILINE)
    return [
        (shlex.split(command), output)
        for command, output in zip(parts[1::2], parts[2::2], strict=True)
    ]
