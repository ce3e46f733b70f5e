"""`python -m tests.mutation [ROOM …]`: plant mistakes in a room and count those that its tests see.

It takes from a quarter of an hour (escapers) to hours (resolve, of which `--tenth` takes every
tenth mistake), and goes on where it was interrupted as long as no source has changed; `--anew` asks
all again, which a new test needs. A mistake
that only changes what is said to people is not counted; one that mypy refuses is seen. Exit 1 where
fewer than nine in ten are seen, or one survives that the list of the room does not explain;
`--write` adds it to the list, for you to look at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.mutation import listed
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.rooms import ROOMS, Room

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".tools" / "mutation"
GOAL = 0.9

_TENTH = ("*__mutmut_*3",)
"""Mutants are numbered within their function."""

_PLUGINS = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutation.fresh"]

_BESIDE = ["targets", "schemas", "examples", "docs", "README.md", "action.yml"]
_BESIDE += [".pre-commit-hooks.yaml"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(r.name for r in ROOMS))
    parser.add_argument("--write", action="store_true", help="add new survivors to the lists")
    parser.add_argument("--tenth", action="store_true", help="plant every tenth mistake only")
    parser.add_argument("--anew", action="store_true", help="forget what was asked before")
    parser.add_argument("--read", action="store_true", help="only read what the last run left")
    given = parser.parse_args()
    known = {room.name: room for room in ROOMS}
    for name in given.rooms:
        if name not in known:
            parser.error(f"no room `{name}`: there are {', '.join(known)}")
    wanted = [known[name] for name in given.rooms or known]
    if not given.read:
        for room in wanted:
            if given.anew:
                shutil.rmtree(WORK / room.name, ignore_errors=True)
            _run(room, _TENTH if given.tenth else ())
    return max([_judged(room, tenth=given.tenth, write=given.write) for room in wanted])


def _run(room: Room, only: tuple[str, ...]) -> None:
    folder = WORK / room.name
    _prepare(room, folder)
    subprocess.run([sys.executable, "-m", "mutmut", "run", *only], cwd=folder, check=True)


def _judged(room: Room, *, tenth: bool, write: bool) -> int:
    found = [
        one
        for one in mutants(WORK / room.name)
        if not one.change.is_said_only and not (tenth and one.fate == "not run")
    ]
    fates = Counter(_seen_as(one) for one in found)
    lived = [one for one in found if _seen_as(one) in ("survived", "not run")]
    seen = 1 - len(lived) / len(found)
    print(f"{room.name}: {len(found)} mutants, {seen:.1%} seen: {_counted(fates)}")
    return max(_explained(room, lived, write), seen < GOAL)


def _seen_as(mutant: Mutant) -> str:
    if mutant.refused and mutant.fate not in ("killed", "timed out"):
        return "refused by mypy"
    return mutant.fate


def _explained(room: Room, lived: list[Mutant], write: bool) -> int:
    reasons = listed.read(room.name)
    shown = [(one.function, one.change.shown) for one in lived]
    for function, change in (new := [row for row in shown if row not in reasons]):
        print(f"  new: {function}\n       {change}")
    if write:
        listed.write(room.name, {row: reasons.get(row, "") for row in shown})
    return bool(new)


def _counted(fates: Counter[str]) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))


def _prepare(room: Room, folder: Path) -> None:
    """A copy of what git knows, as it stands in the work tree; mutmut's own is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name != "mutants":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(_settings(room))
    # Judges stay where they are: they are large, and found beside the tests.
    (folder / "mutants").mkdir(exist_ok=True)
    judges = folder / "mutants" / ".tools"
    if not judges.is_symlink():
        os.symlink(ROOT / ".tools", judges)


def _settings(room: Room) -> str:
    return "\n".join(
        [
            "\n[tool.mutmut]",
            'source_paths = ["opsgen"]',
            f"only_mutate = {list(room.files)}",
            f"also_copy = {_BESIDE}",
            f"pytest_add_cli_args_test_selection = {list(room.tests)}",
            f"pytest_add_cli_args = {_PLUGINS}",
            "timeout_multiplier = 4.0\n",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
