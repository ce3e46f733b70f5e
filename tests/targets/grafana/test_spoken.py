"""Headings say in words what a condition says as an expression."""

from __future__ import annotations

import pytest

from tests.targets.grafana.dashboards import dashboard, panels, shop

METRICS = (
    "{name: request_latency_p50, type: histogram, series: http_seconds}",
    "{name: errors, type: counter, numerator: bad_total, denominator: all_total, min_bad: 0}",
    "{name: kv_tokens, type: counter, unit: tokens, series: t_total}",
    "{name: cost, type: counter, unit: USD, series: cost_total, by: [team]}",
    "{name: queue, type: gauge, unit: count, series: queue}",
    "{name: kv_size, type: gauge, unit: MiB, series: kv_size}",
)


@pytest.mark.parametrize(("condition", "title"), [
    ("p99_latency > 2s", "Request latency p99"),
    ("zscore(errors, 1d) > 4", "Errors against the last day (deviations)"),
    ("change(kv_tokens, 1h) < -50%", "KV tokens against the hour before"),
    ("change(queue, 6h) > 50%", "Queue against 6 hours before"),
    ("increase(cost, 1d) > 5 USD", "Cost within 1 day"),
    ("avg(queue, 90m) > 5", "Queue, mean over 90 minutes"),
    ("max(queue, 1h) > 5", "Queue, greatest over 1 hour"),
    ("share(cost, team) > 80%", "Largest share of cost by team"),
    ("kv_tokens / queue > 5 tokens/s", "KV tokens / queue (tokens/s)"),
    ("queue / (queue + avg(queue, 1h)) > 50%", "Queue / (queue + queue, mean over 1 hour)"),
    ("kv_size / 80 GiB > 95%", "KV size / 80 GiB"),
    ("kv_size - 1_000 MiB > 5 MiB", "KV size - 1_000 MiB"),
    ("rate(kv_tokens, 10m) > 5 tokens/s", "KV tokens per second"),
])  # fmt: skip
def test_a_title_is_no_expression(condition: str, title: str) -> None:
    alert = f'{{name: told, severity: high, condition: "{condition}"}}'
    shown = [one["title"] for one in panels(dashboard(shop(*METRICS, alerts=[alert])))]
    assert title in shown


def test_a_quantile_is_told_also_where_the_metric_does_not_say_it() -> None:
    slow = '{name: wait, type: histogram, series: w_seconds, quantile: 0.9, alert_threshold: ">1s"}'
    assert "Wait p90" in [one["title"] for one in panels(dashboard(shop(slow)))]
