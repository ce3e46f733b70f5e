"""Small specs in which every kind of value and every join of conditions is compared."""

from __future__ import annotations

from tests.targets.prometheus.worlds import shop

QUEUE = "{name: queue, type: gauge, unit: count, series: queue, by: [pod]}"
FREE = "{name: free, type: gauge, unit: count, series: free, by: [pod, zone]}"
ERRORS = (
    "{name: errors, type: counter, by: [route], severity: critical, alert_threshold: '>5%',"
    " numerator: 'http_requests_total{code=~\"5..\"}', denominator: http_requests_total}"
)
SUCCESS = (
    "{name: success, type: counter, severity: high, min_traffic: 20, alert_threshold: '<99%',"
    " numerator: 'calls_total{code!~\"5..\"}', denominator: calls_total}"
)
SPLIT = (
    "{name: refused, type: counter, severity: medium, min_bad: 3, alert_threshold: '>10%',"
    " numerator: refused_total, denominator: asked_total}"
)
LATENCY = (
    "{name: latency, type: histogram, series: latency_seconds, unit: s, quantile: 0.99,"
    " by: [model], buckets: [0.1, 0.5, 2, 5], alert_threshold: {medium: '>500ms', critical: '>2s'}}"
)
SIZE = (
    "{name: size, type: histogram, series: size_tokens, unit: tokens, quantile: 0.5,"
    " alert_threshold: '<200 tokens'}"
)
JOBS = "{name: jobs, type: counter, series: jobs_total, unit: count, alert_threshold: '<5/min'}"
DOCS = "{name: docs, type: counter, series: docs_total, by: [index]}"
BEAT = "{name: beat, type: gauge, unit: count, series: beat, where: {job: cron}, no_data: alert}"

NOW = shop(
    QUEUE, FREE, ERRORS, SUCCESS, SPLIT, LATENCY, SIZE, JOBS, DOCS, BEAT,
    alerts=[
        '{name: both, severity: high, condition: "queue > 100 and free < 5"}',
        '{name: either, severity: low, condition: "queue > 500 or free < 2"}',
        '{name: mixed, severity: low, condition: "(queue > 300 or free < 3) and queue > 9"}',
        '{name: full, severity: high, condition: "queue / free > 2000%"}',
        '{name: spare, severity: low, condition: "free - queue * 2 < 10"}',
        '{name: spike, severity: medium, condition: "daily_cost > budget * 1.5"}',
        '{name: many, severity: high, condition: "increase(docs, 30m) > 2000"}',
        '{name: skew, severity: low, condition: "share(docs, source) > 80%"}',
        '{name: even, severity: low, condition: "share(docs, shelf) < 20%"}',
        '{name: gone, severity: high, condition: "absent(beat)"}',
    ],
    defaults="{job: shop}",
    hold="{}",
)  # fmt: skip

PAST = shop(
    QUEUE, ERRORS, DOCS,
    alerts=[
        '{name: mean, severity: high, condition: "avg(queue, 30m) > 100"}',
        '{name: floor, severity: high, condition: "min(queue, 30m) > 80"}',
        '{name: surge, severity: high, condition: "queue > 2 * baseline(queue, 40m, 15m)"}',
        '{name: worse, severity: high, condition: "errors > 3 * baseline(errors, 40m, 15m)"}',
        '{name: odd, severity: high, condition: "zscore(queue, 40m, 15m) > 4"}',
        '{name: low, severity: high, condition: "zscore(queue, 40m, 15m) < -4"}',
        '{name: odd_errors, severity: high, condition: "zscore(errors, 40m, 15m) > 4"}',
        '{name: grew, severity: high, condition: "change(queue, 40m) > 50%"}',
        '{name: shrank, severity: high, condition: "change(queue, 40m) < -50%"}',
        '{name: more_docs, severity: high, condition: "change(docs, 40m) > 50%"}',
        '{name: fewer_docs, severity: high, condition: "change(docs, 40m) < -50%"}',
        '{name: quotient, severity: high, condition: "avg(queue / quota, 30m) > 300%"}',
        '{name: burst, severity: high, condition: "rate(docs, 5m) > 3 * rate(docs, 40m)"}',
        '{name: over, severity: high, condition: "queue - avg(queue, 40m) > 10"}',
        '{name: swing, severity: high, condition: "max(queue, 30m) - min(queue, 30m) > 50"}',
    ],
    hold="{}",
)  # fmt: skip

DAYS = shop(
    QUEUE, ERRORS, DOCS,
    alerts=[
        '{name: mean, severity: high, condition: "avg(queue, 1d) > 100"}',
        '{name: surge, severity: high, condition: "queue > 2 * baseline(queue, 1d)"}',
        '{name: worse, severity: high, condition: "errors > 3 * baseline(errors, 2d, 6h)"}',
        '{name: odd, severity: high, condition: "zscore(queue, 1d) > 4"}',
        '{name: grew, severity: high, condition: "change(queue, 1d) > 50%"}',
        '{name: fewer_docs, severity: high, condition: "change(docs, 1d) < -50%"}',
    ],
    hold="{}",
)  # fmt: skip

SPANS = shop(
    QUEUE, ERRORS,
    "{name: asked, type: counter, series: asked_total, unit: count}",
    alerts=[
        '{name: stopped, severity: high,'
        ' condition: "increase(asked, 1h) > 100 and increase(asked, 5m) == 0"}',
        '{name: fell, severity: high, condition: "rate(asked, 3h) > 1/s and asked < 0.1/s"}',
        '{name: burst, severity: low, for: 2m,'
        ' condition: "asked > 10/s and rate(asked, 3h) < 1/s"}',
        '{name: lost, severity: high, condition: "queue < 2 and max(queue, 1h) > 4"}',
        '{name: jumped, severity: low, for: 2m, condition: "queue > 100 and avg(queue, 4h) < 20"}',
        '{name: sudden, severity: high, for: 2m,'
        ' condition: "errors > 5% and avg(errors, 1h) < 1%"}',
    ],
    hold="{}",
)  # fmt: skip
"""Two sides of an `and` look at one series over windows that differ only for a while."""

TAILS = shop(
    "{name: took_p99, type: histogram, series: took_seconds, unit: s,"
    " buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]}",
    alerts=[
        '{name: tail, severity: high, condition: "took_p99 > 10s and p50_took < 1s"}',
        '{name: apart, severity: high, condition: "took_p99 / p50_took > 10x"}',
        '{name: all_slow, severity: high, condition: "p50_took > 5s and took_p99 < 10s"}',
        '{name: moved, severity: high,'
        ' condition: "change(took_p99, 1h) > 100% and change(p50_took, 1h) < 10%"}',
    ],
    hold="{}",
)  # fmt: skip
"""Two quantiles of one histogram, nearer to each other and farther apart than they usually are."""

NEIGHBOURS = shop(
    ERRORS.replace("alert_threshold: '>5%'", "alert_threshold: '>0%'"),
    "{name: asked, type: counter, series: asked_total, unit: count}",
    alerts=[
        '{name: any_asked, severity: low, condition: "increase(asked, 5m) > 0 and queue == 0"}',
        '{name: asked_fell, severity: high, condition: "change(asked, 1h) < -99%"}',
        '{name: asked_doubled, severity: high, condition: "change(asked, 1h) > 100%"}',
        '{name: errors_doubled, severity: high, condition: "change(errors, 1h) > 100%"}',
    ],
    hold="{}",
)  # fmt: skip
"""One alert asks for nothing where the other needs something to compare with."""

WHOLES = shop(
    "{name: one, type: counter, alert_threshold: '>1%',"
    " numerator: 'a_count{status=\"fail\"}', denominator: 'a_count{status=\"total\"}'}",
    "{name: two, type: counter, alert_threshold: '>5%', numerator: 'b_total{status=~\"e|t\"}',"
    " denominator: 'b_total{status=~\"e|t|ok\"}'}",
    "{name: three, type: counter, alert_threshold: '>5%', numerator: 'c_total{ok=\"false\"}',"
    " denominator: 'c_total{ok=~\"true|false\"}'}",
    "{name: four, type: counter, series: 'd_total{level=~\"(?i)error\"}', unit: count,"
    " alert_threshold: '>1/s'}",
    hold="{}",
)  # fmt: skip
"""Part and whole that match one label, and a pattern with a flag."""

WAIT = (
    "{name: wait, type: histogram, series: wait_seconds, unit: s, histogram: native,"
    " quantile: 0.9, alert_threshold: '>5s'}"
)

NATIVE = shop(
    WAIT.replace("'>5s'", "{medium: '>2s', critical: '>300s'}, by: [route]"),
    "{name: size, type: histogram, histogram: native, unit: MiB, quantile: 0.9}",
    alerts=[
        '{name: tail, severity: high, by: [route], condition: "wait > 3 * p50_wait"}',
        '{name: bigger, severity: high, condition: "size > 2 * baseline(size, 1d)"}',
        '{name: empty, severity: high, condition: "size < 0.01 MiB"}',
        '{name: gone, severity: high, condition: "absent(size)"}',
    ],
    rest='targets: {prometheus: {version: "3.5"}}',
    hold="{}",
)  # fmt: skip
"""Histograms without fixed buckets, which the unit tests of older versions cannot say."""

STANDING = shop(
    ERRORS,
    "{name: asked, type: counter, series: asked_total, unit: count}",
    "{name: spent, type: counter, series: spent_usd_total, unit: USD, by: [team]}",
    alerts=[
        '{name: fell, severity: high, condition: "change(asked, 1h) < -80%"}',
        '{name: usual, severity: high, condition: "zscore(spent, 7d) > 3"}',
        '{name: week, severity: high,'
        ' condition: "increase(spent, 1d) > 1.5 * increase(spent, 7d) / 7"}',
        '{name: burst, severity: high,'
        ' condition: "increase(spent, 7d) < 20 * increase(spent, 5m) and spent > 1 USD/s"}',
        '{name: month, severity: high, condition: "increase(spent, 30d) > 1000 USD"}',
    ],
    hold="{}",
)  # fmt: skip
"""Counters that stand still after a rise, and windows with more samples than promtool reads."""

OFTEN = shop(
    QUEUE,
    defaults="{evaluation_interval: 15s}",
    alerts=['{name: calm, severity: high, condition: "avg(queue, 30m) < 0.9 * avg(queue, 7d)"}'],
    hold="{}",
)
"""Rules that are judged so often that promtool would not read all their records."""

OUTAGE = shop(
    "{name: errors, type: counter,"
    " numerator: 'http_requests_total{code=~\"5..\"}', denominator: http_requests_total}",
    "{name: good, type: counter,"
    " numerator: 'http_requests_total{code!~\"5..\"}', denominator: http_requests_total}",
    alerts=[
        '{name: all_fail, severity: high, condition: "errors >= 100%", for: 1m}',
        '{name: some_fail, severity: medium, condition: "1 - good > 1%"}',
    ],
    hold="{}",
)  # fmt: skip
"""Nothing is good any more, and not merely lost beside what is bad."""

PLAYED = {
    "now": NOW, "past": PAST, "days": DAYS, "spans": SPANS, "tails": TAILS,
    "neighbours": NEIGHBOURS, "wholes": WHOLES, "native": NATIVE,
    "standing": STANDING,
    "outage": OUTAGE,
    "often": OFTEN,
}  # fmt: skip
