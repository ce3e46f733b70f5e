"""Many alerts of one service at once: what one of them needs must not make the tests of another
untrue. Some drawings found what no single alert shows, so each is played on both engines."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.judges import promtool
from tests.proof.played import played
from tests.targets.prometheus.worlds import plan_of, shop

METRICS = (
    "{name: latency, type: histogram, unit: s, buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10]}",
    "{name: first_token, type: histogram, unit: ms}",
    "{name: requests, type: counter, series: requests_total, by: [route]}",
    "{name: failures, type: counter, numerator: 'requests_total{code=~\"5..\"}',"
    " denominator: requests_total}",
    "{name: availability, type: counter, numerator: 'requests_total{code!~\"5..\"}',"
    " denominator: requests_total}",
    "{name: cost, type: counter, series: cost_usd_total, unit: USD, by: [team]}",
    "{name: queue, type: gauge, series: queue_depth, unit: count, by: [queue]}",
    "{name: inflight, type: gauge, series: inflight, unit: count}",
    "{name: faith, type: gauge, series: faithfulness, unit: ratio}",
    "{name: disk_free, type: gauge, series: disk_free_bytes, unit: bytes}",
    "{name: disk_size, type: gauge, series: disk_size_bytes, unit: bytes}",
)
CONDITIONS = (
    "p99_latency > 2 * p50_latency and requests > 1/s",
    "p99_latency > 2 * baseline(p99_latency, 7d)",
    "p95_latency > avg(p95_latency, 1h) * 1.5",
    "change(p99_latency, 30m) > 100% and p99_latency > 200ms",
    "p90_first_token > 1.2 * baseline(p90_first_token, 1h, 1h)",
    "p99_first_token - p50_first_token > 2 s",
    "failures > 5% or p99_latency > 5 s",
    "failures >= 100%",
    "failures > 10 * avg(failures, 1d) and failures > 0.1%",
    "1 - availability > 1%",
    "availability < 99% and requests > 10/min",
    "increase(cost, 1h) > 3 * increase(cost, 1d) / 24",
    "increase(cost, 1d) > 1.5 * increase(cost, 7d) / 7",
    "change(cost, 1d) > 50%",
    "share(cost, team) > 60%",
    "requests < 0.2 * baseline(requests, 1d)",
    "requests > 10 * avg(requests, 1d)",
    "zscore(requests, 1d) > 4 or zscore(requests, 1d) < -4",
    "change(requests, 1h) < -80%",
    "absent(requests) or requests == 0",
    "requests == 0 and inflight > 0",
    "queue > 100 and avg(queue, 30m) > 80",
    "queue > 3 * avg(queue, 1d) + 10",
    "queue == 0 and inflight > 0",
    "faith < 0.95 * baseline(faith, 1d)",
    "min(faith, 1h) < 0.5 and avg(faith, 1h) < 0.8",
    "faith < 0.8 or absent(faith)",
    "(disk_size - disk_free) / disk_size > 85%",
    "disk_free < 0.9 * baseline(disk_free, 1d) and disk_free / disk_size < 50%",
)
SPANS = ("10m", "30m", "1h", "3h", "12h", "1d", "3d")
WINDOW = re.compile(r"\b((?:increase|avg|min|max|baseline|zscore|change)\(\w+), \w+")


def drawn(seed: int) -> str:
    """Some of the conditions, some of their spans changed, at some pace."""
    draw = random.Random(seed)
    alerts = []
    for number, condition in enumerate(draw.sample(CONDITIONS, 10)):
        if draw.random() < 0.3:
            condition = WINDOW.sub(rf"\1, {draw.choice(SPANS)}", condition)
        hold = draw.choice(("1m", "90s", "5m", "15m"))
        alerts.append(f'{{name: a{number}, severity: high, condition: "{condition}", for: {hold}}}')
    scrape, pace = draw.choice(("10s", "15s", "30s")), draw.choice(("15s", "30s", "45s", "1m"))
    return shop(
        *METRICS,
        alerts=alerts,
        defaults=f"{{job: shop, scrape_interval: {scrape}, evaluation_interval: {pace}}}",
        hold="{}",
    )


SEEDS = (0, 23, 24, 40, 47)
"""But for the first, those that saw a counter seem to restart, a window hold too many samples, or
all be bad beside so much of it that the good was lost in the sum."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worlds_of_many_alerts_are_what_the_engines_see(seed: int, tmp_path: Path) -> None:
    plan = plan_of(drawn(seed))
    assert played(plan, promtool.VERSIONS[seed % 2], tmp_path)
