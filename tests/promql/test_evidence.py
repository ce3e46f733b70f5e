"""What the queries of foreign controllers say where something is unknown, asked of promtool."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

from opsgen.artifacts import YamlNode, to_yaml
from opsgen.plan.gate import Check
from opsgen.promql import Aggregate, Binary, Expr, Infinity, Num, to_promql
from opsgen.promql.evidence import Measure, as_check, measures, open_pages, present
from opsgen.promql.lower import Lowering
from tests.judges import promtool
from tests.targets.in_cluster import gate_of, plan_of, spec

Case = tuple[str, dict[str, str], Expr, bool]
Answer = Literal["failed", "pass", "unknown"]
LOWERING = Lowering(60)
WORLDS = (0, 5, 7, 100, "NaN", "+Inf", "-Inf", None)
"""What a gauge shows; None is a series that is not there."""


def check_of(text: str) -> Check:
    gate = gate_of(plan_of(spec(gate=f"checks: ['{text}'], min_traffic: 0")))
    return next(check for check in gate.checks if check.text == text)


def played(cases: Sequence[Case], folder: Path, version: str) -> None:
    """Each case is a name, its series, an expression and whether that has a sample after 10m."""
    (folder / "none.yml").write_text("groups: []\n", encoding="utf-8")
    tests: list[YamlNode] = [
        {
            "name": name,
            "interval": "1m",
            "input_series": [{"series": key, "values": value} for key, value in series.items()],
            "promql_expr_test": [
                {
                    "expr": to_promql(Aggregate("count", None, None, query)),
                    "eval_time": "10m",
                    "exp_samples": [{"labels": "{}", "value": 1}] if there else [],
                }
            ],
        }
        for name, series, query, there in cases
    ]
    file = folder / "tests.yml"
    file.write_text(to_yaml({"rule_files": ["none.yml"], "tests": tests}), encoding="utf-8")
    verdict = promtool.test_rules(file, version=version)
    assert verdict, verdict


def asked(measure: Measure, answer: Answer) -> list[tuple[Expr, bool]]:
    """Whether it is beyond its limit, and whether it is a finite figure within it."""
    limit = Num(measure.limit)
    beyond = Binary(measure.op, measure.query, limit)
    finite = Binary("<", Binary(">", measure.query, Infinity(negative=True)), Infinity())
    within: Expr = Binary("<=" if measure.op == ">" else ">=", finite, limit)
    one = [Aggregate("max", None, None, each) for each in (beyond, within)]
    return [(one[0], answer == "failed"), (one[1], answer == "pass")]


def gauge(name: str, value: object, labels: str = "") -> dict[str, str]:
    # promtool repeats no NaN and no infinity, so each is written out.
    return {} if value is None else {f'{name}{{job="shop"{labels}}}': " ".join([f"{value}"] * 21)}


def _known(*values: object) -> bool:
    return all(isinstance(value, int) for value in values)


def both(a: object, b: object) -> Answer:
    if isinstance(a, str) and a == "+Inf":
        a = 10**9  # surely beyond, and no pass either way
    if isinstance(b, str) and b == "+Inf":
        b = 10**9
    if isinstance(a, int) and isinstance(b, int) and a > 6 and b > 6:
        return "failed"
    infinite = 10**9 in (a, b)
    return "pass" if _known(a, b) and not infinite else "unknown"


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_of_two_conditions_each_has_to_be_known(tmp_path: Path, version: str) -> None:
    text = "queue > 6 and depth > 6"
    check = check_of(text)
    (measure,) = measures(check, LOWERING)
    cases: list[Case] = []
    for a, b in itertools.product(WORLDS, WORLDS):
        series = gauge("queue", a) | gauge("depth", b)
        cases += [(f"{a} {b}", series, *each) for each in asked(measure, both(a, b))]
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_a_figure_on_both_sides_has_to_be_known_for_every_label(
    tmp_path: Path, version: str
) -> None:
    (measure,) = measures(check_of("used > capacity"), LOWERING)
    assert measure.labels == ()
    rows: list[tuple[list[object], list[object], Answer]] = [
        ([1, 1], [2, 2], "pass"),
        ([3, 1], [2, 2], "failed"),
        ([3, None], [2, None], "failed"),
        ([1, None], [2, None], "pass"),
        ([1, 1], [2, None], "unknown"),
        ([1, None], [2, 2], "unknown"),
        ([3, 1], [2, None], "failed"),
        ([1, "NaN"], [2, 2], "unknown"),
        ([1, 1], [2, "NaN"], "unknown"),
        ([3, "NaN"], [2, 2], "failed"),
        ([1, "-Inf"], [2, 2], "unknown"),
        ([None, None], [2, 2], "unknown"),
        ([None, None], [None, None], "unknown"),
    ]
    cases: list[Case] = []
    for used, capacity, answer in rows:
        series: dict[str, str] = {}
        for route, (a, b) in enumerate(zip(used, capacity, strict=True)):
            label = f',route="{route}"'
            series |= gauge("used", a, label) | gauge("capacity", b, label)
        cases += [(f"{used} {capacity}", series, *each) for each in asked(measure, answer)]
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_one_figure_is_finite_on_the_side_that_passes(tmp_path: Path, version: str) -> None:
    cases: list[Case] = []
    for text, beyond in (("queue > 6", {7, 100, "+Inf"}), ("queue < 6", {0, 5, "-Inf"})):
        (measure,) = measures(check_of(text), LOWERING, one_figure=True)
        assert measure.op == text[6]
        for value in WORLDS:
            fails = value in beyond
            query = Binary(measure.op, measure.query, Num(measure.limit))
            cases.append((f"{text} {value}", gauge("queue", value), query, fails))
            if not fails:  # whatever is left and not beyond the limit is a finite figure
                there = isinstance(value, int)
                cases.append((f"{text} {value} there", gauge("queue", value), measure.query, there))
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_absence_is_known_in_any_case(tmp_path: Path, version: str) -> None:
    first, second = measures(check_of("queue >= 50 or absent(queue)"), LOWERING)
    cases: list[Case] = []
    for value in (1, None):
        answer: Answer = "pass" if value else "failed"
        cases += [(f"{value}", gauge("queue", value), *each) for each in asked(second, answer)]
    (one, _) = measures(check_of("queue >= 50 or absent(queue)"), LOWERING, one_figure=True)
    assert (first.op, one.op) == (">=", ">")
    rows: list[tuple[object, Answer]] = [
        (49, "pass"),
        (50, "failed"),
        ("NaN", "unknown"),
        (None, "unknown"),
    ]
    for shown, found in rows:
        cases += [(f"{shown}", gauge("queue", shown), *each) for each in asked(one, found)]
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_too_little_traffic_leaves_nothing(tmp_path: Path, version: str) -> None:
    (measure,) = measures(gate_of(plan_of(spec())).checks[0], LOWERING)
    cases: list[Case] = []
    rows: list[tuple[int | None, int, Answer]] = [
        (3, 0, "unknown"),
        (2, 1, "unknown"),
        (10, 0, "pass"),
        (10, 5, "failed"),
        (0, 0, "unknown"),
        (None, 0, "unknown"),
    ]
    for requests, errors, answer in rows:
        series: dict[str, str] = {}
        if requests is not None:
            series['requests_total{job="shop"}'] = f"0+{requests}x20"
        if errors:
            series['requests_total{job="shop",status="500"}'] = f"0+{errors}x20"
        cases += [(f"{requests} {errors}", series, *each) for each in asked(measure, answer)]
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_too_little_traffic_hides_no_limit_that_does_not_rest_on_it(
    tmp_path: Path, version: str
) -> None:
    gate = gate_of(plan_of(spec(gate="checks: ['depth > 6 and (error_rate > 5% or queue > 6)']")))
    (measure,) = measures(gate.checks[1], LOWERING)
    cases: list[Case] = []
    rows: list[tuple[int, int, Answer]] = [  # requests a minute, queue; depth is 7
        (3, 7, "failed"),  # of 15 requests a share says nothing, and the queue says enough
        (3, 5, "unknown"),
        (10, 5, "failed"),
        (0, 7, "failed"),
    ]
    for requests, queue, answer in rows:
        series = gauge("depth", 7) | gauge("queue", queue)
        series['requests_total{job="shop"}'] = "0+0x20"
        series['requests_total{job="shop",status="500"}'] = f"0+{requests}x20"
        cases += [(f"{requests} {queue}", series, *each) for each in asked(measure, answer)]
    played(cases, tmp_path, version)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_a_comparison_fails_by_ratio_and_difference(tmp_path: Path, version: str) -> None:
    text = spec(gate="tracks: {label: t}, compare: [{metric: error_rate, min_delta: 5%}]")
    (comparison,) = gate_of(plan_of(text)).comparisons
    (measure,) = measures(as_check(comparison), LOWERING)
    cases: list[Case] = []
    rows: list[tuple[int | None, int | None, Answer]] = [
        (0, 0, "pass"),
        (20, 10, "failed"),
        (13, 10, "pass"),  # the difference is small
        (60, 50, "pass"),  # the ratio is small
        (20, 0, "failed"),
        (20, None, "unknown"),
        (None, 20, "unknown"),
    ]
    for new, stable, answer in rows:
        series: dict[str, str] = {}
        for track, errors in (("canary", new), ("stable", stable)):
            if errors is not None:
                name = f'requests_total{{job="shop",t="{track}"'
                series[f"{name}}}"] = f"0+{100 - errors}x20"
                series[f'{name},status="500"}}'] = f"0+{errors}x20"
        cases += [(f"{new} {stable}", series, *each) for each in asked(measure, answer)]
    played(cases, tmp_path, version)


def test_without_a_difference_that_matters_the_ratio_decides() -> None:
    text = spec(gate="tracks: {label: t}, compare: [queue]")
    (comparison,) = gate_of(plan_of(text)).comparisons
    (measure,) = measures(as_check(comparison), LOWERING)
    assert to_promql(measure.query, 10**9) == (
        'count(max(queue{job="shop",t="canary"}) > on () max(queue{job="shop",t="stable"}) * 1.25)'
        ' or on () 0 * max(queue{job="shop",t="canary"}) + on () 0 * '
        'max(queue{job="shop",t="stable"})'
    )


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_an_open_page_is_counted_and_silence_is_zero(tmp_path: Path, version: str) -> None:
    plan = plan_of(spec())
    pages, zero = open_pages(plan), Num(measures(check_of("queue > 6"), LOWERING)[0].limit * 0)
    alert = 'ALERTS{alertstate="firing",service="%s",severity="%s"}'
    cases: list[Case] = [
        ("quiet", {}, Binary("==", pages, zero), True),
        ("ours", {alert % ("my_shop", "critical"): "1x20"}, Binary(">", pages, zero), True),
        ("high", {alert % ("my_shop", "high"): "1x20"}, Binary("==", pages, zero), True),
        ("other", {alert % ("other", "critical"): "1x20"}, Binary("==", pages, zero), True),
    ]
    (selector,) = check_of("queue > 6").baseline
    cases += [
        ("data", gauge("queue", 1), present(selector), True),
        ("no data", gauge("depth", 1), present(selector), False),
    ]
    played(cases, tmp_path, version)
