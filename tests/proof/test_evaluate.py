"""The evaluator gives what both real engines give for the lowered expression, on random worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from opsgen.proof import PROMETHEUS_2_42, PROMETHEUS_3, Evaluator, Reading, Samples, Vector
from tests.judges import promtool
from tests.proof.backfill import Backfilled, backfilled
from tests.proof.generated import KINDS, LENGTH, START, Case, cases

EACH = 16
READING = dict(zip(promtool.VERSIONS, (PROMETHEUS_2_42, PROMETHEUS_3), strict=True))
SPAN = (START + LENGTH // 4, START + LENGTH, 411)
"""Instants at which a case is asked: on no edge of a scrape, an evaluation or an hour."""
CASES = cases(EACH)


@pytest.fixture(scope="module", params=promtool.VERSIONS)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Backfilled]]:
    tracks = [track for case in CASES for track in case.tracks]
    folder = tmp_path_factory.mktemp(f"engine-{request.param}")
    with backfilled(tracks, request.param, folder) as server:
        yield request.param, server


def alike(left: Vector, right: Vector) -> bool:
    return left.keys() == right.keys() and all(close(left[k], right[k]) for k in left)


def close(left: float, right: float) -> bool:
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)


def differences(case: Case, reading: Reading, server: Backfilled) -> Iterator[str]:
    evaluator = Evaluator(Samples(case.tracks), case.interval, reading)
    query = to_promql(Lowering(case.interval).value(case.value))
    told = server.span(query, *SPAN)
    for at in range(SPAN[0], SPAN[1] + 1, SPAN[2]):
        ours = evaluator.vector(case.value, at)
        if not alike(ours, told[at]):
            yield f"{case.name} at {at}: {ours} is not {told[at]}\n{query}"


def of_kind(kind: str) -> list[Case]:
    return [case for case in CASES if case.name.startswith(f"{kind}-")]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_value_is_what_the_engine_says(
    kind: str, engine: tuple[str, Backfilled]
) -> None:
    version, server = engine
    assert len(of_kind(kind)) == EACH
    found = [text for case in of_kind(kind) for text in differences(case, READING[version], server)]
    assert not found, "\n".join(found[:3])


@pytest.mark.parametrize("kind", KINDS)
def test_most_cases_have_figures(kind: str) -> None:
    at = START + LENGTH // 2
    known = [Evaluator(Samples(c.tracks), c.interval).vector(c.value, at) for c in of_kind(kind)]
    assert sum(map(bool, known)) >= EACH // 4


@pytest.mark.parametrize(
    "wrong",
    [
        Reading(open_left=False, half_before_zero=True),
        Reading(open_left=True, half_before_zero=False),
    ],
    ids=["closed windows", "zero before half"],
)
def test_another_way_of_reading_is_seen(wrong: Reading, engine: tuple[str, Backfilled]) -> None:
    version, server = engine
    counted = [case for kind in ("rate", "increase", "ratio") for case in of_kind(kind)]
    if wrong.open_left == READING[version].open_left:
        # Only counters that were born between two scrapes tell the two apart.
        wrong = replace(wrong, half_before_zero=not READING[version].half_before_zero)
    assert any(any(differences(case, wrong, server)) for case in counted)


def test_a_figure_that_is_a_billionth_off_is_seen() -> None:
    assert alike({(): 1.0, (("a", "b"),): math.nan}, {(): 1.0, (("a", "b"),): math.nan})
    assert not alike({(): 1.0}, {(): 1.0 + 2e-9})
    assert not alike({(): 0.0}, {})
    assert not alike({(): math.nan}, {(): 0.0})
