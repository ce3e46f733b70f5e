"""One script in a real shell, stopped as GitHub stops it.

A cancel sends SIGINT to the shell alone, not to what it started; SIGTERM after 7.5 seconds, and
SIGKILL after another 2.5 (actions/runner, ProcessInvoker.cs). What is then left goes on until the
job ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PATIENCE = ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5), (signal.SIGKILL, 60.0))
POLL_SECONDS = 0.02

Outcome = Literal["success", "failure", "cancelled"]
Stop = Literal["cancel", "die"]


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs scripts in `folder`; `watch` sees the log after every poll and may say stop."""

    folder: Path
    temp: Path

    def run(
        self,
        script: str,
        env: Mapping[str, str],
        seconds: float,
        watch: Callable[[str], Stop | None],
    ) -> tuple[Outcome, str, list[int]]:
        """(the outcome, all that was printed, process groups that may still have members)."""
        file = self.temp / "script.sh"
        file.write_text(script + "\n", encoding="utf-8")
        log = self.temp / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", file],
                cwd=self.folder,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            outcome = _followed(process, log, seconds, watch)
        except BaseException:
            end(process.pid)
            raise
        return outcome, _text(log), [process.pid]


def end(group: int) -> None:
    """Kill all that a step left behind, as GitHub does at the end of a job."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _followed(
    process: subprocess.Popen[bytes],
    log: Path,
    seconds: float,
    watch: Callable[[str], Stop | None],
) -> Outcome:
    deadline = time.monotonic() + seconds
    while True:
        ended = process.poll() is not None
        stop = watch(_text(log))
        if stop == "die":
            end(process.pid)
            process.wait()
            return "failure"
        if ended:
            return "success" if process.returncode == 0 else "failure"
        if stop == "cancel" or time.monotonic() > deadline:
            _stop(process)
            return "cancelled" if stop == "cancel" else "failure"
        time.sleep(POLL_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number, seconds in PATIENCE:
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
