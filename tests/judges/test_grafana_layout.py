"""The judge of the grid sees every planted hole, overlap and overflow, in both schemas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.judges import grafana_layout

Json = dict[str, Any]
Place = tuple[int, int, int, int]
"""x, y, width, height."""


def classic_panel(id_: int, place: Place, **more: object) -> Json:
    grid = dict(zip("xywh", place, strict=True))
    return {"id": id_, "type": "stat", "title": f"p{id_}", "gridPos": grid, **more}


def classic(places: Sequence[Place], *, open_: bool = True) -> Json:
    """A row, with the panels behind it or in it, and another row."""
    panels = [classic_panel(i, place) for i, place in enumerate(places, 3)]
    bottom = max((y + height for _, y, _, height in places), default=1) if open_ else 1
    first = classic_panel(1, (0, 0, 24, 1), type="row", collapsed=not open_)
    last = classic_panel(2, (0, bottom, 24, 1), type="row", collapsed=False)
    return {"panels": [first, *panels, last] if open_ else [{**first, "panels": panels}, last]}


def resource(places: Sequence[Place]) -> Json:
    """One grid within rows; a grid of the resource counts from its own top."""
    elements = {f"p{i}": {"kind": "Panel", "spec": {"id": i}} for i, _ in enumerate(places, 3)}
    items = [
        {"spec": {"element": {"name": f"p{i}"}, "x": x, "y": y - 1, "width": w, "height": h}}
        for i, (x, y, w, h) in enumerate(places, 3)
    ]
    grid = {"kind": "GridLayout", "spec": {"items": items}}
    row = {"kind": "RowsLayoutRow", "spec": {"title": "p1", "layout": grid}}
    layout = {"kind": "RowsLayout", "spec": {"rows": [row]}}
    return {"spec": {"title": "Demo", "elements": elements, "layout": layout}}


FORMS = {
    "open row": classic,
    "closed row": lambda places: classic(places, open_=False),
    "resource": resource,
}
FULL: list[tuple[str, Sequence[Place]]] = [
    ("nothing", []),
    ("one", [(0, 1, 24, 8)]),
    ("two", [(0, 1, 12, 8), (12, 1, 12, 8)]),
    ("a tall one beside two", [(0, 1, 12, 8), (12, 1, 12, 4), (12, 5, 12, 4)]),
]
FAULTS: list[tuple[str, Sequence[Place], str]] = [
    ("hole at the right", [(0, 1, 12, 8)], "'p1' has a hole at column 12, line "),
    ("hole at the left", [(6, 1, 18, 8)], "'p1' has a hole at column 0, line "),
    ("hole in a line", [(0, 1, 12, 8), (12, 1, 12, 4)], "'p1' has a hole at column 12, line "),
    ("hole at the top", [(0, 2, 24, 4)], "'p1' has a hole at column 0, line "),
    ("overlap", [(0, 1, 24, 8), (0, 8, 24, 4)], "'p4' lies on 'p3'"),
    ("overflow", [(0, 1, 12, 8), (12, 1, 18, 8)], "'p4' goes beyond the last column"),
    ("before the first column", [(-1, 1, 25, 8)], "'p3' is nowhere"),
    ("no height", [(0, 1, 24, 0)], "'p3' is nowhere"),
    ("above its row", [(0, 0, 24, 8)], "'p3' is nowhere"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("what", "places"), FULL, ids=[what for what, _ in FULL])
def test_a_full_grid_has_no_fault(what: str, places: Sequence[Place], form: str) -> None:
    assert grafana_layout.faults(FORMS[form](places)) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("what", "places", "told"), FAULTS, ids=[what for what, *_ in FAULTS])
def test_a_planted_fault_is_told(what: str, places: Sequence[Place], told: str, form: str) -> None:
    assert any(one.startswith(told) for one in grafana_layout.faults(FORMS[form](places)))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ((0, 9, 24, 2), "row 'p2' is not one line at 9"),
        ((0, 10, 24, 1), "row 'p2' is not one line at 9"),
        ((0, 9, 12, 1), "row 'p2' is not one line at 9"),
    ],
)
def test_a_row_is_one_line_under_what_is_above_it(place: Place, told: str) -> None:
    document = classic([(0, 1, 24, 8)])
    document["panels"][-1]["gridPos"] = dict(zip("xywh", place, strict=True))
    assert grafana_layout.faults(document) == [told]


def test_an_open_row_holds_no_panels() -> None:
    document = classic([(0, 1, 24, 8)], open_=False)
    document["panels"][0]["collapsed"] = False
    assert grafana_layout.faults(document) == ["row 'p1' is open, and holds panels of its own"]


@pytest.mark.parametrize("id_", [0, None, "3", 1])
def test_a_panel_has_an_id_of_its_own(id_: object) -> None:
    document = classic([(0, 1, 24, 8)])
    document["panels"][1]["id"] = id_
    told = "2 panels have the id 1" if id_ == 1 else f"{id_!r} is no id"
    assert grafana_layout.faults(document) == [told]


def test_every_element_has_one_place() -> None:
    document = resource([(0, 1, 24, 8)])
    elements = document["spec"]["elements"]
    elements["p9"] = {"kind": "Panel", "spec": {"id": 9}}
    assert grafana_layout.faults(document) == ["'p9' has 0 places"]
    elements["p8"] = elements.pop("p3")
    assert grafana_layout.faults(document) == [
        "'p3' has a place and is no element",
        "'p8' has 0 places",
        "'p9' has 0 places",
    ]
