"""What is recorded, and under names that nothing but the meaning decides."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.plan import All, Compare, Matcher, Selector, Value
from opsgen.plan import values as v
from opsgen.promql import is_metric_name, to_promql
from opsgen.promql.recordings import needed, recordings
from tests.promql.plans import const, gauge, rate, ratio, value

LABELS = (("env", "prod"), ("service", "shop"))
WIDE = 10**6


def mean(of: Value) -> Value:
    return value(v.OverTime("avg", of, 3600), *of.labels)


def names(*values: Value) -> list[str]:
    return [rule.name for rule in recordings(values, LABELS, 60).rules.values()]


QUANTILE = value(v.Quantile(Selector("latency_seconds"), Fraction(999, 1000), 300), "model")


@pytest.mark.parametrize(
    ("of", "name"),
    [
        (gauge(), "service:queue:max"),
        (gauge("queue", "pod", "zone"), "service_pod_zone:queue:max"),
        (rate("pod"), "service_pod:jobs:rate5m"),
        (value(v.Increase(Selector("jobs_total"), 3600)), "service:jobs:increase1h"),
        (ratio(), "service:http_requests:ratio_rate5m"),
        (
            value(v.Ratio(Selector("bad_total"), Selector("all_total"), 600)),
            "service:bad_per_all:ratio_rate10m",
        ),
        (QUANTILE, "service_model:latency_seconds:p99_9_rate5m"),
        (value(v.Share(rate("source"), rate(), "source")), "service:jobs:max_share_source"),
        (value(v.Arith("/", gauge("a"), rate())), "service:a_per_jobs:value"),
        (value(v.Arith("*", gauge("a:b"), const("1.5"))), "service:a_b_times_3_2:value"),
        (value(v.Raw("x or y"), name="score"), "service:score:value"),
    ],
)
def test_a_name_says_level_metric_and_operations(of: Value, name: str) -> None:
    assert names(of) == [name]
    assert is_metric_name(name)


def test_what_reads_the_same_is_recorded_once_whatever_it_is_called() -> None:
    one, other = ratio(), value(ratio().node, name="errors")
    recorded = recordings([one, other, gauge()], LABELS, 60)
    assert [rule.name for rule in recorded.rules.values()] == [
        "service:http_requests:ratio_rate5m",
        "service:queue:max",
    ]


def test_names_that_would_clash_are_told_apart_in_any_order() -> None:
    one = value(v.Series(Selector("queue", (Matcher("x", "=", "1"),)), "max"))
    other = value(v.Series(Selector("queue", (Matcher("x", "=", "2"),)), "max"))
    found = names(one, other)
    assert len(set(found)) == 2
    assert found == list(reversed(names(other, one)))
    # For good: under another name the history begins anew.
    assert found == ["service:queue:max_0ca06090", "service:queue:max_32c55175"]


def test_the_reader_asks_for_the_labels_that_the_rule_writes() -> None:
    recorded = recordings([gauge()], LABELS, 60)
    assert to_promql(recorded.lowering.value(mean(gauge())), WIDE) == (
        'avg_over_time(service:queue:max{env="prod",service="shop"}[1h]) and on () '
        'count_over_time(service:queue:max{env="prod",service="shop"}[1h:2m]) >= 15'
    )


def test_no_sample_that_would_poison_a_mean_is_recorded() -> None:
    (rule,) = recordings([QUANTILE], LABELS, 60).rules.values()
    assert to_promql(rule.expr, WIDE).endswith(" > -Inf")


def test_only_history_is_recorded() -> None:
    growth = value(v.Change(value(v.Increase(Selector("jobs_total"), 3600)), 3600))
    now = All((Compare(gauge(), ">", const(1)), Compare(growth, ">", const(1))))
    assert needed(now) == ()
    change = value(v.Change(gauge("load"), 3600))
    both = All((Compare(mean(gauge()), ">", const(1)), Compare(change, ">", const(1))))
    assert needed(both) == (gauge(), gauge("load"))
    recorded = recordings(needed(both), LABELS, 60)
    assert [rule.name for rule in recorded.of(both)] == ["service:queue:max", "service:load:max"]
    assert recorded.of(now) == ()
