"""Do the panels of a dashboard fill the grid: inside its 24 columns, none on another, no hole?

Grafana pushes panels up and never to the side, so what is not filled is seen as a hole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.judges.grafana_lint.read_classic import Json

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A panel's place, in columns and lines of the grid."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Panels that share a grid, and the line where it begins."""

    name: str
    top: int
    boxes: tuple[Box, ...]

    @property
    def bottom(self) -> int:
        return max((box.y + box.height for box in self.boxes), default=self.top)


def faults(document: Json) -> list[str]:
    """What a reader would see out of its place, and ids that are not one panel's own."""
    if "elements" in document.get("spec", {}):
        return [*_resource_faults(document["spec"])]
    return [*_classic_faults(document)]


def _classic_faults(document: Json) -> Iterator[str]:
    panels = document.get("panels", ())
    every = [*panels, *(one for row in panels for one in row.get("panels", ()))]
    yield from _id_faults([one.get("id") for one in every])
    row: Any = None
    bottom, held = 0, []
    for one in [*panels, None]:
        if one is not None and one["type"] != "row":
            held.append(_box(one))
            continue
        grid = Grid(row["title"] if row else "before the first row", bottom, tuple(held))
        yield from _grid_faults(grid)
        bottom, held = grid.bottom, []
        if one is None:
            return
        row, place = one, _box(one)
        if (place.x, place.y, place.width, place.height) != (0, bottom, COLUMNS, 1):
            yield f"row {place.name!r} is not one line at {bottom}"
        bottom += 1
        inner = Grid(place.name, bottom, tuple(_box(panel) for panel in one.get("panels", ())))
        if inner.boxes and not one.get("collapsed"):
            yield f"row {place.name!r} is open, and holds panels of its own"
        yield from _grid_faults(inner)


def _box(panel: Json) -> Box:
    place = panel["gridPos"]
    return Box(panel.get("title", ""), place["x"], place["y"], place["w"], place["h"])


def _resource_faults(spec: Json) -> Iterator[str]:
    yield from _id_faults([one["spec"]["id"] for one in spec["elements"].values()])
    grids = list(_grids(spec["layout"], spec["title"]))
    for grid in grids:
        yield from _grid_faults(grid)
    shown = Counter(box.name for grid in grids for box in grid.boxes)
    for name in sorted(spec["elements"].keys() | shown):
        if name not in spec["elements"]:
            yield f"{name!r} has a place and is no element"
        elif shown[name] != 1:
            yield f"{name!r} has {shown[name]} places"


def _grids(layout: Json, name: str) -> Iterator[Grid]:
    match layout["kind"]:
        case "GridLayout":
            items = [one["spec"] for one in layout["spec"]["items"]]
            yield Grid(name, 0, tuple(_item(one) for one in items))
        case "RowsLayout":
            for row in layout["spec"]["rows"]:
                yield from _grids(row["spec"]["layout"], row["spec"].get("title", ""))
        case kind:
            raise ValueError(f"no grid in a layout of kind {kind}")


def _item(item: Json) -> Box:
    return Box(item["element"]["name"], item["x"], item["y"], item["width"], item["height"])


def _id_faults(ids: Sequence[object]) -> Iterator[str]:
    for id_, count in Counter(ids).items():
        if not isinstance(id_, int) or id_ < 1:
            yield f"{id_!r} is no id"
        elif count > 1:
            yield f"{count} panels have the id {id_}"


def _grid_faults(grid: Grid) -> Iterator[str]:
    filled: dict[tuple[int, int], str] = {}
    for box in grid.boxes:
        if box.width < 1 or box.height < 1 or box.x < 0 or box.y < grid.top:
            yield f"{box.name!r} is nowhere in {grid.name!r}"
        if box.x + box.width > COLUMNS:
            yield f"{box.name!r} goes beyond the last column of {grid.name!r}"
        cells = [
            (x, y)
            for x in range(box.x, box.x + box.width)
            for y in range(box.y, box.y + box.height)
        ]
        for other in sorted({filled[cell] for cell in cells if cell in filled}):
            yield f"{box.name!r} lies on {other!r}"
        filled |= dict.fromkeys(cells, box.name)
    for y in range(grid.top, grid.bottom):
        if hole := [x for x in range(COLUMNS) if (x, y) not in filled]:
            yield f"{grid.name!r} has a hole at column {hole[0]}, line {y}"
