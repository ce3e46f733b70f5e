"""What stands under one source line: underlines, and the labels that hang from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opsgen.diagnostics.render.screen import Screen, Style
from opsgen.diagnostics.render.window import Window


@dataclass(frozen=True, slots=True)
class Stroke:
    """Underline the characters `start` to `end` of a line with `sign`."""

    start: int
    end: int
    sign: str
    style: Style
    label: str = ""


@dataclass(slots=True)
class _Row:
    """Text put together at columns, later over earlier."""

    cells: list[tuple[str, Style]] = field(default_factory=list)

    def put(self, column: int, text: str, style: Style) -> None:
        self.cells += [(" ", "")] * (column + len(text) - len(self.cells))
        self.cells[column : column + len(text)] = [(char, style) for char in text]

    def painted(self, screen: Screen) -> str:
        out, run = "", ""
        style: Style = ""
        for char, next_style in self.cells:
            if next_style != style:
                out, run = out + screen.paint(style, run), ""
                style = next_style
            run += char
        return out + screen.paint(style, run)


def rows(strokes: Sequence[Stroke], window: Window, screen: Screen) -> list[str]:
    """The underlines on one row, the outermost label behind it, the others below.

    From each of the others a bar leads down to its label, which stands on a row of its own,
    so that no label can run into the next.
    """
    if not strokes:
        return []

    def left(stroke: Stroke) -> int:
        return window.column(stroke.start)

    def right(stroke: Stroke) -> int:
        return max(window.column(stroke.end), left(stroke) + 1)

    underline = _Row()
    for stroke in sorted(strokes, key=lambda each: each.sign == "^"):
        underline.put(left(stroke), stroke.sign * (right(stroke) - left(stroke)), stroke.style)
    outermost = max(strokes, key=lambda each: (right(each), bool(each.label)))
    if outermost.label:
        underline.put(right(outermost) + 1, screen.clean(outermost.label), outermost.style)
    hanging = [stroke for stroke in strokes if stroke.label and stroke is not outermost]
    hanging.sort(key=left)

    def bars(upto: Sequence[Stroke]) -> _Row:
        row = _Row()
        for stroke in upto:
            row.put(left(stroke), "|", stroke.style)
        return row

    below = [bars(hanging)] if hanging else []
    while hanging:
        stroke = hanging.pop()
        row = bars(hanging)
        row.put(left(stroke), screen.clean(stroke.label), stroke.style)
        below.append(row)
    return [row.painted(screen) for row in (underline, *below)]
