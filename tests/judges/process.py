"""Runs a judge and keeps what it said."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.judges.lookup import require

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge found: `ok` if it had nothing to say against the input."""

    ok: bool
    output: str

    def __bool__(self) -> bool:
        """So that `assert promtool.check_rules(path)` prints the judge's output when it fails."""
        return self.ok


def run(name: str, *arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> Verdict:
    """Runs the judge `name`; skips or fails the test if it is missing."""
    return execute([require(name), *arguments], cwd=cwd, stdin=stdin)


def execute(command: list[str | Path], *, cwd: Path | None = None, stdin: str = "") -> Verdict:
    """Exit 0 is a good verdict. The user's own configuration of a judge is out of its sight."""
    done = subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        env={**os.environ, "HOME": os.devnull, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
    )
    return Verdict(done.returncode == 0, done.stdout + done.stderr)
