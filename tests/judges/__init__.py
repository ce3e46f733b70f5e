"""The outside judges of the conformance tests. `python -m tests.judges` brings them all."""

from __future__ import annotations

from tests.judges.lookup import find, require
from tests.judges.process import Verdict, run

__all__ = ["Verdict", "find", "require", "run"]
