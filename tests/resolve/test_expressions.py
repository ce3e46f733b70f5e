"""Arithmetic: scales, ratios, factors, constants (LANGUAGE 2.2; rows 82 and 83)."""

from __future__ import annotations

import pytest

from opsgen.plan.alerts import ValuePart
from tests.resolve.files import alert, codes, file, finding, promql, underlined

METRICS = (
    "name: one_s, type: gauge, unit: s",
    "name: two_ms, type: gauge, unit: ms",
    "name: used, type: gauge, unit: bytes",
    "name: size, type: gauge, unit: MiB",
    "name: cpu, type: gauge, unit: percent",
    "name: left, type: gauge, unit: ratio",
    "name: cost, type: gauge, unit: USD",
    "name: words, type: counter, unit: tokens",
    "name: calls, type: counter, unit: count",
    "name: busy, type: counter, unit: us",
    "name: open_a, type: gauge",
    "name: open_b, type: gauge",
)


def asked(condition: str, **more: str) -> str:
    return file(metrics=METRICS, alerts=[f'name: a, condition: "{condition}"'], **more)


def reads(condition: str) -> str:
    text = asked(condition)
    assert codes(text) == []
    return promql(text, "a").replace('{job="shop"}', "")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # other scales of one dimension
        ("one_s + two_ms > 2s", "max(one_s) + on () max(two_ms) * 0.001 > 2"),
        ("two_ms - one_s > 2s", "max(two_ms) - on () max(one_s) * 1000 > 2000"),
        ("one_s > two_ms", "max(one_s) > on () max(two_ms) * 0.001"),
        ("one_s + 500ms > 2s", "max(one_s) + 0.5 > 2"),
        # division to ratios
        ("used / size > 90%", "max(used) / on () (max(size) != 0) * 0.00000095367431640625 > 0.9"),
        ("one_s / two_ms > 3x", "max(one_s) / on () (max(two_ms) != 0) * 1000 > 3"),
        # a factor keeps the unit
        ("one_s * 2 > 5s", "max(one_s) * 2 > 5"),
        ("one_s * 2x > 5s", "max(one_s) * 2 > 5"),
        ("2 * one_s > 5s", "2 * max(one_s) > 5"),
        ("one_s * 150% > 5s", "max(one_s) * 1.5 > 5"),
        ("one_s / 2 > 5s", "max(one_s) / 2 > 5"),
        ("-one_s < -5s", "min(one_s) * (-1) < -5"),
        # folding
        ("one_s > 2 * 3s", "max(one_s) > 6"),
        ("one_s > 2s + 500ms", "max(one_s) > 2.5"),
        ("left > 60% * 0.5", "max(left) > 0.3"),
        ("one_s > (1 + 2) * 1s", "max(one_s) > 3"),
        ("one_s > -(-5s)", "max(one_s) > 5"),
        ("calls > 2 * 5/min", "sum(rate(calls_total[5m])) > 10 / 60"),
        # undeclared units pass through
        ("open_a / open_b > 5%", "max(open_a) / on () (max(open_b) != 0) > 0.05"),
        ("open_a * 2 > 5s", "max(open_a) * 2 > 5"),
        ("open_a - open_b > 5s", "max(open_a) - on () max(open_b) > 5"),
    ],
)
def test_arithmetic_keeps_figures_and_units(condition: str, expected: str) -> None:
    assert reads(condition) == expected


@pytest.mark.parametrize(
    ("expression", "limit", "unit"),
    [
        ("rate(busy) / rate(calls)", "300ms", "us"),
        ("rate(words) / rate(calls)", "50 tokens", "tokens"),
        ("words * one_s", "50 tokens", "tokens"),
        ("used / one_s", "5 MB/s", "bytes/s"),
        ("left * one_s", "5s", "s"),
        ("cpu * one_s", "5s", "s"),
        ("cost / one_s", "5 USD/s", "USD/s"),
    ],
)
def test_a_quotient_or_a_product_has_a_unit_with_a_name(
    expression: str, limit: str, unit: str
) -> None:
    told = file(
        metrics=METRICS,
        alerts=[f'name: a, condition: "{expression} > {limit}", message: "{{value}}"'],
    )
    assert codes(told) == []
    (value,) = alert(told, "a").message
    assert isinstance(value, ValuePart)
    assert value.unit.name == unit


def test_a_mean_duration_is_compared_in_the_unit_of_its_counter() -> None:
    assert reads("rate(busy) / rate(calls) > 300ms").endswith("> 300000")


@pytest.mark.parametrize("written", ["400 count", "400"])
def test_a_constant_may_say_that_it_is_a_count(written: str) -> None:
    text = asked("open_a > most", top=f"constants: {{most: {written}}}")
    assert codes(text) == []
    assert promql(text, "a") == 'max(open_a{job="shop"}) > 400'


def test_a_count_is_no_duration() -> None:
    assert codes(asked("one_s > 400 count")) == ["OPS340"]


@pytest.mark.parametrize(
    "condition", ["1 > 2", "budget > 3", "5s < 500ms", "2 * 3 > budget", "5% > 0.05"]
)
def test_a_condition_of_constants_is_always_or_never_true(condition: str) -> None:
    text = asked(condition, top="constants: {budget: 5}")
    assert codes(text) == ["OPS331"]
    assert underlined(text, "OPS331") == condition


@pytest.mark.parametrize(
    "condition", ["one_s / 0 > 5s", "one_s / (2 - 2) > 5s", "one_s / none > 5s"]
)
def test_nothing_is_divided_by_zero(condition: str) -> None:
    assert codes(asked(condition, top="constants: {none: 0}")) == ["OPS332"]


@pytest.mark.parametrize("op", ["==", "!="])
@pytest.mark.parametrize(("unit", "warned"), [("ratio", True), ("'1'", True), ("count", False)])
def test_floats_are_rarely_equal(op: str, unit: str, warned: bool) -> None:
    text = file(
        metrics=[f"name: it, type: gauge, unit: {unit}"],
        alerts=[f'name: a, condition: "it {op} 0.05"'],
    )
    assert codes(text) == (["OPS330"] if warned else [])


@pytest.mark.parametrize(
    ("condition", "mirrored"),
    [
        ("5s < one_s", "max(one_s) > 5"),
        ("5s <= one_s", "max(one_s) >= 5"),
        ("5s > one_s", "min(one_s) < 5"),
        ("5s >= one_s", "min(one_s) <= 5"),
    ],
)
def test_a_constant_on_the_left_is_mirrored(condition: str, mirrored: str) -> None:
    assert reads(condition) == mirrored


def test_all_problems_of_one_condition_are_told_at_once() -> None:
    text = asked("one_s > 5% and cost > 5s or left > 5")
    assert codes(text) == ["OPS340", "OPS340", "OPS341"]
    both = asked("nonsense_p99 > p98_nothing")
    assert codes(both) == ["OPS212", "OPS212"]


def test_the_message_of_a_mismatch_names_both_kinds() -> None:
    message = finding(asked("one_s > 5%"), "OPS340").message
    assert "a duration" in message
    assert "a ratio" in message
