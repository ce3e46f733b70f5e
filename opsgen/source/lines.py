"""Offsets of a text turned into lines and columns."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

from opsgen.diagnostics.model import Position, Span

_BREAK = re.compile("\n")


class Lines:
    """Where the lines of one text begin. Offsets outside of the text are clamped."""

    __slots__ = ("_length", "_starts", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._length = len(text)
        # An array, for a list of a million line starts takes five times the room.
        self._starts = array("L", (match.end() for match in _BREAK.finditer(text)))
        self._starts.insert(0, 0)

    def position(self, offset: int) -> Position:
        offset = min(max(offset, 0), self._length)
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1, offset)

    def span(self, start: int, end: int | None = None) -> Span:
        """The stretch from `start` to `end`; an empty one at `start` without `end`."""
        first = self.position(start)
        return Span(self.file, first, first if end is None else self.position(max(start, end)))

    def line_start(self, offset: int) -> int:
        """Offset of the first character of the line that holds `offset`."""
        return self._starts[self.position(offset).line - 1]

    def line_end(self, offset: int) -> int:
        """Offset of the line break (or of the end of text) after `offset`."""
        end = self.text.find("\n", offset)
        return self._length if end < 0 else end
