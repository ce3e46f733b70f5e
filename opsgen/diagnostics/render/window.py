"""One source line as the terminal shows it, cut around what matters if it is long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from opsgen.diagnostics.render.screen import Screen, width

WIDTH = 100
"""Columns of source text; a longer line is cut."""

_AFTER = 12
"""Columns kept behind the marks if the line starts at its own start."""


@dataclass(frozen=True, slots=True)
class Window:
    """`shown` is the visible text; `column` finds a character of the line in it."""

    shown: str
    first: int
    columns: tuple[int, ...]

    def column(self, index: int) -> int:
        """The 0-based column of the character `index` of the line, or the nearest visible."""
        return self.columns[min(max(index - self.first, 0), len(self.columns) - 1)]


def window(line: str, start: int, end: int, screen: Screen) -> Window:
    """The part of `line` around its characters `start` to `end`."""
    # A line may have a million characters: look only at those that could be shown.
    near = max(0, start - WIDTH)
    glyphs = [screen.glyph(char) for char in line[near : min(end, start + WIDTH) + WIDTH]]
    columns = list(accumulate(map(width, glyphs), initial=0))
    from_left, whole = near == 0, near + len(glyphs) == len(line)
    left, right = 0, len(glyphs)
    if not (from_left and whole and columns[-1] <= WIDTH):
        marked = columns[min(start - near, right)], columns[min(end - near, right)]
        if not (from_left and marked[1] + _AFTER <= WIDTH):
            spare = max(0, WIDTH - (marked[1] - marked[0]))
            left = bisect_left(columns, marked[0] - spare // 2)
        right = bisect_right(columns, columns[left] + WIDTH) - 1
    before = screen.ellipsis if left or not from_left else ""
    after = screen.ellipsis if right < len(glyphs) or not whole else ""
    shift = len(before) - columns[left]
    return Window(
        before + "".join(glyphs[left:right]) + after,
        near + left,
        tuple(column + shift for column in columns[left : right + 1]),
    )


@lru_cache(maxsize=4)  # up to 50 findings share one text of up to 4 MiB
def split_lines(text: str) -> tuple[str, ...]:
    """The lines as positions count them: only a line feed ends one."""
    return tuple(line.removesuffix("\r") for line in text.split("\n"))
