"""An edit as the lines that it removes and adds."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.diagnostics.model import Edit
from opsgen.diagnostics.render.excerpt import gutter
from opsgen.diagnostics.render.screen import Screen, Style
from opsgen.diagnostics.render.window import split_lines, window

_SHORT = 8
"""A change of more lines is left to the words of the help."""


def change(edits: Sequence[Edit], text: str, margin: int, screen: Screen) -> list[str]:
    """The changed lines of `text`, the file that all `edits` are about; none if too many."""
    edits = sorted(edits, key=lambda edit: edit.span)
    first = edits[0].span.start
    line_start = first.offset - (first.col - 1)
    begin = text.rfind("\n", 0, max(0, line_start - 1)) + 1  # one line more, to say behind which
    newline = text.find("\n", edits[-1].span.end.offset)
    end = len(text) if newline < 0 else newline
    new, done = "", begin
    for edit in edits:
        new += text[done : edit.span.start.offset] + edit.text
        done = edit.span.end.offset
    before = split_lines(text[begin:end])
    after = split_lines(new + text[done:end])
    above = _alike(before, after)
    below = _alike(before[above:][::-1], after[above:][::-1])
    removed = before[above : len(before) - below]
    added = after[above : len(after) - below]
    if not 0 < len(removed) + len(added) <= _SHORT:
        return []
    # If a line is long, show the part where the two begin to differ.
    spot = _alike(removed[0], added[0]) if removed and added else 0
    number = first.line - 1 - (begin < line_start) + above
    rows: list[tuple[int, str, Style, str]] = []
    if above and not removed:
        rows.append((number - 1, " ", "", before[above - 1]))
    rows += [(number + index, "-", "removed", line) for index, line in enumerate(removed)]
    rows += [(number + index, "+", "added", line) for index, line in enumerate(added)]
    return [
        f"{gutter(number, margin, screen, sign)} "
        + screen.paint(style, window(line, spot, spot, screen).shown)
        for number, sign, style, line in rows
    ]


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many elements they have in common from the start on."""
    pairs = zip(before, after, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(before), len(after)))
