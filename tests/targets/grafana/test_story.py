"""What a dashboard tells, and in which order."""

from __future__ import annotations

import pytest

from tests.targets.grafana.dashboards import (
    Json,
    dashboard,
    expressions,
    panel,
    rows,
    shop,
    steps,
    titles,
)

LATENCY = '{name: latency_p95, type: histogram, series: http_seconds, alert_threshold: ">1s"}'
ERRORS = "{name: errors, type: counter, numerator: bad_total, denominator: all_total, min_bad: 0}"
QUEUE = "{name: queue, type: gauge, unit: count, series: queue}"
COST = '{name: cost, type: gauge, unit: USD, series: cost_usd, alert_threshold: ">budget"}'
BUDGET = "{name: budget, type: gauge, unit: USD, series: budget_usd}"
MISSED = "{name: jobs, type: gauge, unit: count, series: jobs, no_data: alert}"
DRIFT = """
drift_detection:
  tests:
    - {name: query_drift, type: mmd, threshold: 0.05}
"""
DEPLOYS = """
pipeline: {stages: [{name: ship, steps: [full_deployment]}], steps: {full_deployment: "make"}}
"""


def test_chapters_stand_in_the_order_in_which_one_asks() -> None:
    document = dashboard(
        shop(
            QUEUE, COST, BUDGET, MISSED, LATENCY, ERRORS,
            "{name: retrieval_empty_rate, type: gauge, unit: ratio, series: empty}",
            "{name: luck, type: gauge, unit: '1', series: luck}",
            alerts=['{name: drifted, severity: medium, condition: "drift_p_value < 0.05"}'],
            rest=DRIFT + DEPLOYS,
        )
    )  # fmt: skip
    # What has one panel shares its row, which that panel would fill alone.
    assert [title for title in rows(document) if not title.endswith(": details")] == [
        "Overview", "Traffic and errors", "Latency · Quality and retrieval", "Tokens and cost",
        "Saturation · Drift", "More signals", "The monitoring itself",
    ]  # fmt: skip
    folded = {row["title"] for row in document["panels"] if row.get("collapsed")}
    assert folded == {
        "Traffic and errors: details", "Latency · Quality and retrieval: details",
        "The monitoring itself",
    }  # fmt: skip


def test_no_panel_in_sight_is_as_wide_as_the_page() -> None:
    document = dashboard(shop(QUEUE, COST, BUDGET, LATENCY, ERRORS, defaults="{job: shop}"))
    widths = {
        one["title"]: one["gridPos"]["w"]
        for row in document["panels"]
        if row["type"] == "row" and not row["collapsed"]
        for one in rows(document)[row["title"]]
        if one["type"] == "timeseries"
    }
    assert len(widths) == 7
    assert set(widths.values()) == {8, 12}


def test_a_tile_is_there_only_for_what_the_service_measures() -> None:
    assert titles(dashboard(shop()), "Overview") == ["Firing alerts", "Firing alerts"]
    document = dashboard(shop(LATENCY, ERRORS, COST, BUDGET, defaults="{job: shop}"))
    assert titles(document, "Overview") == [
        "Requests", "Errors", "Latency p95", "Cost", "Firing alerts", "Unreachable targets",
        "Firing alerts",
    ]  # fmt: skip


def test_how_long_ago_something_ran_is_no_latency_and_has_its_tile_where_nothing_answers() -> None:
    age = "{name: last_run_age, type: gauge, unit: s, series: run_age_seconds}"
    document = dashboard(shop(age, QUEUE.replace("queue", "luck")))
    assert titles(document, "More signals") == ["Last run age", "Luck"]
    assert titles(document, "Overview")[0] == "Last run age"
    busy = dashboard(shop(age, LATENCY))
    assert "Last run age" not in titles(busy, "Overview")


def tile(document: Json, title: str) -> Json:
    return panel(document, title, "stat")


@pytest.mark.parametrize("name", ["last_run_timestamp", "process_start_time", "token_expiry"])
def test_a_time_by_the_clock_is_no_latency_and_no_tile(name: str) -> None:
    """It would read `56 years` where one looks for how slow the service is."""
    metric = f"{{name: {name}, type: gauge, unit: s, series: {name}_seconds}}"
    document = dashboard(shop(metric, QUEUE))
    assert titles(document, "Overview") == ["Firing alerts", "Firing alerts"]
    assert not any("Latency" in row for row in rows(document))


@pytest.mark.parametrize("name", ["certificate_left", "lease_remaining", "token_expires_in"])
def test_the_time_that_is_left_is_no_latency_and_no_tile(name: str) -> None:
    left = f'{{name: {name}, type: gauge, unit: s, series: left_seconds, alert_threshold: "<1d"}}'
    document = dashboard(shop(left, LATENCY, ERRORS, QUEUE, COST, BUDGET))
    title = name.replace("_", " ").capitalize()
    assert [row for row in rows(document) if title in titles(document, row)] == [
        "Saturation · More signals"
    ]
    assert title not in titles(document, "Overview")
    alone = dashboard(shop(left, QUEUE))
    assert titles(alone, "Overview") == ["Firing alerts", "Firing alerts"]


@pytest.mark.parametrize(
    "name",
    [
        "answer_errors",
        "response_error_rate",
        "answers_failed",
        "response_availability",
        "source_err",
    ],
)
def test_how_a_response_fails_is_an_error_and_no_quality(name: str) -> None:
    errors = ERRORS.replace("name: errors", f"name: {name}")
    document = dashboard(shop(errors, "{name: answer_length, type: gauge, series: length}"))
    title = name.replace("_", " ").capitalize()
    assert titles(document, "Overview")[:2] == ["Requests", title]
    told = [row for row in rows(document) if title in titles(document, row)]
    assert told == ["Overview", "Traffic and errors · Quality and retrieval"]


def test_a_duration_may_be_called_after_the_times_that_it_reads() -> None:
    parse = "{name: timestamp_parsing_p95, type: histogram, series: parse_seconds}"
    document = dashboard(shop(parse, QUEUE))
    assert titles(document, "Overview")[1] == "Timestamp parsing p95"


def test_tiles_ask_for_now_and_not_for_the_last_hour() -> None:
    document = dashboard(shop(LATENCY, ERRORS, defaults="{job: shop}"))
    for one in rows(document)["Overview"]:
        assert [(query["instant"], query["range"]) for query in one["targets"]] == [(True, False)]
    (up,) = expressions(tile(document, "Unreachable targets"))
    assert up == 'count(up{job="shop"}) - sum(up{job="shop"})'
    assert (
        tile(document, "Unreachable targets")["fieldConfig"]["defaults"]["noValue"] == "No targets"
    )


def _ranks() -> str:
    ranked = (("critical", 4), ("high", 3), ("medium", 2), ("low", 1))
    return " or on (severity) ".join(
        f'{rank} * ALERTS{{alertstate="firing",service="shop",severity="{severity}"}}'
        for severity, rank in ranked
    )


def test_how_many_alerts_fire_is_told_in_the_colour_of_the_worst() -> None:
    one = tile(dashboard(shop()), "Firing alerts")
    all_of_them = 'ALERTS{alertstate="firing",service="shop",severity!="none"}'
    assert expressions(one) == [
        f'count_values( "alerts", count({all_of_them}) or vector(0) ) * on () group_left () '
        f"( max( {_ranks()} ) or vector(0) )"
    ]
    assert (one["targets"][0]["legendFormat"], one["options"]["textMode"]) == ("{{alerts}}", "name")
    assert steps(one) == [
        ("green", None), ("blue", 1), ("yellow", 2), ("orange", 3), ("red", 4)
    ]  # fmt: skip


def test_the_worst_alert_is_listed_first_with_what_tells_it_from_others() -> None:
    document = dashboard(shop(rest="labels: {team: web}\n" + DEPLOYS))
    table = panel(document, "Firing alerts", "table")
    assert expressions(table) == [f"sort_desc( {_ranks()} )"]
    assert "sortBy" not in table["options"]
    hidden = table["transformations"][0]["options"]["excludeByName"]
    assert {"team", "service", "Value"} <= set(hidden)
    assert not {"alertname", "severity"} & set(hidden)
    assert (table["gridPos"]["w"], table["gridPos"]["h"]) == (16, 8)
    assert panel(document, "Deploys", "annolist")["gridPos"]["w"] == 8
    # What stands for no alert must not stand for each label that one lacks.
    assert table["fieldConfig"]["defaults"]["noValue"] == "No alert fires"
    assert table["fieldConfig"]["overrides"][0]["properties"] == [{"id": "noValue", "value": "-"}]


def test_a_tile_shows_the_worst_of_what_an_alert_parts() -> None:
    parted = LATENCY.replace("http_seconds", "http_seconds, by: [pod]")
    low = ERRORS[:-1] + ', by: [pod], alert_threshold: "<99%"}'
    document = dashboard(shop(parted, low))
    assert expressions(tile(document, "Latency p95"))[0].startswith("max(histogram_quantile(")
    assert expressions(tile(document, "Errors"))[0].startswith("min(")
    assert tile(document, "Errors")["description"].startswith("Of the worst `pod`.\n\n")
    assert steps(tile(document, "Errors")) == [("yellow", None), ("green", 0.99)]


def test_a_tile_without_an_alert_shows_the_whole_service() -> None:
    document = dashboard(
        shop("{name: tokens, type: counter, unit: tokens, series: t_total, by: [a]}")
    )
    assert expressions(tile(document, "Tokens/s")) == ["sum(rate(t_total[5m]))"]
    assert steps(tile(document, "Tokens/s")) == [("text", None)]


@pytest.mark.parametrize(("kind", "rate"), [
    (ERRORS, "sum(rate(all_total[5m]))"),
    (LATENCY, "sum(rate(http_seconds_count[5m]))"),
])  # fmt: skip
def test_traffic_is_what_a_ratio_divides_by_else_what_a_histogram_counts(
    kind: str, rate: str
) -> None:
    document = dashboard(shop(kind))
    assert expressions(tile(document, "Requests")) == [rate]
    assert expressions(panel(document, "Requests per second")) == [rate]


def test_a_histogram_has_its_quantiles_and_its_spread() -> None:
    document = dashboard(shop(LATENCY.replace("p95", "p90")))
    ladder = panel(document, "Latency: quantiles")
    assert [query["legendFormat"] for query in ladder["targets"]] == ["p50", "p90", "p95", "p99"]
    assert expressions(ladder)[1] == (
        "histogram_quantile(0.9, sum by (le) (rate(http_seconds_bucket[5m])))"
    )
    widths = {
        one["matcher"]["options"]: one["properties"][0]["value"]
        for one in ladder["fieldConfig"]["overrides"]
    }
    assert widths == {"A": 1, "B": 4, "C": 1, "D": 1}
    spread = panel(document, "Latency: spread", "heatmap")
    assert expressions(spread) == ["sum by (le) (rate(http_seconds_bucket[5m]))"]
    assert spread["targets"][0]["format"] == "heatmap"


def test_a_native_histogram_has_them_too() -> None:
    document = dashboard(shop(LATENCY[:-1] + ", histogram: native}"))
    ladder = panel(document, "Latency: quantiles")
    assert expressions(ladder)[0] == "histogram_quantile(0.5, sum(rate(http_seconds[5m])))"
    spread = panel(document, "Latency: spread", "heatmap")
    assert expressions(spread) == ["sum(rate(http_seconds[5m]))"]


def test_quantiles_that_nobody_limits_or_parts_need_no_panel_beside_the_ladder() -> None:
    silent = "{name: latency_p95, type: histogram, series: http_seconds}"
    assert titles(dashboard(shop(silent)), "Traffic and errors · Latency") == [
        "Requests per second", "Latency: quantiles"
    ]  # fmt: skip


def test_a_figure_that_looks_back_for_days_shows_more_than_the_dashboards_hour() -> None:
    alerts = [
        '{name: odd, severity: medium, condition: "zscore(queue, 1d) > 4"}',
        '{name: grew, severity: medium, condition: "change(queue, 2h) > 50%"}',
    ]
    document = dashboard(shop(QUEUE, alerts=alerts))
    assert document["time"] == {"from": "now-1h", "to": "now"}
    assert panel(document, "Queue against the last day (deviations)")["timeFrom"] == "7d"
    assert panel(document, "Queue against 2 hours before")["timeFrom"] == "8h"
    assert "timeFrom" not in panel(document, "Queue")


def test_what_a_deviation_deviates_from_is_a_detail() -> None:
    alerts = ['{name: odd, severity: medium, condition: "zscore(queue, 1d) > 4"}']
    document = dashboard(shop(QUEUE, alerts=alerts))
    title = "Queue against the last day (deviations): against its past"
    now, mean = expressions(panel(document, title))
    assert now == "max(queue)"
    assert mean.startswith("avg_over_time((max(queue) > -Inf)[1d:1m] offset 6h)")


def test_the_two_counters_of_a_ratio_are_a_detail() -> None:
    document = dashboard(shop(ERRORS))
    parts = panel(document, "Errors: events per second")
    assert expressions(parts) == ["sum(rate(bad_total[5m]))", "sum(rate(all_total[5m]))"]


def test_missing_series_share_a_panel() -> None:
    guessed = '{name: requests, type: counter, alert_threshold: ">5/s"}'
    document = dashboard(shop(MISSED, guessed))
    missing = panel(document, "Missing series")
    # By the name as a matcher: Grafana's linter takes a counter outside a rate for a slip.
    assert expressions(missing) == [
        'absent_over_time({__name__="jobs"}[15m])',
        'absent_over_time({__name__="requests_total"}[15m])',
    ]
    assert missing["fieldConfig"]["defaults"]["noValue"] == "Every series is there"
    assert "- `jobs_no_data`, medium: fires when `jobs` stays away." in missing["description"]


def test_deploys_are_listed_and_marked() -> None:
    assert "Deploys" not in titles(dashboard(shop()), "Overview")
    document = dashboard(shop(rest=DEPLOYS))
    assert panel(document, "Deploys", "annolist")["options"]["tags"] == ["deploy", "shop"]
    built_in, deploys, alerts = document["annotations"]["list"]
    assert (built_in["builtIn"], built_in["name"]) == (1, "Annotations & Alerts")
    assert deploys["target"]["tags"] == ["deploy", "shop"]
    assert not deploys["target"]["matchAny"]
    began = " ".join(alerts["expr"].split())
    firing = 'ALERTS{alertstate="firing",service="shop",severity!="none"}'
    assert began == (
        f"{firing} unless on (alertname, integration, severity) {firing} offset 1m"
    )  # fmt: skip


def test_links_lead_where_a_browser_can_follow() -> None:
    links = (
        'links: {repository: "https://git.example.com/shop", prometheus: "https://p.example.com"}'
    )
    document = dashboard(shop(LATENCY, rest=links))
    runbook = "https://git.example.com/shop/ops/runbook.md"
    assert [link["url"] for link in document["links"]] == [runbook, "https://p.example.com"]
    (link,) = panel(document, "Latency p95")["links"]
    assert link["url"] == f"{runbook}#proc-latency_p95_medium"
    assert link["title"] == "Runbook: PROC-latency_p95_medium"


def test_without_an_address_the_words_name_the_runbook() -> None:
    shown = panel(dashboard(shop(LATENCY)), "Latency p95")
    assert "links" not in shown
    assert shown["description"].endswith("Runbook: `ops/runbook.md`, PROC-latency\\_p95\\_medium.")
