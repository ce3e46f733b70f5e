"""Lines of two and three: no panel as wide as the page, and what is read together side by side."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen_targets.grafana.packing import lines

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=40)


@settings(deadline=None)
@given(SIZES)
def test_every_panel_has_a_neighbour(sizes: list[int]) -> None:
    found = lines(sizes)
    assert sum(found) == sum(sizes)
    assert set(found) <= {2, 3} or sizes == [1]


@pytest.mark.parametrize(("sizes", "wanted"), [
    ([], []),
    ([1], [1]),
    ([1, 1, 1], [3]),
    ([1, 1, 1, 1], [2, 2]),
    ([2, 1, 1, 1], [3, 2]),
    ([1, 2, 2], [3, 2]),
    ([1, 2, 1, 2], [3, 3]),
])  # fmt: skip
def test_a_group_stays_on_its_line(sizes: list[int], wanted: list[int]) -> None:
    assert lines(sizes) == wanted
