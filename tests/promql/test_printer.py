"""What each tree looks like: the text is reviewed by people, so it is part of the contract."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Infinity,
    Matcher,
    Negate,
    Num,
    Raw,
    Selector,
    Str,
    Subquery,
    duration,
    to_promql,
)

A, B, C = Selector("a"), Selector("b"), Selector("c")


def num(value: int | str, per: int = 1) -> Num:
    return Num(Fraction(value), per)


def rate(selector: str, *matchers: Matcher) -> Call:
    return Call("rate", (Selector(selector, matchers, 300),))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (num(0), "0"),
        (num("0.05"), "0.05"),
        (num("-2.50"), "-2.5"),
        (num(10**30), "1" + "0" * 30),
        (num("1/1000000000"), "0.000000001"),
        (num("1/12", 60), "5 / 60"),
        (num("1/7200", 3600), "0.5 / 3600"),
        (num("1/3"), "1 / 3"),
        (num("16/180", 60), "16 / 180"),
        (Str('say "hi"'), r'"say \"hi\""'),
        (A, "a"),
        (Selector("a", (Matcher("x", "=~", "5.."), Matcher("b", "!=", ""))), 'a{x=~"5..",b!=""}'),
        (Selector("a", (Matcher("x", "!=", "a.\ufffd"),)), r'a{x!~"a\\.\\x{fffd}"}'),
        (Selector("a", (Matcher("x", "=~", "\ufffd+"),)), r'a{x=~"\\x{fffd}+"}'),
        (Selector("a", (), 300), "a[5m]"),
        (Selector("a", (), 90, 86400), "a[90s] offset 1d"),
        (Selector("a", (), None, -3600), "a offset -1h"),
        (Selector("sum"), '{__name__="sum"}'),
        (Selector("NaN", (Matcher("x", "=", "y"),), 60), '{__name__="NaN",x="y"}[1m]'),
        (Selector("http.requests"), '{__name__="http.requests"}'),
        (Subquery(A, 3600), "a[1h:]"),
        (Subquery(Selector("a", (), None, 60), 3600, 30, 120), "(a offset 1m)[1h:30s] offset 2m"),
        (Subquery(Binary(">", A, num(0)), 3600, 60), "(a > 0)[1h:1m]"),
        (Subquery(rate("a"), 3600), "rate(a[5m])[1h:]"),
        (Call("time", ()), "time()"),
        (Aggregate("sum", None, None, A), "sum(a)"),
        (Aggregate("sum", (), None, A), "sum(a)"),
        (Aggregate("sum", ("le", "route"), None, A), "sum by (le, route) (a)"),
        (Aggregate("sum", None, (), A), "sum without () (a)"),
        (Aggregate("quantile", ("x",), None, A, num("0.9")), "quantile by (x) (0.9, a)"),
        (Binary("or", A, B, ()), "a or on () b"),
        (Binary("/", A, B, ("x",), ("y", "z")), "a / on (x) group_left (y, z) b"),
        (Binary(">", A, B, (), ()), "a > on () group_left () b"),
        (Binary("==", A, num(1), bool_=True), "a == bool 1"),
        (Negate(A), "-a"),
        (Binary(">", A, Infinity(negative=True)), "a > -Inf"),
        (Binary("<", A, Infinity()), "a < Inf"),
        (Binary("-", A, Infinity(negative=True)), "a - (-Inf)"),
        (Binary("or", A, Call("vector", (num(0),))), "a or vector(0)"),
        (Raw(" a or b\n"), "a or b"),
        (Aggregate("sum", None, None, Raw("a or b")), "sum(a or b)"),
        (Binary(">", Raw("a or b"), num(1)), "(a or b) > 1"),
        (Negate(Raw("a")), "-(a)"),
        (Subquery(Raw("a"), 60), "(a)[1m:]"),
    ],
)
def test_one_line(expr: Expr, text: str) -> None:
    assert to_promql(expr) == text


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (Binary("*", Binary("+", A, B), C), "(a + b) * c"),
        (Binary("+", Binary("*", A, B), C), "a * b + c"),
        (Binary("-", Binary("-", A, B), C), "a - b - c"),
        (Binary("-", A, Binary("-", B, C)), "a - (b - c)"),
        (Binary("/", A, Binary("*", B, C)), "a / (b * c)"),
        (Binary("^", A, Binary("^", B, C)), "a ^ b ^ c"),
        (Binary("^", Binary("^", A, B), C), "(a ^ b) ^ c"),
        (Binary("^", num(-5), num(2)), "(-5) ^ 2"),
        (Negate(Binary("^", A, num(2))), "-a ^ 2"),
        (Binary("^", Negate(A), num(2)), "(-a) ^ 2"),
        (Negate(Binary("*", A, B)), "-(a * b)"),
        (Binary("*", Negate(A), B), "-a * b"),
        (Negate(Negate(A)), "-(-a)"),
        (Binary("-", A, num(-5)), "a - (-5)"),
        (Binary("+", A, Binary("*", num(-5), B)), "a + (-5 * b)"),
        (Binary("<", A, num(-3)), "a < -3"),
        (Binary(">", A, num("1/12", 60)), "a > 5 / 60"),
        (Binary("*", A, num("1/12", 60)), "a * (5 / 60)"),
        (Binary("*", num("1/3"), A), "1 / 3 * a"),
        (Binary(">", Binary(">", A, num(0)), num(1)), "(a > 0) > 1"),
        (Binary("/", A, Binary(">", B, num(0)), ()), "a / on () (b > 0)"),
        (
            Binary("and", Binary(">", A, num(1)), Binary("<", B, num(2)), ()),
            "a > 1 and on () b < 2",
        ),
        (Binary("or", Binary("and", A, B, ()), C, ()), "(a and on () b) or on () c"),
        (Binary("and", A, Binary("or", B, C, ()), ()), "a and on () (b or on () c)"),
        (Binary("unless", Binary("and", A, B, ()), C, ()), "(a and on () b) unless on () c"),
        (Binary("or", Binary("or", A, B, ()), C, ()), "a or on () b or on () c"),
        (Binary("or", A, Binary("or", B, C, ()), ()), "a or on () (b or on () c)"),
    ],
)
def test_parentheses_are_few_and_clear(expr: Expr, text: str) -> None:
    assert to_promql(expr) == text


def test_a_long_expression_shows_its_structure() -> None:
    shop, by = Matcher("service", "=", "shop"), ("route",)
    bad = Aggregate(
        "sum", by, None, rate("http_requests_total", Matcher("status", "=~", "5.."), shop)
    )
    total = Aggregate("sum", by, None, rate("http_requests_total", shop))
    filled = Binary("or", bad, Binary("*", num(0), total), by)
    ratio = Binary("/", filled, Binary(">", total, num(0)), by)
    assert to_promql(Binary(">", ratio, num("0.05"))) == (
        """\
    (
        sum by (route) (
          rate(http_requests_total{status=~"5..",service="shop"}[5m])
        )
      or on (route)
        0 * sum by (route) (rate(http_requests_total{service="shop"}[5m]))
    )
  / on (route)
    (sum by (route) (rate(http_requests_total{service="shop"}[5m])) > 0)
> 0.05"""
    )


def test_a_chain_of_one_set_operator_reads_as_a_list() -> None:
    chain = Binary("and", Binary("and", Binary("or", A, B, ()), B, ("x",)), C, ())
    assert to_promql(chain, 20) == (
        """\
  (a or on () b)
and on (x) b
and on () c"""
    )


def test_arguments_stand_one_to_a_line() -> None:
    buckets = Aggregate("sum", ("le",), None, rate("latency_seconds_bucket"))
    assert to_promql(Call("histogram_quantile", (num("0.99"), buckets)), 40) == (
        """\
histogram_quantile(
  0.99,
  sum by (le) (
    rate(latency_seconds_bucket[5m])
  )
)"""
    )


def test_a_range_stays_beside_what_it_ranges_over() -> None:
    past = Subquery(Binary("/", Selector("errors"), Selector("requests"), ()), 3600, 60)
    assert to_promql(Call("max_over_time", (past,)), 20) == (
        """\
max_over_time(
  (
      errors
    / on () requests
  )[1h:1m]
)"""
    )


def test_the_users_own_lines_are_kept_and_no_comment_of_theirs_swallows_ours() -> None:
    raw = Raw("up == 1 # is up \n\n  or   # or not\n  down  # last")
    past = Call("max_over_time", (Subquery(raw, 60),))
    assert to_promql(Binary("and", raw, Call("absent", (raw,)), ())) == (
        """\
  (
    up == 1 # is up
      or   # or not
      down  # last
  )
and on ()
  absent(
    (
      up == 1 # is up
        or   # or not
        down  # last
    )
  )"""
    )
    assert to_promql(past).endswith("# last\n  )[1m:]\n)")


def test_line_breaks_inside_the_users_strings_are_theirs() -> None:
    assert to_promql(Negate(Raw("x{a=`p  \n q`}"))) == "-(\n  x{a=`p  \n q`}\n)"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1s"),
        (90, "90s"),
        (300, "5m"),
        (5400, "90m"),
        (129600, "36h"),
        (86400, "1d"),
        (604800, "7d"),
    ],
)
def test_a_duration_is_whole_in_one_unit(seconds: int, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    "expr",
    [
        Selector("a", (), 0),
        Selector("a", (), None, 0),
        Subquery(A, 60, 0),
        Selector("a", (Matcher("a.b", "=", "x"),)),
        Aggregate("sum", ("a.b",), None, A),
        Aggregate("sum", None, ("without",), A),
        Binary("or", A, B, ("inf",)),
    ],
)
def test_what_no_engine_accepts_is_refused(expr: Expr) -> None:
    with pytest.raises(ValueError, match=r"positive|label"):
        to_promql(expr)


def test_ill_formed_nodes_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs `on`"):
        Binary("or", A, B)
    with pytest.raises(ValueError, match="takes no `group_left`"):
        Binary("and", A, B, (), ())
    with pytest.raises(ValueError, match="needs `on`"):
        Binary("or", Call("vector", (num(0),)), A)
    with pytest.raises(ValueError, match="needs `on`"):
        Binary("/", A, B, None, ())
    with pytest.raises(ValueError, match="comparisons"):
        Binary("+", A, B, bool_=True)
    with pytest.raises(ValueError, match="not both"):
        Aggregate("sum", ("a",), ("b",), A)
