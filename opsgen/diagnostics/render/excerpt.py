"""Numbered source lines with what is meant underlined, in the manner of rustc."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsgen.diagnostics.model import Span
from opsgen.diagnostics.render import strokes
from opsgen.diagnostics.render.screen import Screen, Style
from opsgen.diagnostics.render.strokes import Stroke
from opsgen.diagnostics.render.window import WIDTH, window

_TALL = 6
"""Of a span over more lines only the first three and the last are shown."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What to underline: the primary mark with `^`, a related one with `-` and its label."""

    span: Span
    style: Style
    label: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """A primary mark over several lines, drawn as a bracket in a lane left of the source."""

    first: int
    start: int
    last: int
    end: int
    style: Style
    slash: bool
    """It begins where its line or list item does, so one `/` opens it."""

    def bar(self, number: int) -> str:
        if number == self.first:
            return "/" if self.slash else " "
        return "|" if self.first < number <= self.last else " "

    def corner(self, number: int) -> int | None:
        """The character of the line to which the bracket reaches."""
        if number == self.last:
            return self.end - 1
        return self.start if number == self.first and not self.slash else None


def excerpt(lines: Sequence[str], marks: Sequence[Mark], margin: int, screen: Screen) -> list[str]:
    """The lines that `marks` touch. `margin` is the width of the column of line numbers."""
    by_line: dict[int, list[Stroke]] = {}
    block: _Block | None = None
    for mark in marks:
        first, start, last, end = _extent(mark.span, lines)
        if mark.primary and last > first:
            slash = not lines[first][:start].strip(" -")
            block = _Block(first, start, last, end, mark.style, slash)
            head = range(first, last) if last - first < _TALL else range(first, first + 3)
            by_line.update({number: by_line.get(number, []) for number in (*head, last)})
            continue
        if last > first:
            end = len(lines[first].rstrip())
        sign = "^" if mark.primary else "-"
        by_line.setdefault(first, []).append(Stroke(start, end, sign, mark.style, mark.label))

    for above, below in pairwise(sorted(by_line)):
        if below == above + 2:  # as short as the dots that would stand for it
            by_line[above + 1] = []
    rows = [gutter(None, margin, screen)]
    previous = min(by_line)
    for number, strokes_here in sorted(by_line.items()):
        if number > previous + 1:
            lane = _lane(block.bar(number), block, screen) if block else ""
            rows.append((screen.paint("frame", "...") + " " * margin + lane).rstrip())
        previous = number
        for label, text in _line(number, lines[number], strokes_here, block, screen):
            rows.append(f"{gutter(label, margin, screen)} {text}".rstrip())
    return rows


def gutter(number: int | None, margin: int, screen: Screen, bar: str = "|") -> str:
    """The line number (given 0-based, None for a row without one) and a bar."""
    label = "" if number is None else str(number + 1)
    return screen.paint("frame", f"{label:>{margin}} {bar}")


def _line(
    number: int, line: str, marked: Sequence[Stroke], block: _Block | None, screen: Screen
) -> Iterator[tuple[int | None, str]]:
    """The rows of one source line; only those that show source carry its number.

    Marks too far apart for one row of a long line get a row of source each.
    """
    bar = block.bar(number) if block else ""
    corner = block.corner(number) if block else None
    corners = [] if corner is None else [Stroke(corner, corner + 1, "", "")]
    for cluster in _clusters([*marked, *corners]) or [[]]:
        start = min((stroke.start for stroke in cluster), default=0)
        end = max((stroke.end for stroke in cluster), default=0)
        view = window(line, start, end, screen)
        yield number, _lane(bar, block, screen) + view.shown
        bar = "|" if bar == "/" else bar
        for row in strokes.rows([stroke for stroke in cluster if stroke.sign], view, screen):
            yield None, _lane(bar, block, screen) + row
        if block and corner is not None and corners[0] in cluster:
            reach = bar + "_" * (view.column(corner) + 1) + "^"
            yield None, screen.paint(block.style, reach)
            bar = "|" if number == block.first else " "


def _lane(bar: str, block: _Block | None, screen: Screen) -> str:
    return screen.paint(block.style, bar) + " " if block else ""


def _clusters(marked: Sequence[Stroke]) -> list[list[Stroke]]:
    clusters: list[list[Stroke]] = []
    for stroke in sorted(marked, key=lambda each: (each.start, each.end)):
        if clusters and stroke.end - clusters[-1][0].start <= WIDTH - 20:
            clusters[-1].append(stroke)
        else:
            clusters.append([stroke])
    return clusters


def _extent(span: Span, lines: Sequence[str]) -> tuple[int, int, int, int]:
    """First line, start, last line, end: 0-based, inside of `lines`, without a blank tail."""
    first = min(span.start.line, len(lines)) - 1
    start = min(span.start.col - 1, len(lines[first]))
    last = min(span.end.line, len(lines)) - 1
    end = min(span.end.col - 1, len(lines[last]))
    while last > first and not lines[last][:end].strip():
        last -= 1
        end = len(lines[last].rstrip())
    return first, start, last, end
