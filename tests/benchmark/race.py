"""Commands run in turns, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

# What a shell, a CI or a test sets for its own ends, and a user's terminal does not.
UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "OPSGEN_NO_CACHE", "CI", "GITHUB_ACTIONS")


@dataclass(frozen=True, slots=True)
class Command:
    """`shown` is what a reader can type; `before` makes the ground ready and is not timed."""

    shown: str
    argv: Sequence[str]
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Runs:
    """Milliseconds of each round, on the clock and of the processor."""

    shown: str
    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    def against(self, other: Runs) -> tuple[float, float]:
        """How many times as long as `other`, wall and CPU: the median over the rounds."""
        return _ratio(self.wall, other.wall), _ratio(self.cpu, other.cpu)


def race(commands: Sequence[Command], rounds: int, *, warm: bool = True) -> list[Runs]:
    """Run all of them `rounds` times; to `warm` caches, once before, which is not counted."""
    runs = [[_run(command) for command in commands] for _ in range(rounds + warm)][warm:]
    return [
        Runs(
            command.shown,
            tuple(turn[place][0] for turn in runs),
            tuple(turn[place][1] for turn in runs),
        )
        for place, command in enumerate(commands)
    ]


def spread(figures: Sequence[float]) -> str:
    """`median (least-most)`."""
    return f"{median(figures):.0f} ({min(figures):.0f}-{max(figures):.0f})"


def _ratio(these: Sequence[float], those: Sequence[float]) -> float:
    return median(this / that for this, that in zip(these, those, strict=True))


def _run(command: Command) -> tuple[float, float]:
    command.before()
    env = {name: value for name, value in os.environ.items() if name not in UNUSUAL}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command.argv, cwd=command.cwd, env=env | command.env, capture_output=True, text=True
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command.shown} exited with {done.returncode}:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, cpu * 1000
