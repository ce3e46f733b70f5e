"""How samples are read where scrapes cannot show it: marks of an end, and edges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsgen.proof import PROMETHEUS_2_42, PROMETHEUS_3, Reading, Track
from tests.judges import promtool

READING = dict(zip(promtool.VERSIONS, (PROMETHEUS_2_42, PROMETHEUS_3), strict=True))
ENDED = Track("x", (), ((0, 1.0), (60, 2.0), (120, None), (600, 4.0)))


@pytest.mark.parametrize("reading", READING.values(), ids=READING)
def test_a_mark_of_an_end_ends_a_series_at_once(reading: Reading) -> None:
    assert reading.instant(ENDED, 119) == 2.0
    assert reading.instant(ENDED, 120) is None
    assert reading.instant(ENDED, 180) is None
    assert reading.instant(ENDED, 600) == 4.0
    assert reading.window(ENDED, 30, 600) == [(60, 2.0), (600, 4.0)]
    assert reading.newest(ENDED, 30, 400) == 2.0
    assert reading.newest(ENDED, 61, 400) is None


def test_the_versions_differ_at_the_edge_of_a_window_and_of_the_look_back() -> None:
    assert PROMETHEUS_2_42.instant(ENDED, 900) == 4.0
    assert PROMETHEUS_3.instant(ENDED, 900) is None
    assert len(PROMETHEUS_2_42.window(ENDED, 0, 60)) == 2
    assert len(PROMETHEUS_3.window(ENDED, 0, 60)) == 1
    assert list(PROMETHEUS_2_42.steps(60, 180, 60)) == [60, 120, 180]
    assert list(PROMETHEUS_3.steps(60, 180, 60)) == [120, 180]
    assert list(PROMETHEUS_3.steps(61, 179, 60)) == [120]


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_the_engines_read_marks_and_edges_so_too(version: str, tmp_path: Path) -> None:
    reading = READING[version]
    asked = [("x", at, reading.instant(ENDED, at)) for at in (119, 120, 180, 600, 900)]
    asked += [
        (f"count_over_time(x[{width}s])", at, len(reading.window(ENDED, at - width, at)) or None)
        for at, width in ((60, 60), (600, 570), (400, 340))
    ]
    assert _agrees(asked, version, tmp_path)
    query, at, _ = asked[0]
    assert not _agrees([(query, at, 3.0)], version, tmp_path)


def _agrees(asked: list[tuple[str, int, float | None]], version: str, folder: Path) -> bool:
    series = {"series": "x", "values": "1 2 stale _x7 4"}
    tests = [
        {"expr": query, "eval_time": f"{at}s", "exp_samples": _samples(query, figure)}
        for query, at, figure in asked
    ]
    world = {"interval": "1m", "input_series": [series], "promql_expr_test": tests}
    path = folder / "reading.yml"
    path.write_text(json.dumps({"rule_files": [], "tests": [world]}), encoding="utf-8")
    return bool(promtool.test_rules(path, version=version))


def _samples(query: str, figure: float | None) -> list[dict[str, object]]:
    return [] if figure is None else [{"labels": "x" if query == "x" else "{}", "value": figure}]
