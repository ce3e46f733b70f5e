"""What a logical name says by itself (LANGUAGE 2.1): its quantile, its unit, its exported name."""

from __future__ import annotations

import pytest

from tests.resolve.files import codes, default, file, finding, promql, rule, signal


@pytest.mark.parametrize(
    ("metric", "reads"),
    [
        # pNN gives the quantile and is dropped; a duration unit appends `_seconds`.
        (
            'name: latency_p50, type: histogram, alert_threshold: ">500ms"',
            'histogram_quantile(0.5, sum by (le) (rate(latency_seconds_bucket{job="shop"}[5m])))'
            " > 0.5",
        ),
        (
            'name: p999_latency, type: histogram, alert_threshold: ">2s"',
            "histogram_quantile(0.999, "
            'sum by (le) (rate(latency_seconds_bucket{job="shop"}[5m]))) > 2',
        ),
        # unless the name ends in a unit already
        (
            'name: latency_ms_p50, type: histogram, alert_threshold: ">500ms"',
            'histogram_quantile(0.5, sum by (le) (rate(latency_ms_bucket{job="shop"}[5m]))) > 500',
        ),
        (
            'name: latency_seconds_p50, type: histogram, alert_threshold: ">500ms"',
            'histogram_quantile(0.5, sum by (le) (rate(latency_seconds_bucket{job="shop"}[5m])))'
            " > 0.5",
        ),
        # only a duration is appended
        (
            'name: answer_p90, type: histogram, alert_threshold: ">2000 tokens"',
            'histogram_quantile(0.9, sum by (le) (rate(answer_bucket{job="shop"}[5m]))) > 2000',
        ),
        # a declared unit says in which unit it is exported
        (
            'name: latency_p50, type: histogram, unit: ms, alert_threshold: ">0.5s"',
            "histogram_quantile(0.5, "
            'sum by (le) (rate(latency_milliseconds_bucket{job="shop"}[5m]))) > 500',
        ),
        # a counter gets `_total` unless it ends so
        (
            'name: requests, type: counter, alert_threshold: ">5/s"',
            'sum(rate(requests_total{job="shop"}[5m])) > 5',
        ),
        (
            'name: requests_total, type: counter, alert_threshold: ">5/s"',
            'sum(rate(requests_total{job="shop"}[5m])) > 5',
        ),
        (
            'name: busy, type: counter, unit: s, alert_threshold: ">80%"',
            'sum(rate(busy_seconds_total{job="shop"}[5m])) > 0.8',
        ),
        # a gauge is taken as named
        (
            'name: pending_total, type: gauge, alert_threshold: ">5"',
            'max(pending_total{job="shop"}) > 5',
        ),
        (
            'name: wait, type: gauge, alert_threshold: ">5s"',
            'max(wait{job="shop"}) > 5',
        ),
        # a counter named `<stem>_rate` whose threshold is a ratio
        (
            'name: timeout_rate, type: counter, alert_threshold: ">1%"',
            '(sum(rate(timeouts_total{job="shop"}[5m])) or on () '
            '0 * sum(rate(requests_total{job="shop"}[5m]))) / on () '
            '(sum(rate(requests_total{job="shop"}[5m])) > 0) > 0.01',
        ),
        # ... and one whose threshold is events per time is a counter as any other
        (
            'name: error_rate, type: counter, alert_threshold: ">5/min"',
            'sum(rate(error_rate_total{job="shop"}[5m])) > 5 / 60',
        ),
    ],
)
def test_the_exported_name_follows_from_the_logical_one(metric: str, reads: str) -> None:
    assert rule(metric) == reads


@pytest.mark.parametrize(
    ("series", "unit", "condition", "limit"),
    [
        ("wait_milliseconds", None, "it > 2s", "2000"),
        ("wait_microseconds", None, "it > 2s", "2000000"),
        ("nv_inference_queue_duration_us", None, "it > 2s", "2000000"),
        ("model_age_hours", None, "it > 2d", "48"),
        ("free_percent", None, "it > 5%", "5"),
        ("free_ratio", None, "it > 5%", "0.05"),
        ("heap_bytes", None, "it > 1 MiB", "1048576"),
        ("heap_mb", None, "it > 1 GB", "1000"),
        ("cost_usd", None, "it > $5", "5"),
        ("kv_cache_usage_perc", "ratio", "it > 90%", "0.9"),
        ("DCGM_FI_DEV_FB_USED", "MiB", "it > 1 GiB", "1024"),
    ],
)
def test_the_unit_is_the_suffix_of_the_exported_name_unless_it_is_said(
    series: str, unit: str | None, condition: str, limit: str
) -> None:
    said = f", unit: {unit}" if unit else ""
    metric = f"name: it, type: gauge, series: {series}{said}"
    op = condition.split()[1]
    assert rule(metric, condition) == f'max({series}{{job="shop"}}) {op} {limit}'


def test_a_namespace_stands_before_every_name_that_is_derived() -> None:
    text = file(
        defaults="job: shop, namespace: rag",
        metrics=[
            'name: queue, type: gauge, alert_threshold: ">5"',
            'name: rag_depth, type: gauge, alert_threshold: ">5"',
            'name: other, type: gauge, series: plain, alert_threshold: ">5"',
            'name: error_rate, type: counter, alert_threshold: ">5%"',
        ],
    )
    assert promql(text, "queue_medium") == 'max(rag_queue{job="shop"}) > 5'
    assert promql(text, "rag_depth_medium") == 'max(rag_depth{job="shop"}) > 5'
    assert promql(text, "other_medium") == 'max(plain{job="shop"}) > 5'
    assert "rag_errors_total" in promql(text, "error_rate_medium")
    assert "rag_requests_total" in promql(text, "error_rate_medium")


def test_name_rules_apply_only_where_no_series_is_given() -> None:
    metric = (
        "name: iteration_tokens_p99, type: histogram, series: 'vllm:iteration_tokens_total', "
        'alert_threshold: ">2000 tokens"'
    )
    assert rule(metric) == (
        "histogram_quantile(0.99, "
        'sum by (le) (rate(vllm:iteration_tokens_total_bucket{job="shop"}[5m]))) > 2000'
    )


def test_all_quantiles_of_one_histogram_read_one_series() -> None:
    text = file(
        metrics=[
            "name: latency_p50, type: histogram",
            'name: latency_p99, type: histogram, alert_threshold: ">2s"',
        ]
    )
    assert signal(text, "latency_p50").guessed == signal(text, "latency_p99").guessed
    assert default(text, "latency_p50", "series") == "latency_seconds"
    assert signal(text, "latency_p50").id == signal(text, "latency_p99").id == "latency"


def test_a_condition_or_a_constant_gives_the_duration_as_a_threshold_does() -> None:
    metric = "name: reply_time_p95, type: histogram"
    by_alert = file(metrics=[metric], alerts=['name: it, condition: "reply_time_p95 > 2s"'])
    by_constant = file(
        metrics=[metric], alerts=['name: it, condition: "reply_time_p95 > sla"'],
        top="constants: {sla: 2 s}",
    )  # fmt: skip
    assert promql(by_alert, "it") == promql(by_constant, "it")
    assert "reply_time_seconds_bucket" in promql(by_alert, "it")


@pytest.mark.parametrize("name", ["p100_latency", "latency_p0", "p00_latency", "p250_latency"])
def test_a_quantile_lies_between_p0_and_p100(name: str) -> None:
    text = file(metrics=[f"name: {name}, type: histogram"])
    assert codes(text) == ["OPS212"]
    assert "no quantile" in finding(text, "OPS212").message


def test_one_digit_may_be_two_quantiles() -> None:
    assert "`p05` or `p50`" in str(
        finding(file(metrics=["name: p5_x, type: histogram"]), "OPS212").help
    )


def test_a_quantile_that_is_said_wins_over_the_one_of_the_name() -> None:
    metric = 'name: latency_p50, type: histogram, quantile: 0.99, alert_threshold: ">2s"'
    assert rule(metric).startswith("histogram_quantile(0.99, ")
    assert "latency_seconds_bucket" in rule(metric)


def test_only_a_histogram_drops_the_quantile_of_its_name() -> None:
    metric = 'name: latency_p99, type: gauge, unit: s, alert_threshold: ">2s"'
    assert rule(metric) == 'max(latency_p99{job="shop"}) > 2'
