"""Values by hand, as small as a test needs them."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import Matcher, Origin, Selector, Value
from opsgen.plan import values as v
from opsgen.units import COUNT, NUMBER, RATIO, Unit

HERE = Origin((), None)
BAD = Selector("http_requests_total", (Matcher("code", "=~", "5.."),))
ALL = Selector("http_requests_total")


def value(node: v.Node, *by: str, unit: Unit = COUNT, name: str | None = None) -> Value:
    return Value(node, unit, by, HERE, name)


def const(figure: int | str, per: int = 1) -> Value:
    return value(v.Const(Fraction(figure), per), unit=NUMBER)


def gauge(series: str = "queue", *by: str, aggregate: v.Aggregation = "max") -> Value:
    return value(v.Series(Selector(series), aggregate), *by, name=series)


def rate(*by: str, series: str = "jobs_total", window: int = 300) -> Value:
    return value(v.Rate(Selector(series), window), *by)


def ratio(*by: str) -> Value:
    return value(v.Ratio(BAD, ALL, 300), *by, unit=RATIO, name="error_rate")
