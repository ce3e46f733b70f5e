"""Where panels stand: 24 columns, no holes, nothing beyond the edge.

A line is filled from the left. What is left of its width goes to its panels, and all of them are
as tall as the tallest, so a panel's place depends on nothing outside its own row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Size:
    """What a panel would like: 1 to 24 columns; `starts_line` puts it at the left edge."""

    width: int
    height: int
    starts_line: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A panel's rectangle; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


def flow(sizes: Sequence[Size], top: int = 0) -> tuple[tuple[Place, ...], int]:
    """(the place of each, the line under the lowest). Raises ValueError for an impossible size."""
    places: list[Place] = []
    for line in _lines(sizes):
        height, x = max(size.height for size in line), 0
        for width in _stretched([size.width for size in line]):
            places.append(Place(x, top, width, height))
            x += width
        top += height
    return tuple(places), top


def _lines(sizes: Sequence[Size]) -> list[list[Size]]:
    lines: list[list[Size]] = []
    left = 0
    for size in sizes:
        if not 0 < size.width <= COLUMNS or size.height <= 0:
            raise ValueError(f"no panel is {size.width} by {size.height}")
        if size.starts_line or size.width > left:
            lines.append([])
            left = COLUMNS
        lines[-1].append(size)
        left -= size.width
    return lines


def _stretched(widths: Sequence[int]) -> list[int]:
    """The widths in proportion, so that they fill the line to its last column."""
    total, taken, given = sum(widths), 0, 0
    stretched = []
    for width in widths:
        taken += width
        edge = taken * COLUMNS // total
        stretched.append(edge - given)
        given = edge
    return stretched
