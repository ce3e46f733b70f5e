"""Runs one of the small scripts of `tests/judges/npm` where node finds the locked packages."""

from __future__ import annotations

from tests.judges.lookup import require
from tests.judges.places import NPM, NPM_SOURCE
from tests.judges.process import Verdict, run


def run_script(judge: str, stdin: str) -> Verdict:
    """Runs `<judge>.mjs` with `stdin`; skips or fails the test if the judge is missing."""
    require(judge)
    # Evaluated, since a module in a file would look for its imports beside that file.
    source = (NPM_SOURCE / f"{judge}.mjs").read_text(encoding="utf-8")
    return run("node", "--input-type=module", "--eval", source, cwd=NPM, stdin=stdin)
