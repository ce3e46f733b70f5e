"""The evaluator gives what both real engines give for the lowered expression, on random worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from opsgen.proof import PROMETHEUS_2_42, PROMETHEUS_3, Evaluator, Samples, Vector
from tests.judges import promtool
from tests.proof.backfill import Backfilled, backfilled
from tests.proof.generated import KINDS, LENGTH, START, Case, cases

EACH = 25
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


def differences(case: Case, version: str, server: Backfilled) -> list[str]:
    evaluator = Evaluator(Samples(case.tracks), case.interval, READING[version])
    query = to_promql(Lowering(case.interval).value(case.value))
    told = server.span(query, *SPAN)
    found = []
    for at in range(SPAN[0], SPAN[1] + 1, SPAN[2]):
        ours = evaluator.vector(case.value, at)
        if not alike(ours, told[at]):
            found.append(f"{case.name} at {at}: {ours} is not {told[at]}\n{query}")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_value_is_what_the_engine_says(
    kind: str, engine: tuple[str, Backfilled]
) -> None:
    version, server = engine
    of_kind = [case for case in CASES if case.name.startswith(f"{kind}-")]
    assert len(of_kind) == EACH
    found = [text for case in of_kind for text in differences(case, version, server)]
    assert not found, "\n".join(found[:3])
