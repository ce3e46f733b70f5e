"""What a world exports, added up as promtool adds it up."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from opsgen.proof import Track, World
from opsgen.proof.courses import Tempo
from opsgen.proof.runs import Run, Runs
from opsgen.proof.tempo import Pace
from opsgen_targets.prometheus.exported import exported

SLOPES = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))
"""Neither so small nor so large that they are written with an exponent."""


def values(*runs: tuple[float, int]) -> str:
    """Of a counter with one run of so many samples for each slope."""
    made: list[Run] = []
    for slope, count in runs:
        start, first = 0, 0.0
        if made:
            last = made[-1]
            start, first = last.start + last.count, last[last.count - 1][1] + slope
        made.append(Run(start, 1, count, first, slope))
    track = Track("x", (), Runs(tuple(made)))
    world = World("w", "above", Pace(1, 1, 1), {}, (track,), (), Tempo(1, 1, 1, 1))
    (series,) = exported(world)
    return str(series["values"])


def added(text: str) -> Iterator[float]:
    """prometheus, promql/parser/generated_parser.y, series_item: the slope is added each time."""
    for item in text.split(" "):
        head, _, count = item.partition("x")
        first, _, slope = head.partition("+")
        figure = float(first)
        for _ in range(int(count or 0) + 1):
            yield figure
            figure += float(slope or 0)


@given(st.lists(st.tuples(SLOPES, st.integers(1, 200)), min_size=1, max_size=4))
def test_a_counter_never_falls(runs: list[tuple[float, int]]) -> None:
    figures = list(added(values(*runs)))
    assert len(figures) == sum(count for _, count in runs)
    assert figures == sorted(figures)


def test_a_counter_that_stands_still_stays_where_its_sum_came_to() -> None:
    assert values((122.7, 126), (0.0, 70)) == "0+122.7x125 15337.500000000035x69"


def test_a_figure_that_is_no_lower_is_written_in_few_digits() -> None:
    assert values((0.06, 126), (0.0, 70)) == "0+0.06x125 7.5x69"
