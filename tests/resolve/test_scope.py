"""What a name in a condition stands for (LANGUAGE 2.2, names; rows 76, 77 and 81)."""

from __future__ import annotations

import pytest

from tests.resolve.files import codes, file, finding, names, promql, underlined

LATENCY = "name: request_latency_p50, type: histogram"
OTHER = "name: queue_latency_p50, type: histogram"


def asked(condition: str, *metrics: str, **more: str) -> str:
    return file(metrics=metrics, alerts=[f'name: a, condition: "{condition}"'], **more)


@pytest.mark.parametrize(
    ("name", "quantile"),
    [
        ("p99_request_latency", "0.99"),
        ("request_latency_p95", "0.95"),
        ("p99_latency", "0.99"),
        ("latency_p999", "0.999"),
        ("p05_latency", "0.05"),
        ("request_latency_p50", "0.5"),
    ],
)
def test_a_quantile_is_found_by_the_base_or_by_its_unique_ending(name: str, quantile: str) -> None:
    made = promql(asked(f"{name} > 2s", LATENCY), "a")
    assert made.startswith(f"histogram_quantile({quantile}, ")
    assert "request_latency_seconds_bucket" in made


def test_an_ending_is_a_whole_word_of_the_base() -> None:
    assert codes(asked("p99_ency > 2s", LATENCY)) == ["OPS212"]


def test_an_ending_of_several_histograms_is_ambiguous() -> None:
    text = asked("p99_latency > 2s", LATENCY, OTHER)
    assert codes(text) == ["OPS213"]
    assert "`p99_request_latency` or `p99_queue_latency`" in str(finding(text, "OPS213").help)


def test_a_whole_base_beats_an_ending() -> None:
    text = asked("p99_latency > 2s", LATENCY, "name: latency, type: histogram")
    assert "(latency_seconds_bucket" in promql(text, "a").replace("rate(", "(")


def test_quantiles_of_one_histogram_are_one_thing() -> None:
    text = asked("p95_latency > 2s", LATENCY, "name: request_latency_p99, type: histogram")
    assert promql(text, "a").startswith("histogram_quantile(0.95, ")


@pytest.mark.parametrize(
    "second",
    ["by: [model]", "where: {route: /chat}", "window: 10m", "series: other", "histogram: native"],
)
def test_one_base_that_is_read_in_two_ways_is_ambiguous(second: str) -> None:
    text = asked(
        "p95_latency > 2s", LATENCY, f"name: request_latency_p99, type: histogram, {second}"
    )
    assert codes(text) == ["OPS213"]
    assert "differently" in finding(text, "OPS213").message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("p99_latncy > 2s", "no declared histogram"),
        ("p99_queue > 2s", "which is a gauge"),
        ("p99_hits > 2s", "which is a counter"),
        ("p100_latency > 2s", "no quantile"),
        ("p0_latency > 2s", "no quantile"),
        ("latency_p0 > 2s", "no quantile"),
        ("p5_latency > 2s", "may be p05 or p50"),
    ],
)
def test_a_name_of_the_pnn_form_is_never_external(condition: str, message: str) -> None:
    text = asked(condition, LATENCY, "name: queue, type: gauge", "name: hits, type: counter")
    assert codes(text) == ["OPS212"]
    assert message in finding(text, "OPS212").message
    assert underlined(text, "OPS212") == condition.split()[0]


def test_a_misspelt_quantile_gets_the_one_that_was_meant() -> None:
    assert "`p99_latency`" in str(finding(asked("p99_latncy > 2s", LATENCY), "OPS212").help)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("eror_rate", "error_rate"),
        ("error_rat", "error_rate"),
        ("reqeusts", "requests"),
        ("p99_latencies", None),
        ("bugdet", "budget"),
    ],
)
def test_a_name_within_two_edits_of_a_known_one_is_a_slip(name: str, meant: str | None) -> None:
    text = asked(
        f"{name} > 5%",
        "name: error_rate, type: counter",
        "name: requests, type: counter",
        top="constants: {budget: 5}",
    )
    if meant is None:
        assert codes(text) == ["OPS212"]
    else:
        assert codes(text) == ["OPS211"]
        assert f"`{meant}`" in finding(text, "OPS211").message


@pytest.mark.parametrize("name", ["cost", "erro_rats_x", "error_ratios"])
def test_a_short_or_a_far_name_is_another_thing(name: str) -> None:
    text = asked(f"{name} > 5", "name: cast, type: gauge", "name: error_rate, type: counter")
    assert codes(text) == ["OPS210"]


def test_declaring_it_is_the_way_out() -> None:
    text = asked(
        "error_rats > 5", "name: error_rate, type: counter", "name: error_rats, type: gauge"
    )
    assert codes(text) == []


def test_any_other_name_is_an_external_gauge_that_is_watched() -> None:
    text = asked("daily_cost > 5", defaults="job: shop, by: [model]")
    assert promql(text, "a") == 'max(daily_cost{job="shop"}) > 5'
    assert codes(text) == ["OPS210"]
    assert underlined(text, "OPS210") == "daily_cost"
    assert "daily_cost_no_data" in names(text)
    told = finding(text, "OPS210")
    assert "max(daily_cost" in told.notes[0]
    assert all(word in str(told.help) for word in ("type: gauge", "aggregate", "by"))


def test_an_external_name_is_warned_of_once() -> None:
    alerts = [f'name: a{index}, condition: "daily_cost > {index}"' for index in range(3)]
    assert codes(file(alerts=alerts)) == ["OPS210"]


def test_its_edit_declares_it_wherever_metrics_are_or_are_not() -> None:
    for text in (
        asked("daily_cost > 5", "name: queue, type: gauge"),
        asked("daily_cost > 5"),
        'service: demo\nalerting:\n  alerts:\n    - {name: a, condition: "daily_cost > 5"}\n',
    ):
        (edit,) = finding(text, "OPS210").edits
        start, end = edit.span.start.offset, edit.span.end.offset
        mended = text[:start] + edit.text + text[end:]
        assert "OPS210" not in codes(mended)
        assert not [each for each in codes(mended) if each < "OPS200"]


def test_a_constant_is_usable_by_name_in_every_threshold_and_condition() -> None:
    text = file(
        metrics=['name: it, type: gauge, unit: USD, alert_threshold: "> budget"'],
        alerts=['name: a, condition: "it > budget * 1.5 and it < most"'],
        top="constants: {budget: 200 USD, most: 900 USD}",
    )
    assert promql(text, "it_medium").endswith("> 200")
    assert promql(text, "a") == 'max(it{job="shop"}) > 300 and on () min(it{job="shop"}) < 900'


@pytest.mark.parametrize("value", ["2 * 5", "[1]", "abc", "5 parsecs", "> 5"])
def test_a_constant_is_a_number_with_an_optional_unit(value: str) -> None:
    text = file(top=f'constants: {{it: "{value}"}}')
    assert codes(text) == ["OPS220"]


def test_a_name_means_one_thing() -> None:
    text = file(metrics=["name: budget, type: gauge"], top="constants: {budget: 5}")
    assert codes(text) == ["OPS214"]


def test_the_base_of_a_histogram_says_no_quantile() -> None:
    text = asked("request_latency > 2s", LATENCY)
    assert codes(text) == ["OPS221"]
    assert "`p99_request_latency`" in str(finding(text, "OPS221").help)


def test_drift_names_need_a_test_that_makes_them() -> None:
    text = asked("drift_p_value < 0.05")
    assert codes(text) == ["OPS253"]
    assert underlined(text, "OPS253") == "drift_p_value"
