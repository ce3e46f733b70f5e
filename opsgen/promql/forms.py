"""The forms that series take: from a selector to one figure per combination of labels.

The naive forms that look simpler are wrong in an outage, without traffic or without an error
series; the comment at each form says which. All are proven on promtool 2.42 and 3.5.
"""

from __future__ import annotations

import re
from fractions import Fraction

from opsgen.plan import AtTime, Selector
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.promql import tree as q

DAY_MINUTES = 24 * 60

# Prometheus 3 writes the bounds of buckets and summaries as floats: le="1" becomes le="1.0"
# (prometheus, docs/migration.md); a matcher must find both.
_BOUNDS = frozenset({"le", "quantile"})
_WHOLE = re.compile(r"(-?\d+)(?:\.0)?")


def select(
    selector: Selector, window: int | None = None, *, suffix: str = "", offset: int | None = None
) -> q.Selector:
    matchers = tuple(_matcher(matcher) for matcher in selector.matchers)
    return q.Selector(selector.series + suffix, matchers, window, offset)


def call(function: str, *arguments: q.Expr) -> q.Call:
    return q.Call(function, arguments)


def number(value: int | Fraction) -> q.Num:
    return q.Num(Fraction(value))


def aggregate(op: str, by: Labels, expr: q.Expr) -> q.Aggregate:
    return q.Aggregate(op, by or None, None, expr)


def positive(expr: q.Expr) -> q.Expr:
    """Nothing where there is no traffic: 0/0 is NaN, and a NaN poisons every mean over it."""
    return q.Binary(">", expr, number(0))


def rate(by: Labels, selector: Selector, window: int) -> q.Expr:
    return aggregate("sum", by, call("rate", select(selector, window)))


def increase(by: Labels, selector: Selector, window: int, offset: int | None = None) -> q.Expr:
    return aggregate("sum", by, call("increase", select(selector, window, offset=offset)))


def ratio(by: Labels, node: v.Ratio) -> q.Expr:
    """Filled with 0 times the total: a part that never happened has no series at all.

    Without the fill a success ratio is silent in a total outage, and an error ratio has no
    figure on a healthy service.
    """
    total = rate(by, node.total, node.window)
    part = filled(rate(by, node.part, node.window), total, by)
    return q.Binary("/", part, positive(total), on=by)


def filled(part: q.Expr, whole: q.Expr, by: Labels) -> q.Expr:
    """`part`, or 0 where only `whole` has a sample."""
    return q.Binary("or", part, q.Binary("*", number(0), whole), on=by)


def either(left: q.Expr, right: q.Expr, by: Labels, *, plus: bool) -> q.Expr:
    """Counters added or taken away, where one that never counted has no series.

    The plain sum has no figure until both have: `failed + succeeded` is silent when nothing
    ever succeeded.
    """
    both = q.Binary("+" if plus else "-", left, right, on=by)
    known = q.Binary("or", both, left, on=by)
    return q.Binary("or", known, right, on=by) if plus else known


def quantile(by: Labels, node: v.Quantile) -> q.Expr:
    if node.native:
        buckets = rate(by, node.histogram, node.window)
    else:
        rates = call("rate", select(node.histogram, node.window, suffix="_bucket"))
        buckets = aggregate("sum", ("le", *by), rates)
    return call("histogram_quantile", q.Num(node.q), buckets)


def growth(by: Labels, selector: Selector, window: int) -> q.Expr:
    """The increase over `window` against the window before, minus one.

    A counter that is younger than half of the earlier window says nothing: its first hours
    against a whole day look like a surge.
    """
    now = increase(by, selector, window)
    before = positive(increase(by, selector, window, offset=window))
    early = select(selector, window - window // 2, offset=window + window // 2)
    lived = aggregate("count", by, call("last_over_time", early))
    return relative(now, q.Binary("and", before, lived, on=by), by)


def relative(now: q.Expr, before: q.Expr, by: Labels) -> q.Expr:
    return q.Binary("-", q.Binary("/", now, before, on=by), number(1))


def absent(node: v.Absent) -> q.Expr:
    """1 without labels: `absent` itself copies those of the equality matchers."""
    if node.window is None:
        expr = call("absent", select(node.selector))
    else:
        expr = call("absent_over_time", select(node.selector, node.window))
    copies = any(matcher.op == "=" for matcher in node.selector.matchers)
    return aggregate("max", (), expr) if copies else expr


def fired(node: v.Fired) -> q.Expr:
    op: v.MatchOp = "=~" if len(node.severities) > 1 else "="
    matchers = (
        q.Matcher("alertstate", "=", "firing"),
        q.Matcher("service", "=", node.service),
        q.Matcher("severity", op, "|".join(node.severities)),
    )
    expr: q.Expr = call("count_over_time", q.Selector("ALERTS", matchers, node.window))
    for source, target in (("alertname", "digest_alert"), ("severity", "digest_severity")):
        expr = call("label_replace", expr, q.Str(target), q.Str("$1"), q.Str(source), q.Str("(.+)"))
    # A signal of its own would let the alert that lists others inhibit, and be inhibited.
    dropped = ("alertname", "alertstate", "severity", "signal")
    listed = q.Aggregate("sum", None, dropped, expr)
    return q.Binary("*", listed, number(node.interval))


def at_time(when: AtTime) -> q.Expr:
    hours = q.Binary("*", call("hour"), number(60))
    minute = q.Binary("+", hours, call("minute"), on=())
    # The minutes since the last start: shifted by what is left of a day, so that none is negative.
    shifted = q.Binary("+", minute, number((-when.start) % DAY_MINUTES))
    since = q.Binary("%", shifted, number(when.period))
    due = q.Binary("<", since, number(when.minutes))
    if when.weekday is None:
        return due
    # The day on which it began, also after midnight.
    began = call("vector", q.Binary("-", call("time"), number(60 * when.start)))
    day = q.Binary("==", call("day_of_week", began), number(when.weekday))
    return q.Binary("and", due, day, on=())


def _matcher(matcher: v.Matcher) -> q.Matcher:
    whole = _WHOLE.fullmatch(matcher.value) if matcher.label in _BOUNDS else None
    if whole is None or matcher.op not in ("=", "!="):
        return q.Matcher(matcher.label, matcher.op, matcher.value)
    return q.Matcher(matcher.label, "=~" if matcher.op == "=" else "!~", rf"{whole[1]}(\.0)?")
