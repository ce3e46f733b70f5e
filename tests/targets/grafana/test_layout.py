"""Panels fill the grid: 24 columns, no hole, none on another, in the order in which they came."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen_targets.grafana.layout import COLUMNS, Place, Size, flow

SIZES = st.lists(
    st.builds(Size, st.integers(1, COLUMNS), st.integers(1, 12), st.booleans()), max_size=40
)


def cells(place: Place) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(place.x, place.x + place.width)
        for y in range(place.y, place.y + place.height)
    ]


@settings(deadline=None)
@given(SIZES, st.integers(0, 500))
def test_every_cell_down_to_the_end_belongs_to_one_panel(sizes: list[Size], top: int) -> None:
    places, end = flow(sizes, top)
    covered = [cell for place in places for cell in cells(place)]
    assert sorted(covered) == [(x, y) for x in range(COLUMNS) for y in range(top, end)]


@settings(deadline=None)
@given(SIZES)
def test_panels_are_read_in_the_order_in_which_they_came(sizes: list[Size]) -> None:
    places, _ = flow(sizes)
    assert len(places) == len(sizes)
    assert sorted(places, key=lambda place: (place.y, place.x)) == list(places)


@settings(deadline=None)
@given(SIZES)
def test_no_panel_is_smaller_than_it_asked_for(sizes: list[Size]) -> None:
    for size, place in zip(sizes, flow(sizes)[0], strict=True):
        assert place.width >= size.width
        assert place.height >= size.height


@settings(deadline=None)
@given(SIZES, SIZES)
def test_what_comes_later_moves_nothing_that_fills_its_line(
    before: list[Size], after: list[Size]
) -> None:
    alone, end = flow(before)
    together, _ = flow([*before, Size(COLUMNS, 3), *after])
    assert together[: len(before)] == alone
    assert together[len(before)] == Place(0, end, COLUMNS, 3)


def test_a_panel_that_starts_a_line_leaves_none_of_the_line_before_empty() -> None:
    places, end = flow([Size(12, 8), Size(8, 8, starts_line=True), Size(8, 8), Size(8, 6)], 5)
    assert places == (
        Place(0, 5, 24, 8), Place(0, 13, 8, 8), Place(8, 13, 8, 8), Place(16, 13, 8, 8)
    )  # fmt: skip
    assert end == 21


def test_what_does_not_divide_evenly_still_ends_at_the_edge() -> None:
    places, _ = flow([Size(4, 4)] * 5)
    assert [place.width for place in places] == [4, 5, 5, 5, 5]


def test_nothing_takes_no_place() -> None:
    assert flow([], 7) == ((), 7)


@pytest.mark.parametrize("size", [Size(0, 4), Size(25, 4), Size(4, 0)])
def test_an_impossible_size_is_refused(size: Size) -> None:
    with pytest.raises(ValueError, match="no panel"):
        flow([size])
