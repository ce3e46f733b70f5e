"""Cases of what is measured now: gauges, rates, ratios, quantiles, shares and sums."""

from __future__ import annotations

from tests.targets.prometheus.worlds import Case, case, fires, shop, silent, world

ERRORS = 'http_requests_total{code=~"5.."}'
RATIO = (
    '{name: errors, type: counter, severity: critical, min_bad: 0, alert_threshold: ">5%",'
    f" numerator: '{ERRORS}', denominator: http_requests_total"
)
SUCCESS = (
    '{name: success, type: counter, severity: critical, alert_threshold: "<99%",'
    " numerator: 'http_requests_total{code!~\"5..\"}', denominator: http_requests_total}"
)
OK, BAD = 'http_requests_total{code="200"}', 'http_requests_total{code="500"}'
LATENCY = (
    "{name: latency, type: histogram, series: latency_seconds, quantile: 0.99,"
    ' severity: high, alert_threshold: ">2s"'
)


def _buckets(half: int, two: int, five: int, all_: int, extra: str = "") -> dict[str, str]:
    """Requests per minute by the bucket that they fall in, cumulated as exporters do."""
    bounds = {"0.5": half, "2": half + two, "5": half + two + five, "+Inf": all_}
    return {
        f'latency_seconds_bucket{{le="{le}"{extra}}}': f"0+{rate}x30" for le, rate in bounds.items()
    }


NOW_CASES: tuple[Case, ...] = (
    case(
        "gauge_max",
        shop('{name: queue, type: gauge, unit: count, series: queue, alert_threshold: ">100"}'),
        world(
            "one above",
            {'queue{pod="a"}': "50x20", 'queue{pod="b"}': "120x20"},
            fires("queue_medium", 10, {"severity": "medium", "service": "shop", "signal": "queue"}),
        ),
        world("all below", {'queue{pod="a"}': "50x20", 'queue{pod="b"}': "90x20"},
              silent("queue_medium", 10)),
        world("resolves", {"queue": "120x10 80x20"},
              fires("queue_medium", 8), silent("queue_medium", 14)),
        world("absent", {"up": "1x20"}, silent("queue_medium", 10)),
    ),
    case(
        "gauge_min",
        shop('{name: free, type: gauge, unit: GiB, series: free, alert_threshold: "<10 GiB"}'),
        world("one below", {'free{pod="a"}': "50x20", 'free{pod="b"}': "8x20"},
              fires("free_medium", 10)),
        world("all above", {'free{pod="a"}': "50x20", 'free{pod="b"}': "12x20"},
              silent("free_medium", 10)),
        world("absent", {"up": "1x20"}, silent("free_medium", 10)),
    ),
    case(
        "gauge_aggregates",
        shop(
            "{name: mean, type: gauge, unit: count, series: load, aggregate: avg,"
            ' alert_threshold: ">100"}',
            "{name: total, type: gauge, unit: count, series: load, aggregate: sum,"
            ' alert_threshold: ">250"}',
        ),
        world("both", {'load{pod="a"}': "30x20", 'load{pod="b"}': "230x20"},
              fires("mean_medium", 10), fires("total_medium", 10)),
        world("mean only", {'load{pod="a"}': "110x20", 'load{pod="b"}': "110x20"},
              fires("mean_medium", 10), silent("total_medium", 10)),
        world("neither", {'load{pod="a"}': "10x20", 'load{pod="b"}': "170x20"},
              silent("mean_medium", 10), silent("total_medium", 10)),
    ),
    case(
        "gauge_by",
        shop(
            "{name: queue, type: gauge, unit: count, series: queue, by: [pod],"
            ' alert_threshold: {medium: ">100", critical: ">200"}}'
        ),
        world(
            "one of two",
            {'queue{pod="a",node="x"}': "50x20", 'queue{pod="b",node="x"}': "150x20"},
            fires("queue_medium", 10, {"pod": "b", "node": ""}), silent("queue_critical", 10),
        ),
        world(
            "each at its own level",
            {'queue{pod="a"}': "150x20", 'queue{pod="b"}': "250x20"},
            fires("queue_medium", 10, {"pod": "a"}, {"pod": "b"}),
            fires("queue_critical", 10, {"pod": "b"}),
        ),
    ),
    case(
        "counter_rate",
        shop(
            '{name: jobs, type: counter, series: jobs_total, alert_threshold: ">5/s"}',
            '{name: kills, type: counter, series: kills_total, alert_threshold: ">5/min"}',
            '{name: sales, type: counter, series: sales_total, alert_threshold: "<10/min"}',
        ),
        world(
            "above",
            {'jobs_total{pod="a"}': "0+200x30", 'jobs_total{pod="b"}': "0+200x30",
             "kills_total": "0+6x30", "sales_total": "0+8x30"},
            fires("jobs_medium", 20), fires("kills_medium", 20), fires("sales_medium", 20),
        ),
        world(
            "below",
            {"jobs_total": "0+250x30", "kills_total": "0+4x30", "sales_total": "0+12x30"},
            silent("jobs_medium", 20), silent("kills_medium", 20), silent("sales_medium", 20),
        ),
        world("no traffic", {"jobs_total": "7x30", "sales_total": "7x30"},
              silent("jobs_medium", 20), fires("sales_medium", 20)),
        world("a restart is no surge", {"jobs_total": "90000+60x15 0+60x15"},
              silent("jobs_medium", 20)),
        world("absent", {"up": "1x30"}, silent("jobs_medium", 20), silent("sales_medium", 20)),
    ),
    case(
        "increase",
        shop(
            "{name: failures, type: counter, series: failures_total, by: [job]}",
            alerts=['{name: many, severity: high, condition: "increase(failures, 30m) > 20"}'],
        ),
        world("above", {'failures_total{job="a"}': "0+1x60"}, fires("many", 50, {"job": "a"})),
        world("below", {'failures_total{job="a"}': "0+1x10 10x50"}, silent("many", 50)),
        world("absent", {"up": "1x60"}, silent("many", 50)),
    ),
    case(
        "ratio",
        shop(RATIO + "}"),
        world("above", {OK: "0+94x30", BAD: "0+6x30"}, fires("errors_critical", 20)),
        world("below", {OK: "0+96x30", BAD: "0+4x30"}, silent("errors_critical", 20)),
        world("no error series", {OK: "0+94x30"}, silent("errors_critical", 20)),
        world("no traffic", {OK: "94x30", BAD: "6x30"}, silent("errors_critical", 20)),
        world("total outage", {BAD: "0+60x30"}, fires("errors_critical", 20)),
        world("absent", {"up": "1x30"}, silent("errors_critical", 20)),
        world("resolves", {OK: "0+90x40", BAD: "0+10x15 160x25"},
              fires("errors_critical", 14), silent("errors_critical", 25)),
    ),
    case(
        "ratio_by",
        shop(RATIO + ", by: [route]}"),
        world(
            "each route for itself",
            {'http_requests_total{code="200",route="a",pod="x"}': "0+90x30",
             'http_requests_total{code="500",route="a",pod="y"}': "0+10x30",
             'http_requests_total{code="200",route="b",pod="x"}': "0+900x30"},
            fires("errors_critical", 20, {"route": "a", "pod": "", "code": ""}),
        ),
    ),
    case(
        "success_ratio",
        shop(SUCCESS),
        world("below", {OK: "0+97x30", BAD: "0+3x30"}, fires("success_critical", 20)),
        world("above", {OK: "0+997x30", BAD: "0+3x30"}, silent("success_critical", 20)),
        world("no error series", {OK: "0+60x30"}, silent("success_critical", 20)),
        world("no traffic", {OK: "60x30", BAD: "3x30"}, silent("success_critical", 20)),
        world("total outage", {BAD: "0+60x30"}, fires("success_critical", 20)),
        world("total outage after good times", {OK: "0+60x10 600x30", BAD: "0x10 0+60x30"},
              fires("success_critical", 30)),
        world("absent", {"up": "1x30"}, silent("success_critical", 20)),
    ),
    case(
        "ratio_guards",
        shop(
            "{name: a, type: counter, severity: high, numerator: bad_total,"
            ' denominator: all_total, alert_threshold: ">5%", min_traffic: 50}',
            "{name: b, type: counter, severity: medium, numerator: bad_total,"
            ' denominator: all_total, alert_threshold: ">5%", min_bad: 10}',
            "{name: c, type: counter, severity: critical, numerator: bad_total,"
            ' denominator: all_total, alert_threshold: ">5%"}',
        ),
        world("busy", {"bad_total": "0+10x30", "all_total": "0+100x30"},
              fires("a_high", 20), fires("b_medium", 20), fires("c_critical", 20)),
        world("little traffic, few bad ones", {"bad_total": "0+1x30", "all_total": "0+2x30"},
              silent("a_high", 20), silent("b_medium", 20), fires("c_critical", 20)),
        world("one bad one", {"bad_total": "0x15 1x15", "all_total": "0x15 1x15"},
              silent("a_high", 17), silent("b_medium", 17), silent("c_critical", 17)),
    ),
    case(
        "quantile_classic",
        shop(LATENCY + ", by: [model], buckets: [0.5, 2, 5]}"),
        world(
            "one model is slow",
            _buckets(80, 10, 10, 100, ',model="m",pod="x"')
            | _buckets(95, 5, 0, 100, ',model="n",pod="x"'),
            fires("latency_high", 20, {"model": "m", "pod": ""}),
        ),
        world("fast", _buckets(95, 5, 0, 100, ',model="m"'), silent("latency_high", 20)),
        world("no traffic", _buckets(0, 0, 0, 0, ',model="m"'), silent("latency_high", 20)),
        world("every request beyond the last bucket", _buckets(0, 0, 0, 60, ',model="m"'),
              fires("latency_high", 20)),
        world("absent", {"up": "1x30"}, silent("latency_high", 20)),
    ),
    case(
        "quantile_pods",
        shop(LATENCY + "}"),
        world(
            "one pod of two is slow",
            _buckets(50, 0, 0, 50, ',pod="x"') | _buckets(0, 0, 50, 50, ',pod="y"'),
            fires("latency_high", 20),
        ),
        world("a slow pod with next to no traffic",
              _buckets(5000, 0, 0, 5000, ',pod="x"') | _buckets(0, 0, 2, 2, ',pod="y"'),
              silent("latency_high", 20)),
    ),
    case(
        "quantile_native",
        shop(LATENCY + ", histogram: native, by: [model]}"),
        world(
            "slow",
            {'latency_seconds{model="m"}': "{{schema:0 sum:0 count:0 buckets:[0 0 0]}}+"
             "{{schema:0 sum:300 count:100 buckets:[80 10 10] offset:0}}x30"},
            fires("latency_high", 20, {"model": "m"}),
        ),
        world(
            "fast",
            {'latency_seconds{model="m"}': "{{schema:0 sum:0 count:0 buckets:[0 0 0]}}+"
             "{{schema:0 sum:60 count:100 buckets:[100 0 0] offset:0}}x30"},
            silent("latency_high", 20),
        ),
        world("no traffic",
              {'latency_seconds{model="m"}': "{{schema:0 sum:9 count:9 buckets:[0 0 9]}}x30"},
              silent("latency_high", 20)),
        world("absent", {"up": "1x30"}, silent("latency_high", 20)),
        # promtool reads native histograms in its tests from 2.49 on.
        versions=("3.5",),
    ),
    case(
        "share",
        shop(
            "{name: docs, type: counter, series: docs_total, by: [index]}",
            alerts=['{name: skew, severity: low, condition: "share(docs, source) > 80%"}'],
        ),
        world(
            "one source gives nearly all",
            {'docs_total{index="i",source="wiki",pod="a"}': "0+45x30",
             'docs_total{index="i",source="wiki",pod="b"}': "0+45x30",
             'docs_total{index="i",source="faq"}': "0+10x30",
             'docs_total{index="j",source="wiki"}': "0+50x30",
             'docs_total{index="j",source="faq"}': "0+50x30"},
            fires("skew", 20, {"index": "i", "source": ""}),
        ),
        world("no traffic", {'docs_total{index="i",source="wiki"}': "9x30"}, silent("skew", 20)),
        world("absent", {"up": "1x30"}, silent("skew", 20)),
    ),
    case(
        "absent",
        shop(
            "{name: beat, type: gauge, unit: count, series: beat, where: {job: cron}}",
            alerts=['{name: gone, severity: high, condition: "absent(beat)"}'],
        ),
        world("there", {'beat{job="cron"}': "1x30"}, silent("gone", 20)),
        world("of another job", {'beat{job="web"}': "1x30"}, fires("gone", 20, {"job": ""})),
        world("went away", {'beat{job="cron"}': "1x5 _x25"}, silent("gone", 5), fires("gone", 25)),
    ),
    case(
        "external_gauge",
        shop(
            alerts=['{name: spike, severity: medium, condition: "daily_cost > budget * 1.5"}'],
        ),
        world("above", {'daily_cost{team="a"}': "310x20", "budget": "200x20"}, fires("spike", 10)),
        world("below", {"daily_cost": "290x20", "budget": "200x20"}, silent("spike", 10)),
        world("no budget", {"daily_cost": "290x40"},
              silent("spike", 35), fires("budget_no_data", 35), silent("daily_cost_no_data", 35)),
    ),
    case(
        "arithmetic",
        shop(
            "{name: used, type: gauge, unit: MiB, series: used, by: [pod]}",
            "{name: limit, type: gauge, unit: bytes, series: limit, by: [pod]}",
            '{name: sent, type: counter, series: sent_total, unit: count}',
            '{name: lost, type: counter, series: lost_total, unit: count}',
            alerts=[
                '{name: full, severity: high, condition: "used / limit > 90%"}',
                '{name: tight, severity: high, condition: "limit - used < 10 MiB"}',
                '{name: loss, severity: high, condition: "rate(lost) + 1/min > rate(sent) * 10%"}',
            ],
        ),
        world(
            "one pod is full",
            {'used{pod="a"}': "95x20", 'limit{pod="a"}': "104857600x20",
             'used{pod="b"}': "85x20", 'limit{pod="b"}': "104857600x20",
             "sent_total": "0+100x20", "lost_total": "0+11x20"},
            fires("full", 15, {"pod": "a"}), fires("tight", 15, {"pod": "a"}), fires("loss", 15),
        ),
        world(
            "room",
            {'used{pod="a"}': "85x20", 'limit{pod="a"}': "104857600x20",
             "sent_total": "0+100x20", "lost_total": "0+8x20"},
            silent("full", 15), silent("tight", 15), silent("loss", 15),
        ),
        world(
            "a divisor of nothing",
            {'used{pod="a"}': "85x20", 'limit{pod="a"}': "0x20"}, silent("full", 15),
        ),
    ),
    case(
        "and_or",
        shop(
            "{name: queue, type: gauge, unit: count, series: queue, by: [pod, zone]}",
            "{name: free, type: gauge, unit: count, series: free, by: [pod]}",
            alerts=[
                '{name: both, severity: high, condition: "queue > 100 and free < 5"}',
                '{name: either, severity: high, condition: "queue > 100 or free < 5"}',
                "{name: mixed, severity: low,"
                ' condition: "(queue > 100 or free < 5) and queue > 9"}',
                '{name: whole, severity: high, by: [], condition: "queue > 100 and free < 5"}',
            ],
        ),
        world(
            "meets only at the same pod",
            {'queue{pod="a",zone="z"}': "150x20", 'free{pod="a",node="n"}': "3x20",
             'queue{pod="b",zone="z"}': "150x20", 'free{pod="b",node="n"}': "30x20",
             'queue{pod="c",zone="z"}': "5x20", 'free{pod="c",node="n"}': "3x20",
             'queue{pod="d",zone="z"}': "5x20", 'free{pod="d",node="n"}': "30x20"},
            fires("both", 10, {"pod": "a", "zone": "", "node": ""}),
            fires("either", 10, {"pod": "a"}, {"pod": "b"}, {"pod": "c"}),
            fires("mixed", 10, {"pod": "a"}, {"pod": "b"}),
            fires("whole", 10, {"pod": ""}),
        ),
        world("neither", {'queue{pod="a"}': "5x20", 'free{pod="a"}': "30x20"},
              silent("both", 10), silent("either", 10), silent("mixed", 10), silent("whole", 10)),
    ),
    case(
        "counters_apart",
        shop(
            "{name: bad, type: counter, series: bad_total, unit: count, by: [model]}",
            "{name: good, type: counter, series: good_total, unit: count, by: [model]}",
            alerts=[
                '{name: fails, condition: "bad / (bad + good) > 5%", severity: high}',
                '{name: serves, condition: "good / (bad + good) < 95%", severity: high}',
                '{name: left, condition: "(good - bad) / good < 90%", severity: high}',
                '{name: busy, condition: "bad + good > 50/min", severity: high}',
            ],
        ),
        world("nothing ever succeeded", {'bad_total{model="a"}': "0+60x20"},
              fires("fails", 10, {"model": "a"}), fires("serves", 10), silent("left", 10),
              fires("busy", 10)),
        world("nothing ever failed", {'good_total{model="a"}': "0+60x20"},
              silent("fails", 10), silent("serves", 10), silent("left", 10), fires("busy", 10)),
        world("one model of two fails",
              {'good_total{model="a"}': "0+60x20", 'good_total{model="b"}': "0+60x20",
               'bad_total{model="b"}': "0+20x20"},
              fires("fails", 10, {"model": "b"}), fires("serves", 10, {"model": "b"}),
              fires("left", 10, {"model": "b"})),
        world("no traffic", {'good_total{model="a"}': "60x20", 'bad_total{model="a"}': "60x20"},
              silent("fails", 10), silent("serves", 10), silent("left", 10), silent("busy", 10)),
    ),
    case(
        "promql",
        shop(
            "{name: raw, type: gauge, unit: ratio, by: [pod], severity: high,"
            " alert_threshold: \">50%\", promql: 'max by (pod) (a) or max by (pod) (b)'}"
        ),
        world("above", {'a{pod="x"}': "0.4x20", 'b{pod="y"}': "0.6x20"},
              fires("raw_high", 10, {"pod": "y"})),
        world("below", {'a{pod="x"}': "0.4x20"}, silent("raw_high", 10)),
    ),
    case(
        "bounds",
        shop(
            "{name: slow, type: counter, severity: high, min_bad: 0, alert_threshold: \"<90%\","
            " numerator: 'latency_seconds_bucket{le=\"1\"}',"
            " denominator: 'latency_seconds_bucket{le=\"+Inf\"}'}"
        ),
        *(
            world(
                f"an exporter that writes {le}",
                {f'latency_seconds_bucket{{le="{le}"}}': "0+80x30",
                 'latency_seconds_bucket{le="10"}': "0+100x30",
                 'latency_seconds_bucket{le="+Inf"}': "0+100x30"},
                fires("slow_high", 20),
            )
            for le in ("1", "1.0")
        ),
        *(
            world(
                f"fast, by an exporter that writes {le}",
                {f'latency_seconds_bucket{{le="{le}"}}': "0+95x30",
                 'latency_seconds_bucket{le="+Inf"}': "0+100x30"},
                silent("slow_high", 20),
            )
            for le in ("1", "1.0")
        ),
    ),
)  # fmt: skip
