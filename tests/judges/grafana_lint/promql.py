"""What stands in a PromQL query, by a parser that is not ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import promql_parser as p

from tests.judges.grafana_lint.expand import expand
from tests.judges.grafana_lint.model import (
    PROMETHEUS,
    Dashboard,
    Panel,
    Selection,
    Target,
    Variable,
)

OPERATORS = (
    (p.MatchOp.Equal, "="),
    (p.MatchOp.NotEqual, "!="),
    (p.MatchOp.Re, "=~"),
    (p.MatchOp.NotRe, "!~"),
)
"""Not a dict: the parser's operators compare, but have no hash."""

PRESENCE = {"count", "group", "absent", "absent_over_time", "present_over_time"}
"""What tells that there are series, whatever their figures."""


def parse(expr: str, variables: Sequence[Variable]) -> p.Expr:
    """ValueError with the parser's words if it is no PromQL."""
    parsed: p.Expr = p.parse(expand(expr, variables))
    return parsed


def selections(
    node: p.Expr, function: str | None = None, counted: bool = False
) -> Iterator[Selection]:
    """Everything that `node` reads, in reading order; `function` is what takes its result."""
    match node:
        case p.VectorSelector():
            yield _selection(node, None, None, counted)
        case p.MatrixSelector():
            yield _selection(node.vector_selector, node.range, function, counted)
        case p.Call():
            name = node.func.name
            for argument in node.args:
                yield from selections(argument, name, counted or name in PRESENCE)
        case p.AggregateExpr():
            if node.param is not None:
                yield from selections(node.param)
            yield from selections(node.expr, None, counted or str(node.op) in PRESENCE)
        case p.BinaryExpr():
            yield from selections(node.lhs)
            yield from selections(node.rhs)
        case p.UnaryExpr() | p.ParenExpr() | p.SubqueryExpr():
            yield from selections(node.expr, None, counted)
        case p.NumberLiteral() | p.StringLiteral():
            return
        case _:
            raise TypeError(type(node).__name__)


def read(dashboard: Dashboard) -> Iterator[tuple[Panel, Target, Selection]]:
    """What every PromQL query of the dashboard reads; another rule tells of one that is none."""
    for panel, target in prometheus_targets(dashboard):
        try:
            parsed = parse(target.expr, dashboard.variables)
        except ValueError:
            continue
        for one in selections(parsed):
            yield panel, target, one


def prometheus_targets(dashboard: Dashboard) -> Iterator[tuple[Panel, Target]]:
    """All queries, unless the dashboard's first data source is of another type."""
    if dashboard.engine == PROMETHEUS:
        for panel in dashboard.panels:
            for target in panel.targets:
                yield panel, target


def _selection(
    node: p.VectorSelector, range_: timedelta | None, function: str | None, counted: bool
) -> Selection:
    groups = [node.matchers.matchers, *node.matchers.or_matchers]
    matchers = frozenset((one.name, _operator(one), one.value) for group in groups for one in group)
    named = [value for label, op, value in matchers if (label, op) == ("__name__", "=")]
    name = node.name or (named[0] if named else None)
    return Selection(name, matchers, range_, function, counted)


def _operator(matcher: p.Matcher) -> str:
    return next(text for op, text in OPERATORS if op == matcher.op)
