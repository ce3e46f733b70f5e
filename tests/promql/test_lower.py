"""How each value looks in PromQL: an SRE reviews it, so it is part of the contract.

That each form means what it should is proven by the worlds of the target `prometheus`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Matcher, Selector, Value
from opsgen.plan import values as v
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from opsgen.promql.tree import Selector as Series
from opsgen.units import RATIO
from tests.promql.plans import ALL, BAD, const, gauge, rate, ratio, value

WIDE = 10**6
LOWERING = Lowering(60)
HISTOGRAM = Selector("latency_seconds", (Matcher("job", "=", "shop"),))
UP = value(v.Series(Selector("up", (Matcher("job", "=", "J"),)), "sum"))

C, D = rate("x", series="c_total"), rate("x", series="d_total")
C_, D_ = "sum by (x) (rate(c_total[5m]))", "sum by (x) (rate(d_total[5m]))"


def shown(of: Value | Condition, lowering: Lowering = LOWERING) -> str:
    expr = lowering.value(of) if isinstance(of, Value) else lowering.condition(of)
    return to_promql(expr, WIDE)


VALUES: tuple[tuple[Value, str], ...] = (
    (const("0.05"), "0.05"),
    (const("1/12", 60), "5 / 60"),
    (gauge(), "max(queue)"),
    (gauge("queue", "pod", aggregate="min"), "min by (pod) (queue)"),
    (value(v.Series(Selector("p"), "min", 93600), "x"), "min by (x) (last_over_time(p[26h]))"),
    (rate("pod"), "sum by (pod) (rate(jobs_total[5m]))"),
    (value(v.Increase(Selector("jobs_total"), 3600)), "sum(increase(jobs_total[1h]))"),
    (
        ratio("route"),
        '(sum by (route) (rate(http_requests_total{code=~"5.."}[5m])) or on (route) '
        "0 * sum by (route) (rate(http_requests_total[5m]))) / on (route) "
        "(sum by (route) (rate(http_requests_total[5m])) > 0)",
    ),
    (
        value(v.Quantile(HISTOGRAM, Fraction(99, 100), 300), "model"),
        "histogram_quantile(0.99, sum by (le, model) "
        '(rate(latency_seconds_bucket{job="shop"}[5m])))',
    ),
    (
        value(v.Quantile(HISTOGRAM, Fraction(1, 2), 300, native=True)),
        'histogram_quantile(0.5, sum(rate(latency_seconds{job="shop"}[5m])))',
    ),
    (
        value(v.Share(rate("source"), rate(), "source")),
        "max(sum by (source) (rate(jobs_total[5m]))) / on () (sum(rate(jobs_total[5m])) > 0)",
    ),
    (value(v.Absent(Selector("x"))), "absent(x)"),
    (value(v.Absent(Selector("x"), 900)), "absent_over_time(x[15m])"),
    (value(v.Absent(HISTOGRAM, 900)), 'max(absent_over_time(latency_seconds{job="shop"}[15m]))'),
    (value(v.Age(Selector("t"), 86400)), "time() - max(last_over_time(t[1d]))"),
    (value(v.Always()), "vector(1)"),
    (value(v.OrElse(UP, Fraction(0))), 'sum(up{job="J"}) or vector(0)'),
    (value(v.Arith("*", gauge(), const("1.5"))), "max(queue) * 1.5"),
    (value(v.Arith("+", gauge("a", "x"), gauge("b", "x")), "x"),
     "max by (x) (a) + on (x) max by (x) (b)"),
    (value(v.Arith("/", gauge("a"), gauge("b"))), "max(a) / on () (max(b) != 0)"),
    (value(v.Arith("/", gauge("a"), const("2"))), "max(a) / 2"),
    (value(v.Arith("+", C, D), "x"), f"{C_} + on (x) {D_} or on (x) {C_} or on (x) {D_}"),
    (value(v.Arith("-", C, D), "x"), f"{C_} - on (x) {D_} or on (x) {C_}"),
    (value(v.Arith("/", C, D), "x", unit=RATIO),
     f"({C_} or on (x) 0 * {D_}) / on (x) ({D_} != 0)"),
    (value(v.Arith("/", C, value(v.Arith("+", C, D), "x")), "x", unit=RATIO),
     f"({C_} or on (x) 0 * {D_}) / on (x) "
     f"(({C_} + on (x) {D_} or on (x) {C_} or on (x) {D_}) != 0)"),
    (value(v.Arith("/", C, D), "x"), f"{C_} / on (x) ({D_} != 0)"),
    (value(v.Raw("a or b")), "a or b"),
    (
        value(v.Change(value(v.Increase(Selector("jobs_total"), 3600)), 3600)),
        "sum(increase(jobs_total[1h])) / on () (sum(increase(jobs_total[1h] offset 1h)) > 0 "
        "and on () count(last_over_time(jobs_total[30m] offset 90m))) - 1",
    ),
    (
        value(
            v.Ratio(Selector("l_bucket", (Matcher("le", "=", "1"),)),
                    Selector("l_bucket", (Matcher("le", "!=", "1.0"),)), 300)
        ),
        '(sum(rate(l_bucket{le=~"1(\\\\.0)?"}[5m])) or on () '
        '0 * sum(rate(l_bucket{le!~"1(\\\\.0)?"}[5m]))) / on () '
        '(sum(rate(l_bucket{le!~"1(\\\\.0)?"}[5m])) > 0)',
    ),
)  # fmt: skip


@pytest.mark.parametrize(("of", "text"), VALUES, ids=[text[:40] for _, text in VALUES])
def test_a_value(of: Value, text: str) -> None:
    assert shown(of) == text


def above(left: Value, limit: int | str) -> Compare:
    return Compare(left, ">", const(limit))


CONDITIONS: tuple[tuple[Condition, str], ...] = (
    (above(gauge(), 5), "max(queue) > 5"),
    (Compare(gauge(), "<", gauge("b")), "max(queue) < on () max(b)"),
    (Compare(value(v.OrElse(UP, Fraction(0))), "==", const(0)),
     '(sum(up{job="J"}) or vector(0)) == 0'),
    (Holds(value(v.Absent(Selector("x"), 900))), "absent_over_time(x[15m])"),
    (All((above(gauge("a", "x", "y"), 1), above(gauge("b", "x"), 2))),
     "max by (x, y) (a) > 1 and on (x) max by (x) (b) > 2"),
    (AnyOf((above(gauge("a"), 1), above(gauge("b"), 2), above(gauge("c"), 3))),
     "max(a) > 1 or on () max(b) > 2 or on () max(c) > 3"),
    (All((AnyOf((above(gauge("a"), 1), above(gauge("b"), 2))), above(gauge("c"), 3))),
     "(max(a) > 1 or on () max(b) > 2) and on () max(c) > 3"),
    (AtTime(540, 1440, 10), "(hour() * 60 + on () minute() + 900) % 1440 < 10"),
    (AtTime(540, 1440, 10, weekday=1),
     "(hour() * 60 + on () minute() + 900) % 1440 < 10 "
     "and on () day_of_week(vector(time() - 32400)) == 1"),
    (
        Holds(value(v.Fired("shop", ("medium", "low"), 86400, 60))),
        "sum without (alertname, alertstate, severity, signal) (label_replace(label_replace("
        'count_over_time(ALERTS{alertstate="firing",service="shop",severity=~"medium|low"}[1d]), '
        '"digest_alert", "$1", "alertname", "(.+)"), "digest_severity", "$1", "severity", "(.+)"))'
        " * 60",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("of", "text"), CONDITIONS, ids=[text[:40] for _, text in CONDITIONS])
def test_a_condition(of: Condition, text: str) -> None:
    assert shown(of) == text


QUEUE = gauge("queue", "pod")
RECORDED = Lowering(60, {LOWERING.value(QUEUE): Series("rec")})

HISTORY: tuple[tuple[Value, str, str], ...] = (
    (
        value(v.OverTime("avg", QUEUE, 3600), "pod"),
        "avg_over_time(rec[1h]) and on (pod) count_over_time(rec[1h:2m]) >= 15",
        "avg_over_time((max by (pod) (queue) > -Inf)[1h:1m]) and on (pod) "
        "count_over_time((max by (pod) (queue) > -Inf)[1h:2m]) >= 15",
    ),
    (
        value(v.OverTime("avg", QUEUE, 86400), "pod"),
        "avg_over_time(rec[1d]) and on (pod) count_over_time(rec[1d:1h]) >= 12",
        "avg_over_time((max by (pod) (queue) > -Inf)[1d:1m]) and on (pod) "
        "count_over_time((max by (pod) (queue) > -Inf)[1d:1h]) >= 12",
    ),
    (
        value(v.Baseline(QUEUE, 3600, 900), "pod"),
        "avg_over_time(rec[1h] offset 15m) and on (pod) "
        "count_over_time(rec[1h:2m] offset 15m) >= 15",
        "avg_over_time((max by (pod) (queue) > -Inf)[1h:1m] offset 15m) and on (pod) "
        "count_over_time((max by (pod) (queue) > -Inf)[1h:2m] offset 15m) >= 15",
    ),
    (
        value(v.Change(QUEUE, 3600), "pod"),
        "rec / on (pod) (rec offset 1h > 0) - 1",
        "max by (pod) (queue) / on (pod) "
        "(last_over_time((max by (pod) (queue) > -Inf)[1m:1m] offset 1h) > 0) - 1",
    ),
    (
        value(v.ZScore(QUEUE, 3600, 900, Fraction(1, 200)), "pod"),
        "(rec - on (pod) (avg_over_time(rec[1h] offset 15m) and on (pod) "
        "count_over_time(rec[1h:2m] offset 15m) >= 15)) / on (pod) clamp_min("
        "stddev_over_time(rec[1h] offset 15m) > on (pod) "
        "0.05 * abs(avg_over_time(rec[1h] offset 15m)) or on (pod) "
        "0.05 * abs(avg_over_time(rec[1h] offset 15m)), 0.005)",
        "",
    ),
)


@pytest.mark.parametrize(("of", "recorded", "plain"), HISTORY)
def test_history_is_read_from_what_was_recorded_or_else_from_a_subquery(
    of: Value, recorded: str, plain: str
) -> None:
    assert shown(of, RECORDED) == recorded
    if plain:
        assert shown(of) == plain
    assert "rec" not in shown(of)


def test_infinity_is_forgotten_where_a_division_can_give_it() -> None:
    quotient = value(v.Arith("/", gauge("a"), gauge("b")))
    assert to_promql(LOWERING.history(quotient), WIDE) == (
        "(max(a) / on () (max(b) != 0) > -Inf) < Inf"
    )
    assert to_promql(LOWERING.history(ratio()), WIDE) == shown(ratio())


def test_a_matcher_of_one_bound_is_left_alone_unless_it_is_whole() -> None:
    for bound in ("0.5", "+Inf", "10"):
        selector = Selector("l_bucket", (Matcher("le", "=", bound),))
        text = shown(value(v.Rate(selector, 300)))
        assert (f'le="{bound}"' in text) is (bound != "10")
    assert shown(value(v.Rate(BAD, 300))).startswith("sum(rate(http_requests_total{code=~")
    assert shown(value(v.Rate(ALL, 300))) == "sum(rate(http_requests_total[5m]))"
