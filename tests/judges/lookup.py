"""How a test finds its judge: `find` says whether it is there, `require` skips or fails without."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest

from tests.judges.catalogue import DEBIAN_JUDGES, NODE_JUDGES, PYTHON_JUDGES
from tests.judges.places import BIN, NPM

REQUIRED = "OPSGEN_REQUIRE_JUDGES"
MISSING = "missing judge: "
"""Starts the reason of every such skip; the terminal summary counts by it."""

NAMES = frozenset(
    {judge.name for judge in DEBIAN_JUDGES}
    | {judge.name for judge in NODE_JUDGES}
    | {judge.name for judge in PYTHON_JUDGES}
    | {"node"}
)


def find(name: str) -> Path | None:
    """The judge's program, script (npm) or package folder (Python), or None if it is missing.

    A name outside the catalogue is a KeyError: a misspelt judge must not look like a missing one.
    """
    if name not in NAMES:
        raise KeyError(name)
    for judge in PYTHON_JUDGES:
        if judge.name == name:
            return _distribution(name)
    for script in NODE_JUDGES:
        if script.name == name:
            return _existing(NPM / "node_modules" / script.entry)
    return _existing(BIN / name)


def require(name: str) -> Path:
    """The judge, or the end of the test: a counted skip, in CI a failure."""
    judge = find(name)
    if judge is not None:
        return judge
    reason = f"{MISSING}{name} (run `python -m tests.judges`)"
    if judges_are_required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def judges_are_required() -> bool:
    return os.environ.get(REQUIRED) == "1"


def _existing(path: Path) -> Path | None:
    return path if path.exists() else None


def _distribution(name: str) -> Path | None:
    try:
        return Path(str(metadata.distribution(name).locate_file("")))
    except metadata.PackageNotFoundError:
        return None
