"""Tabs: legal inside quotes, block texts and comments, refused as separation.

libyaml and PyYAML's own parser read a tab after a colon or inside a plain scalar in two
ways, and YAML forbids it as indentation; refusing all of them gives one meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from opsgen.source.tree import Scalar

_COMMENT = re.compile(r"(?<![^ \t\n])#")

_INDENTED_BY_TAB = re.compile(r"[|>][+-]?[ \t]*(?:#[^\n]*)?\n(?: *\n)* *\t")


def allowed(text: str, scalar: Scalar) -> tuple[int, int]:
    """Where in a scalar's text tabs may stand: past the header of a block text, and past a
    tab that would have to tell its indentation."""
    if scalar.style not in "|>":
        return scalar.start, scalar.end if scalar.style else scalar.start
    bad = _INDENTED_BY_TAB.match(text, scalar.start, scalar.end)
    header = text.find("\n", scalar.start, scalar.end)
    return bad.end() if bad else (scalar.end if header < 0 else header), scalar.end


def outside(text: str, scalars: list[tuple[int, int]]) -> Iterator[int]:
    """Offset of the first bad tab of each line. `scalars` may hold tabs."""
    starts = [start for start, _ in scalars]
    tab = text.find("\t")
    while tab >= 0:
        index = bisect_right(starts, tab) - 1
        inside = index >= 0 and tab < scalars[index][1]
        if inside:
            tab = text.find("\t", scalars[index][1])
            continue
        line = text.rfind("\n", 0, tab) + 1
        begin = max(line, scalars[index][1]) if index >= 0 else line
        if not _COMMENT.search(text, begin, tab):
            yield tab
        end = text.find("\n", tab)
        tab = -1 if end < 0 else text.find("\t", end)
