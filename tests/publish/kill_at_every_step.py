"""Run as a program: for each k, publish NEW in `FOLDER/k` and die before call k.

`python -m tests.publish.kill_at_every_step FOLDER SCENARIO` makes the folders 1, 2, …; in the
last one the build got to its end. It is a process of its own because it forks.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from unittest.mock import patch

from opsgen.publish import File, disk, publish
from tests.publish.faults import AtCall, AtPath, fail
from tests.publish.trees import NEW, OLD, OWNER

KILLED = 77


@dataclass(frozen=True, slots=True)
class Scenario:
    """The files of the last build, and how a first build of the new ones dies."""

    old: tuple[File, ...]
    first_death: AtPath | None = None


def _die() -> None:
    os._exit(KILLED)


SCENARIOS = {
    "first build": Scenario(()),
    "second build": Scenario(OLD),
    "recovery of a half-made build": Scenario(OLD, AtPath({("rename", "top.json"): _die})),
    "recovery of a half-undone build": Scenario(
        OLD,
        AtPath(
            {
                ("rename", "top.json"): fail(errno.EIO),
                ("remove", "ops/deploy/check.sh"): _die,
            }
        ),
    ),
}


def _in_child(root: Path, step: Callable[[str, str], None]) -> int:
    """Publish in a child; its exit code."""
    child = os.fork()
    if child == 0:
        with patch.object(disk, "step", step):
            outcome = publish(root, NEW, owner=OWNER)
        os._exit(any(found.severity == "error" for found in outcome.diagnostics))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, scenario: Scenario) -> None:
    """Make the folders; the first death, if any, comes before the one at call k."""
    for number in count(1):
        root = folder / str(number)
        if scenario.old:
            assert not publish(root, scenario.old, owner=OWNER).diagnostics
        if scenario.first_death:
            assert _in_child(root, scenario.first_death) == KILLED
        code = _in_child(root, AtCall(number, _die))
        assert code in (0, KILLED), code
        if code == 0:
            return


if __name__ == "__main__":
    with patch.object(os, "fsync"):  # processes are killed here, not the machine
        main(Path(sys.argv[1]), SCENARIOS[sys.argv[2]])
