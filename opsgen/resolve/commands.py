"""Which line of a diagnosis is the first that a person can type."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opsgen.plan.steps import is_command, lines

_QUOTED = re.compile(r"`([^`]+)`")


def first_command(texts: Iterable[str]) -> str | None:
    """The first line, or quoted part of a line, that looks like a command; None if none does."""
    for line in lines(texts):
        quoted = _QUOTED.search(line)
        candidate = line if quoted is None else quoted[1]
        if is_command(candidate):
            return candidate
    return None
