"""Every rule of markdownlint but line length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.judges.lookup import require
from tests.judges.places import NPM_SOURCE
from tests.judges.process import Verdict, run

CONFIG = NPM_SOURCE / ".markdownlint-cli2.jsonc"


def check(files: Sequence[Path]) -> Verdict:
    """Good if no file has a finding. No files is a mistake of the test: ValueError."""
    if not files:
        raise ValueError("no file to check")
    literal = [f":{file.resolve()}" for file in files]
    # A folder without configuration of its own, so that only ours counts.
    return run("node", require("markdownlint"), "--config", CONFIG, *literal, cwd=NPM_SOURCE)
