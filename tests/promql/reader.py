"""Reads PromQL back with an outside parser and says in one form what it means.

`meaning` of a printed tree and `read` of its text are equal when the printer told the truth.
"""

from __future__ import annotations

import math
from datetime import timedelta
from fractions import Fraction
from typing import Any

import promql_parser

from opsgen import promql as q
from opsgen.units import format_number

Meaning = tuple[Any, ...]


def read(text: str) -> Meaning:
    return _read(promql_parser.parse(text))


def _read(node: Any) -> Meaning:
    match node:
        case promql_parser.ParenExpr():
            return _read(node.expr)
        case promql_parser.NumberLiteral():
            return ("number", node.val)
        case promql_parser.StringLiteral():
            return ("string", node.val)
        case promql_parser.UnaryExpr():
            return _negated(_read(node.expr))
        case promql_parser.MatrixSelector():
            return (*_read(node.vector_selector), _seconds(node.range))
        case promql_parser.VectorSelector():
            matchers = [_matcher(m) for m in node.matchers.matchers]
            return ("series", node.name, matchers, _seconds(node.offset))
        case promql_parser.SubqueryExpr():
            spans = (_seconds(node.range), _seconds(node.step), _seconds(node.offset))
            return ("subquery", _read(node.expr), *spans)
        case promql_parser.Call():
            return ("call", node.func.name, [_read(arg) for arg in node.args])
        case promql_parser.AggregateExpr():
            param = None if node.param is None else _read(node.param)
            return ("aggregate", str(node.op), _grouping(node.modifier), param, _read(node.expr))
        case promql_parser.BinaryExpr():
            return (
                "binary",
                str(node.op),
                *_matching(node.modifier),
                _read(node.lhs),
                _read(node.rhs),
            )
    raise AssertionError(f"unknown node {node!r}")


def _matcher(matcher: promql_parser.Matcher) -> Meaning:
    signs = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}
    return (matcher.name, signs[str(matcher.op).removeprefix("MatchOp.")], matcher.value)


def _grouping(modifier: Any) -> Meaning | None:
    if modifier is None:
        return None
    kind = str(modifier.type).removeprefix("AggModifierType.")
    return None if kind == "By" and not modifier.labels else (kind, sorted(modifier.labels))


def _matching(modifier: Any) -> Meaning:
    if modifier is None:
        return (None, None, False)
    on = None if modifier.matching is None else sorted(modifier.matching.labels)
    left = modifier.group_labels if str(modifier.card).endswith("ManyToOne") else None
    return (on, left, modifier.return_bool)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def meaning(expr: q.Expr) -> Meaning:
    match expr:
        case q.Num(value, per):
            return _number(value, per)
        case q.Infinity(negative):
            return ("number", -math.inf if negative else math.inf)
        case q.Str(text):
            return ("string", text)
        case q.Selector(name, matchers, range_seconds, offset):
            window = () if range_seconds is None else (range_seconds,)
            return ("series", name, [(m.label, m.op, m.value) for m in matchers], offset, *window)
        case q.Subquery(inner, range_seconds, step, offset):
            return ("subquery", meaning(inner), range_seconds, step, offset)
        case q.Call(function, args):
            return ("call", function, [meaning(arg) for arg in args])
        case q.Aggregate(op, by, without, inner, param):
            grouping = ("Without", sorted(without)) if without is not None else None
            if by:
                grouping = ("By", sorted(by))
            return (
                "aggregate",
                op,
                grouping,
                None if param is None else meaning(param),
                meaning(inner),
            )
        case q.Binary(op, left, right, on, group_left, bool_):
            met = None if on is None else sorted(on)
            many = None if group_left is None else list(group_left)
            return ("binary", op, met, many, bool_, meaning(left), meaning(right))
        case q.Negate(inner):
            return _negated(meaning(inner))
        case q.Raw(text):
            return read(text)
    raise AssertionError(f"unknown node {expr!r}")


def _number(value: Fraction, per: int) -> Meaning:
    numerator, denominator = value * per, per
    try:
        format_number(numerator)
    except ValueError:
        denominator = numerator.denominator * per
        numerator = Fraction(numerator.numerator)
    number = ("number", float(numerator))
    if denominator == 1:
        return number
    return ("binary", "/", None, None, False, number, ("number", float(denominator)))


def _negated(inner: Meaning) -> Meaning:
    """The parser folds a minus into the number after it."""
    return ("number", -inner[1]) if inner[0] == "number" else ("negate", inner)
