"""What mutmut left of a run: each mutant with its change and its fate."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.mutation.changes import Change

Fate = Literal["killed", "timed out", "survived", "not run"]

_FATES: dict[int | None, Fate] = {None: "not run", 0: "survived", 33: "survived", 5: "survived"}
_TIMEOUTS = (24, 36, -24, 152, 255)

_LENIENT = ("--no-warn-unused-ignores", "--no-warn-redundant-casts")
"""A mutant leaves such behind in its fellows."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`function` is `file.py:name`; `refused` if mypy would not let it in."""

    function: str
    change: Change
    fate: Fate
    refused: bool


def mutants(folder: Path) -> Iterator[Mutant]:
    """All of the run in `folder`, a copy of the project."""
    made = folder / "mutants"
    metas = sorted(made.glob("opsgen/**/*.meta"))
    refused = _refused(made, [meta.with_suffix("") for meta in metas])
    for meta in metas:
        source = meta.with_suffix("").read_text("utf-8").splitlines()
        spans = _spans(meta)
        for key, code in json.loads(meta.read_text("utf-8"))["exit_code_by_key"].items():
            name = key.rpartition(".")[2]
            plain = name.rpartition("__mutmut_")[0]
            before, after = (
                "\n".join(source[start - 1 : end]).replace(own, "mutated")
                for own in (f"{plain}__mutmut_orig", name)
                for start, end in (spans[own],)
            )
            shown = plain.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
            yield Mutant(
                f"{meta.relative_to(made).with_suffix('')}:{shown}",
                Change(before, after),
                "timed out" if code in _TIMEOUTS else _FATES.get(code, "killed"),
                name in refused.get(meta.with_suffix(""), ()),
            )


def _spans(meta: Path) -> dict[str, tuple[int, int]]:
    return dict(json.loads(meta.with_suffix(".spans").read_text("utf-8"))["spans"])


def _refused(made: Path, files: list[Path]) -> dict[Path, set[str]]:
    """The mutants that mypy refuses, by file: it reads all those of a file at once."""
    found: dict[Path, set[str]] = {}
    command = [sys.executable, "-m", "mypy", "--output=json", *_LENIENT, *map(str, files)]
    result = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
    for line in result.stdout.splitlines():
        error = json.loads(line)
        file = made / error["file"]
        if error["severity"] == "error" and file in files:
            for name, (start, end) in _spans(file.with_suffix(".py.meta")).items():
                if start <= error["line"] <= end:
                    found.setdefault(file, set()).add(name)
    return found
