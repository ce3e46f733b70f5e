"""Each key of a metric means what LANGUAGE 2.1 says, and none is read by nobody in silence."""

from __future__ import annotations

import pytest

from tests.resolve.files import (
    alert,
    codes,
    default,
    file,
    finding,
    names,
    plan,
    promql,
    rule,
    signal,
)


def test_a_threshold_may_be_one_per_severity_and_gives_one_alert_each() -> None:
    metric = 'name: wait, type: gauge, alert_threshold: {medium: ">500ms", critical: ">2s"}'
    text = file(metrics=[metric])
    assert names(text)[:2] == ["wait_critical", "wait_medium"]
    assert promql(text, "wait_critical") == 'max(wait{job="shop"}) > 2'
    assert promql(text, "wait_medium") == 'max(wait{job="shop"}) > 0.5'


@pytest.mark.parametrize(
    ("thresholds", "wrong"),
    [
        ('{medium: ">500ms", critical: ">2s"}', False),
        ('{low: "<50", high: "<10"}', False),
        ('{low: "==1", high: "==2"}', False),
        ('{low: ">x", high: ">5"}', False),
        ('{medium: ">2s", critical: ">500ms"}', True),
        ('{medium: ">2s", critical: ">2000ms"}', True),
        ('{low: "<10", high: "<50"}', True),
        ('{low: ">10", high: "<50"}', True),
    ],
)
def test_the_order_of_severities_fits_the_order_of_thresholds(thresholds: str, wrong: bool) -> None:
    metric = f"name: it, type: gauge, alert_threshold: {thresholds}"
    text = file(metrics=[metric, "name: x, type: gauge"])
    assert ("OPS354" in codes(text)) is wrong


@pytest.mark.parametrize(
    ("severity", "defaults", "expected"),
    [
        ("", "job: shop", "medium"),
        (", severity: high", "job: shop", "high"),
        ("", "job: shop, severity: low", "low"),
        (", severity: critical", "job: shop, severity: low", "critical"),
    ],
)
def test_the_severity_of_a_threshold_is_medium_unless_said(
    severity: str, defaults: str, expected: str
) -> None:
    text = file(
        defaults=defaults, metrics=[f'name: it, type: gauge, alert_threshold: ">5"{severity}']
    )
    assert alert(text, f"it_{expected}").severity == expected


def test_a_ratio_of_counters_is_a_ratio_whatever_its_type() -> None:
    for type_ in ("counter", "gauge", "histogram"):
        metric = f"name: it, type: {type_}, numerator: bad, denominator: all"
        assert rule(metric, "it > 5%").endswith("> 0.05")
        for call in ("rate(it) > 5%", "increase(it, 1h) > 5"):
            assert codes(file(metrics=[metric], alerts=[f'name: a, condition: "{call}"'])) == [
                "OPS344"
            ]


def test_a_mean_of_counters_may_say_its_unit() -> None:
    metric = "name: it, type: counter, numerator: len_sum, denominator: len_count, unit: tokens"
    assert rule(
        metric,
        "it > 500",
    ).endswith("> 500")
    assert rule(metric, "it > 500 tokens").endswith("> 500")
    assert codes(file(metrics=[metric], alerts=['name: a, condition: "it > 5%"'])) == ["OPS340"]


@pytest.mark.parametrize("given", ["numerator", "denominator"])
def test_half_a_ratio_needs_the_other_half(given: str) -> None:
    text = file(metrics=[f"name: it, type: counter, {given}: bad"])
    assert codes(text) == ["OPS221"]
    assert finding(text, "OPS221").edits


@pytest.mark.parametrize("key", ["numerator", "denominator"])
def test_one_series_and_a_ratio_of_two_contradict_each_other(key: str) -> None:
    assert codes(file(metrics=[f"name: it, type: counter, series: one, {key}: two"])) == ["OPS222"]


@pytest.mark.parametrize(
    ("type_", "key"),
    [
        ("counter", "aggregate: max"),
        ("histogram", "aggregate: max"),
        ("gauge", "quantile: 0.9"),
        ("counter", "buckets: [1, 2]"),
        ("gauge", "histogram: native"),
        ("gauge", "min_traffic: 5"),
        ("histogram", "min_bad: 5"),
        ("gauge", "window: 10m"),
        ("counter, numerator: up, denominator: down", "aggregate: max"),
        ("counter, numerator: up, denominator: down", "unit: percent"),
        ("histogram", "histogram: native, buckets: [1]"),
    ],
)
def test_a_key_that_the_kind_gives_no_meaning_is_refused(type_: str, key: str) -> None:
    assert codes(file(metrics=[f"name: it, type: {type_}, {key}"])) == ["OPS222"]


def test_thresholds_per_severity_leave_nothing_to_severity() -> None:
    metric = 'name: it, type: gauge, severity: high, alert_threshold: {low: ">5"}'
    assert codes(file(metrics=[metric])) == ["OPS222"]


@pytest.mark.parametrize(
    "key", ["message: hello", "for: 5m", "keep_firing_for: 5m", "runbook: PROC-1"]
)
def test_a_word_about_the_alert_of_a_threshold_needs_one(key: str) -> None:
    text = file(metrics=[f"name: it, type: gauge, {key}"])
    assert codes(text) == ["OPS226"]
    assert "has none" in finding(text, "OPS226").message


@pytest.mark.parametrize("unit", ["sec", "Seconds", "byte", "dollars", "QQQ"])
def test_an_unknown_unit_is_refused_with_the_near_ones(unit: str) -> None:
    text = file(metrics=[f"name: it, type: gauge, unit: {unit}"])
    assert codes(text) == ["OPS223"]
    assert "write" in str(finding(text, "OPS223").help)


@pytest.mark.parametrize(
    ("defaults", "metric", "by"),
    [
        ("job: shop", "", ()),
        ("job: shop, by: [model]", "", ("model",)),
        ("job: shop, by: [model]", ", by: [route, model]", ("model", "route")),
        ("job: shop, by: [model]", ", by: []", ()),
    ],
)
def test_a_metrics_by_replaces_the_defaults_also_when_empty(
    defaults: str, metric: str, by: tuple[str, ...]
) -> None:
    text = file(
        defaults=defaults, metrics=[f'name: it, type: gauge, alert_threshold: ">5"{metric}']
    )
    assert alert(text, "it_medium").by == by


@pytest.mark.parametrize(
    ("aggregate", "condition", "function"),
    [
        ("", "it > 5", "max"),
        ("", "it >= 5", "max"),
        ("", "it < 5", "min"),
        ("", "it <= 5", "min"),
        ("", "5 < it", "max"),
        ("", "5 >= it", "min"),
        ("", "avg(it, 10m) < 5", "min"),
        ("avg", "it > 5", "avg"),
        ("sum", "it < 5", "sum"),
    ],
)
def test_a_gauge_is_judged_by_its_worst_series_unless_said(
    aggregate: str, condition: str, function: str
) -> None:
    said = f", aggregate: {aggregate}" if aggregate else ""
    text = file(
        metrics=[f"name: it, type: gauge{said}"], alerts=[f'name: a, condition: "{condition}"']
    )
    assert f'{function}(it{{job="shop"}})' in promql(text, "a")
    if not aggregate:
        assert default(text, "a", "aggregate of it") == function


@pytest.mark.parametrize(
    ("defaults", "metric", "window"),
    [
        ("job: shop", "", "5m"),
        ("job: shop, scrape_interval: 30s", "", "5m"),
        ("job: shop, scrape_interval: 2m", "", "8m"),
        ("job: shop, window: 10m", "", "10m"),
        ("job: shop, window: 10m", ", window: 20m", "20m"),
    ],
)
def test_the_rate_window_is_five_minutes_and_at_least_four_scrapes(
    defaults: str, metric: str, window: str
) -> None:
    made = rule(f'name: it, type: counter, alert_threshold: ">5/s"{metric}', defaults=defaults)
    assert made == f'sum(rate(it_total{{job="shop"}}[{window}])) > 5'


@pytest.mark.parametrize("where", ["defaults", "metric", "call"])
@pytest.mark.parametrize(
    ("window", "code"), [("1m", "OPS352"), ("119s", "OPS352"), ("2m", "OPS353"), ("4m", None)]
)
def test_a_window_below_two_scrapes_is_an_error_and_below_four_a_warning(
    where: str, window: str, code: str | None
) -> None:
    metric, defaults, call = "name: it, type: counter", "job: shop", "rate(it) > 5/s"
    if where == "defaults":
        defaults += f", window: {window}"
    elif where == "metric":
        metric += f", window: {window}"
    else:
        call = f"rate(it, {window}) > 5/s"
    text = file(defaults=defaults, metrics=[metric], alerts=[f'name: a, condition: "{call}"'])
    assert codes(text) == ([code] if code else [])


def test_a_gauge_that_is_scraped_seldom_is_read_further_back_than_prometheus_looks() -> None:
    metric = 'name: it, type: gauge, alert_threshold: ">5"'
    assert rule(metric, defaults="job: shop, scrape_interval: 150s") == 'max(it{job="shop"}) > 5'
    seldom = rule(metric, defaults="job: shop, scrape_interval: 10m, window: 1h")
    assert seldom == 'max(last_over_time(it{job="shop"}[20m])) > 5'
    down = file(defaults="job: shop, scrape_interval: 10m, window: 1h")
    assert promql(down, "service_down") == (
        '(sum(last_over_time(up{job="shop"}[20m])) or vector(0)) == 0'
    )


def test_a_histogram_without_a_quantile_cannot_be_compared() -> None:
    text = file(metrics=['name: it, type: histogram, alert_threshold: ">5s"'])
    assert codes(text) == ["OPS221"]
    assert "quantile" in str(finding(text, "OPS221").help)
    named = file(metrics=["name: it, type: histogram"], alerts=['name: a, condition: "it > 5s"'])
    assert codes(named) == ["OPS221"]


def test_a_histogram_that_nobody_compares_is_shown_by_its_p95() -> None:
    text = file(metrics=["name: it, type: histogram, series: it_seconds"])
    assert default(text, "it", "quantile") == "0.95"
    assert codes(text) == []


def test_intervals_are_prometheus_own_unless_said() -> None:
    assert (plan(file()).scrape_interval, plan(file()).evaluation_interval) == (60, 60)
    said = plan(file(defaults="job: shop, scrape_interval: 15s, evaluation_interval: 30s"))
    assert (said.scrape_interval, said.evaluation_interval) == (15, 30)


def test_a_signal_knows_its_metric_and_what_rests_on_a_guess() -> None:
    text = file(
        metrics=[
            'name: it, type: gauge, description: how full, alert_threshold: ">5"',
            "name: sure, type: gauge, series: exported",
        ]
    )
    assert signal(text, "it").guessed == ("it",)
    assert signal(text, "it").description == "how full"
    assert [severity for severity, _ in signal(text, "it").thresholds] == ["medium"]
    assert signal(text, "sure").guessed == ()
    assert signal(text, "sure").no_data == "ok"
