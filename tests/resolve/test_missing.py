"""Guessed names are heard, and silence is an alert where somebody asks (LANGUAGE 2.1)."""

from __future__ import annotations

import pytest

from opsgen.plan import AnyOf
from tests.resolve.files import alert, codes, file, finding, names, plan, promql


def missing(text: str) -> list[str]:
    return [each.name for each in plan(text).alerts if each.cause == "no_data"]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("name: queue, type: gauge", ["queue_no_data"]),
        ("name: hits, type: counter", ["hits_total_no_data"]),
        ("name: wait_p50, type: histogram, unit: s", ["wait_seconds_no_data"]),
        ("name: queue, type: gauge, series: exported", []),
        ("name: it, type: gauge, promql: x", []),
        ("name: it, type: counter, numerator: bad, denominator: all", []),
        ("name: queue, type: gauge, no_data: ok", []),
        ("name: error_rate, type: counter, no_data: ok", []),
        ("name: error_rate, type: counter", ["requests_total_no_data", "errors_total_no_data"]),
    ],
)
def test_each_guessed_series_gets_one_missing_data_alert(metric: str, expected: list[str]) -> None:
    assert missing(file(metrics=[metric])) == expected


def test_it_fires_when_the_series_was_gone_for_fifteen_minutes_and_stays_so() -> None:
    text = file(metrics=["name: queue, type: gauge"])
    found = alert(text, "queue_no_data")
    assert promql(text, "queue_no_data") == 'max(absent_over_time(queue{job="shop"}[15m]))'
    assert (found.severity, found.hold, found.signal) == ("medium", 900, None)


def test_what_is_scraped_seldom_is_not_missing_between_two_scrapes() -> None:
    text = file(metrics=["name: queue, type: gauge"], defaults="job: shop, scrape_interval: 10m")
    assert "[40m]" in promql(text, "queue_no_data")


def test_one_series_behind_several_metrics_is_watched_once() -> None:
    text = file(
        metrics=[
            "name: wait_p50, type: histogram, unit: s",
            "name: wait_p99, type: histogram, unit: s",
            "name: error_rate, type: counter",
            "name: timeout_rate, type: counter",
        ]
    )
    assert missing(text) == [
        "wait_seconds_no_data",
        "requests_total_no_data",
        "errors_total_no_data",
        "timeouts_total_no_data",
    ]


def test_a_guessed_numerator_waits_for_a_day_of_traffic() -> None:
    text = file(metrics=["name: error_rate, type: counter"])
    found = alert(text, "errors_total_no_data")
    assert promql(text, "errors_total_no_data") == (
        'max(absent_over_time(errors_total{job="shop"}[1d])) and on () '
        'sum(increase(requests_total{job="shop"}[1d])) > 0'
    )
    assert (found.severity, found.hold) == ("low", 86400)


@pytest.mark.parametrize(
    ("words", "watched"),
    [
        (("", ""), True),
        ((", no_data: ok", ""), True),
        ((", no_data: ok", ", no_data: ok"), False),
    ],
)
def test_an_external_name_is_watched_unless_every_alert_of_it_says_ok(
    words: tuple[str, str], watched: bool
) -> None:
    alerts = [
        f'name: a{index}, condition: "daily_cost > {index}"{word}'
        for index, word in enumerate(words)
    ]
    assert ("daily_cost_no_data" in missing(file(alerts=alerts))) is watched


def test_a_declared_metric_says_for_itself() -> None:
    text = file(
        metrics=["name: queue, type: gauge"],
        alerts=['name: a, condition: "queue > 5", no_data: ok'],
    )
    assert missing(text) == ["queue_no_data"]


def test_who_asks_gets_it_under_the_metrics_name_and_only_once() -> None:
    metric = (
        'name: wait_p50, type: histogram, unit: s, alert_threshold: ">1s", '
        "severity: high, no_data: alert"
    )
    text = file(metrics=[metric])
    assert missing(text) == ["wait_p50_no_data"]
    assert alert(text, "wait_p50_no_data").severity == "high"
    explicit = file(metrics=["name: it, type: gauge, series: exported, no_data: alert"])
    assert missing(explicit) == ["it_no_data"]


def test_an_alert_over_several_series_hears_each_of_them() -> None:
    text = file(
        metrics=["name: one, type: gauge, series: first", "name: two, type: gauge, series: second"],
        alerts=['name: a, condition: "one > 5 and two > 5", severity: low, no_data: alert'],
    )
    found = alert(text, "a_no_data")
    assert isinstance(found.condition, AnyOf)
    assert found.severity == "low"
    assert "first or second" in str(found.description[0])


def test_an_expression_of_its_own_has_no_series_to_be_missing() -> None:
    text = file(
        metrics=["name: it, type: gauge, promql: x"],
        alerts=['name: a, condition: "it > 5", no_data: alert'],
    )
    assert codes(text) == ["OPS222"]
    assert "`it`" in finding(text, "OPS222").message


def test_why_it_was_made_is_said() -> None:
    text = file(
        metrics=["name: queue, type: gauge", "name: it, type: gauge, series: x, no_data: alert"]
    )
    assert "assumed" in str(alert(text, "queue_no_data").origin.because)
    assert "no_data: alert" in str(alert(text, "it_no_data").origin.because)


def test_the_job_gives_service_down_and_scopes_every_selector() -> None:
    text = file(metrics=['name: queue, type: gauge, alert_threshold: ">5"'])
    found = alert(text, "service_down")
    assert promql(text, "service_down") == '(sum(up{job="shop"}) or vector(0)) == 0'
    assert (found.severity, found.hold) == ("critical", 120)
    assert promql(text, "queue_medium") == 'max(queue{job="shop"}) > 5'


def test_without_a_job_there_is_a_warning_and_no_service_down() -> None:
    text = file(defaults="")
    assert codes(text) == ["OPS202"]
    assert "service_down" not in names(text)


@pytest.mark.parametrize("job", ["[]", "5"])
def test_a_job_that_was_refused_is_no_missing_job(job: str) -> None:
    assert "OPS202" not in codes(file(defaults=f"job: {job}"))


def test_a_failed_notification_is_heard() -> None:
    text = file()
    found = alert(text, "notifications_failed")
    assert promql(text, "notifications_failed") == (
        "sum by (integration) (increase(alertmanager_notifications_failed_total[15m])) > 0"
    )
    assert (found.by, found.signal) == (("integration",), None)


def test_the_watchdog_always_fires_and_is_for_nobody() -> None:
    found = alert(file(), "Watchdog")
    assert promql(file(), "Watchdog") == "vector(1)"
    assert (found.severity, found.hold, found.signal) == ("none", 0, None)
