"""Values and conditions in the words of operations.yaml, and numbers as texts."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from opsgen.artifacts.figures import duration, figure, number
from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.promql import to_promql
from opsgen.promql.forms import select
from opsgen.units import format_number

_ONE_LINE = 10_000
"""Columns; a selector is never broken into lines."""


def decimals(value: Fraction) -> str:
    """Every digit where they end, else twelve of them, never with an exponent."""
    try:
        return format_number(value)
    except ValueError:
        rounded = Context(prec=12).divide(Decimal(value.numerator), Decimal(value.denominator))
        return format(rounded, "f")


def value_text(value: Value) -> str:
    """What the user calls it, else how it is made, as operations.yaml writes it."""
    # Named after the series that is missing, or the alerts that fired: not what it tells.
    if value.name and not isinstance(value.node, v.Absent | v.Fired):
        return value.name
    match value.node:
        case v.Const(amount):
            return figure(amount, value.unit)
        case v.Series(selector):
            return _selector(selector)
        case v.Rate(selector, window):
            return f"rate({_selector(selector)}, {duration(window)})"
        case v.Increase(selector, window):
            return f"increase({_selector(selector)}, {duration(window)})"
        case v.Ratio(part, total):
            return f"{_selector(part)} / {_selector(total)}"
        case v.Quantile(histogram, quantile):
            return f"quantile({_selector(histogram)}, {number(quantile)})"
        case v.OverTime(function, of, window):
            return f"{function}({value_text(of)}, {duration(window)})"
        case v.Baseline(of, window, lag):
            return f"baseline({value_text(of)}, {duration(window)}, {duration(lag)})"
        case v.ZScore(of, window, lag):
            return f"zscore({value_text(of)}, {duration(window)}, {duration(lag)})"
        case v.Change(of, window):
            return f"change({value_text(of)}, {duration(window)})"
        case v.Share(part=of, label=label):
            return f"share({value_text(of)}, {label})"
        case v.Absent(selector):
            return f"absent({_selector(selector)})"
        case v.Age(selector):
            return f"age of {_selector(selector)}"
        case v.Fired(severities=severities):
            return f"an alert of severity {', '.join(severities)} fired"
        case v.Always():
            return "always"
        case v.OrElse(of, other):
            return f"{value_text(of)}, else {number(other)}"
        case v.Arith(op, left, right):
            return f"{_operand(left)} {op} {_operand(right)}"
        case v.Raw(promql):
            return promql


def condition_text(condition: Condition) -> str:
    """`error_rate > 5% and requests > 10/s`."""
    match condition:
        case Compare(left, op, right):
            return f"{value_text(left)} {op} {limit_text(left, right)}"
        case Holds(value):
            return value_text(value)
        case AtTime(start, _, minutes):
            return f"{_clock(start)} to {_clock(start + minutes)} UTC"
        case All(items):
            return " and ".join(map(_inner, items))
        case AnyOf(items):
            return " or ".join(map(_inner, items))


def limit_text(left: Value, right: Value) -> str:
    """The right side; a constant in the unit of the left one, as people write it."""
    if isinstance(right.node, v.Const):
        return figure(right.node.value, left.unit)
    return value_text(right)


def _inner(condition: Condition) -> str:
    text = condition_text(condition)
    return f"({text})" if isinstance(condition, All | AnyOf) else text


def _operand(value: Value) -> str:
    text = value_text(value)
    return f"({text})" if isinstance(value.node, v.Arith) and not value.name else text


def _selector(selector: Selector) -> str:
    return to_promql(select(selector), _ONE_LINE)


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute % (24 * 60), 60)
    return f"{hours:02}:{minutes:02}"
