"""Spans for tests, found by their text."""

from __future__ import annotations

from opsgen.diagnostics import Position, Span

FILE = "operations.yaml"


def position(text: str, offset: int) -> Position:
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - line_start + 1, offset)


def between(text: str, start: int, end: int, file: str = FILE) -> Span:
    return Span(file, position(text, start), position(text, end))


def span(text: str, part: str, nth: int = 1, file: str = FILE) -> Span:
    """The `nth` place where `part` stands in `text`."""
    start = -1
    for _ in range(nth):
        start = text.index(part, start + 1)
    return between(text, start, start + len(part), file)
