"""Cases of what reads history: means over time, baselines, deviations, changes, drift."""

from __future__ import annotations

from tests.targets.prometheus.worlds import Case, case, fires, shop, silent, world

QUEUE = "{name: queue, type: gauge, unit: count, series: queue, by: [pod]}"
ERRORS = "{name: errors, type: counter, numerator: bad_total, denominator: all_total, min_bad: 0}"
WAVE = "95 105 " * 45
"""An hour and a half of a mean of 100 and a deviation of 5."""

A = 'queue{pod="a"}'
DRIFT = """
drift_detection:
  tests:
    - {name: query_drift, type: mmd, threshold: 0.05}
"""
P = 'drift_p_value{feature="query",test="mmd",service="%s",instance="gateway"}'
RAN = 'drift_last_success_timestamp_seconds{service="shop"}'
HOUR = 60


HISTORY_CASES: tuple[Case, ...] = (
    case(
        "over_time",
        shop(
            QUEUE,
            alerts=[
                '{name: mean, severity: high, condition: "avg(queue, 30m) > 100"}',
                '{name: floor, severity: high, condition: "min(queue, 30m) > 100"}',
                '{name: peak, severity: high, condition: "max(queue, 30m) > 100"}',
            ],
        ),
        world("above all the time", {A: "120x60"}, fires("mean", 50, {"pod": "a"}),
              fires("floor", 50), fires("peak", 50)),
        world("a dip", {A: "120x40 60x2 120x20"},
              fires("mean", 50), silent("floor", 50), fires("peak", 50)),
        world("a peak", {A: "20x40 120x2 20x20"},
              silent("mean", 50), silent("floor", 50), fires("peak", 50)),
        world("below", {A: "90x60"}, silent("mean", 50), silent("floor", 50), silent("peak", 50)),
        world("younger than half the window", {A: "_x20 120x40"},
              silent("mean", 33), silent("floor", 33), silent("peak", 33), fires("mean", 37)),
        world("a hole of NaN does not silence it", {A: "120x40 NaN NaN 120x20"},
              fires("mean", 50), fires("floor", 50)),
        world("absent", {"up": "1x60"}, silent("mean", 50), silent("peak", 50)),
    ),
    case(
        "baseline",
        shop(
            QUEUE, ERRORS,
            alerts=[
                '{name: surge, severity: high, condition: "queue > 2 * baseline(queue, 1h, 10m)"}',
                '{name: worse, severity: high,'
                ' condition: "errors > 3 * baseline(errors, 1h, 10m)"}',
            ],
        ),
        world("above", {A: "100x90 250x20", "all_total": "0+100x120",
                        "bad_total": "0+1x90 91+5x30"},
              fires("surge", 95, {"pod": "a"}), fires("worse", 98)),
        world("below", {A: "100x90 150x20", "all_total": "0+100x120",
                        "bad_total": "0+1x90 91+2x30"},
              silent("surge", 95), silent("worse", 98)),
        world("younger than half the window", {A: "_x70 100x25 250x20"}, silent("surge", 98)),
        world("the present is no part of it", {A: "100x90 240x20"}, fires("surge", 99)),
        world("a break without traffic leaves no hole in it",
              {"all_total": "0+100x40 4000x20 4000+100x60",
               "bad_total": "0+1x40 40x20 40+1x30 70+5x30"}, fires("worse", 98)),
        world("it ends when the past has caught up", {A: "100x90 250x90"}, silent("surge", 175)),
        world("no traffic", {"all_total": "5x120", "bad_total": "1x120"}, silent("worse", 98)),
        world("absent", {"up": "1x120"}, silent("surge", 98), silent("worse", 98)),
    ),
    case(
        "zscore",
        shop(
            QUEUE, ERRORS,
            alerts=[
                '{name: odd, severity: high, condition: "zscore(queue, 1h, 10m) > 4"}',
                '{name: low, severity: high, condition: "zscore(queue, 1h, 10m) < -4"}',
                '{name: odd_errors, severity: high, condition: "zscore(errors, 1h, 10m) > 4"}',
            ],
        ),
        world("far above", {A: WAVE + "130x20"},
              fires("odd", 95, {"pod": "a"}), silent("low", 95)),
        world("far below", {A: WAVE + "70x20"}, silent("odd", 95), fires("low", 95)),
        world("within", {A: WAVE + "115x20"}, silent("odd", 95), silent("low", 95)),
        world("calm, then a ripple", {A: "100x90 115x20"}, silent("odd", 95)),
        world("calm, then a jump", {A: "100x90 130x20"}, fires("odd", 95)),
        world("no errors, then one percent",
              {"all_total": "0+100x120", "bad_total": "0x90 0+1x30"}, silent("odd_errors", 100)),
        world("no errors, then four percent",
              {"all_total": "0+100x120", "bad_total": "0x90 0+4x30"}, fires("odd_errors", 98)),
        world("younger than half the window", {A: "_x70 100x25 250x20"}, silent("odd", 98)),
        world("gone", {A: WAVE + "_x20"}, silent("odd", 99), silent("low", 99)),
    ),
    case(
        "change",
        shop(
            QUEUE,
            "{name: jobs, type: counter, series: jobs_total}",
            alerts=[
                '{name: grew, severity: high, condition: "change(queue, 1h) > 50%"}',
                '{name: shrank, severity: high, condition: "change(queue, 1h) < -50%"}',
                '{name: more_jobs, severity: high, condition: "change(jobs, 1h) > 50%"}',
                '{name: fewer_jobs, severity: high, condition: "change(jobs, 1h) < -50%"}',
            ],
        ),
        world("up", {A: "100x70 160x40", "jobs_total": "0+60x60 3720+120x60"},
              fires("grew", 80, {"pod": "a"}), silent("shrank", 80),
              fires("more_jobs", 118), silent("fewer_jobs", 118)),
        world("a little up", {A: "100x70 140x40", "jobs_total": "0+60x60 3680+80x60"},
              silent("grew", 80), silent("more_jobs", 118)),
        world("down", {A: "100x70 40x40", "jobs_total": "0+60x60 3620+20x60"},
              fires("shrank", 80), fires("fewer_jobs", 118)),
        world("from nothing", {A: "0x70 40x40", "jobs_total": "0x60 0+20x60"},
              silent("grew", 80), silent("more_jobs", 118)),
        world("to nothing", {A: "100x70 0x40", "jobs_total": "0+60x60 3600x60"},
              fires("shrank", 80), fires("fewer_jobs", 118)),
        world("young", {A: "_x50 100x30 160x40", "jobs_total": "_x45 0+60x80"},
              silent("grew", 105), silent("more_jobs", 118)),
        world("absent", {"up": "1x120"}, silent("grew", 80), silent("fewer_jobs", 118)),
    ),
    case(
        "history_of_a_sum",
        shop(
            "{name: a, type: gauge, unit: count, series: a}",
            "{name: b, type: gauge, unit: count, series: b}",
            "{name: own, type: gauge, unit: count, promql: max(a) / max(b)}",
            alerts=[
                '{name: of_your_own, severity: high, condition: "avg(own, 30m) > 3"}',
                '{name: quotient, severity: high, condition: "avg(a / b, 30m) > 300%"}',
                '{name: product, severity: high, condition: "avg(a * 2 + b, 30m) > 15"}',
            ],
        ),
        world("above", {"a": "8x60", "b": "2x60"}, fires("quotient", 50), fires("product", 50)),
        world("a moment of nothing divides by zero and is forgotten",
              {"a": "4x60", "b": "2x40 0x3 2x20"},
              silent("quotient", 50), silent("of_your_own", 50)),
        world("and hides nothing", {"a": "8x40 0x3 8x20", "b": "2x40 0x3 2x20"},
              fires("quotient", 50)),
        world("below", {"a": "4x60", "b": "2x60"}, silent("quotient", 50), silent("product", 50)),
    ),
    case(
        "labels_of_every_rule",
        shop(
            QUEUE,
            alerts=['{name: mean, severity: high, condition: "avg(queue, 30m) > 100"}'],
            rest="labels: {env: prod}",
        ),
        world(
            "the history of another service with the same names is not read",
            {'service_pod:queue:max{pod="b",service="blog",env="prod"}': "500x60",
             'service_pod:queue:max{pod="b",service="shop",env="test"}': "500x60",
             A: "120x60"},
            fires("mean", 50, {"pod": "a", "env": "prod", "service": "shop"}),
        ),
    ),
    case(
        "drift",
        shop(
            alerts=['{name: drifted, severity: medium, condition: "drift_p_value < 0.05"}'],
            defaults="{evaluation_interval: 5m}",
            rest=DRIFT,
        ),
        world(
            "below, remembered until the next run is overdue",
            {P % "shop": f"0.01x10 _x{30 * HOUR}"},
            fires("drifted", 15, {"feature": "query", "test": "mmd", "instance": ""}),
            fires("drifted", 25 * HOUR + 30), silent("drifted", 26 * HOUR + 30),
        ),
        world("a later run finds none", {P % "shop": f"0.01x10 _x{23 * HOUR} 0.4x60"},
              fires("drifted", 15), silent("drifted", 23 * HOUR + 30)),
        world("above", {P % "shop": "0.2x60"}, silent("drifted", 30)),
        world("of another service", {P % "blog": "0.01x60"}, silent("drifted", 30)),
        world("absent", {"up": "1x60"}, silent("drifted", 30)),
    ),
    case(
        "drift_job_missing",
        shop(
            alerts=['{name: drifted, severity: medium, condition: "drift_p_value < 0.05"}'],
            defaults="{evaluation_interval: 5m}",
            rest=DRIFT,
        ),
        world(
            "speaks before the alert on drift falls silent",
            {RAN: f"0x10 _x{30 * HOUR}", P % "shop": f"0.01x10 _x{30 * HOUR}"},
            silent("drift_job_missing", 24 * HOUR + 30),
            fires("drift_job_missing", 25 * HOUR + 30), fires("drifted", 25 * HOUR + 30),
            fires("drift_job_missing", 29 * HOUR),
        ),
        world("runs again", {RAN: f"0x{26 * HOUR} {26 * 3600}x{3 * HOUR}"},
              fires("drift_job_missing", 25 * HOUR + 30), silent("drift_job_missing", 27 * HOUR)),
        world("never ran", {"up": "1x60"}, fires("drift_job_missing", 30)),
    ),
)  # fmt: skip
