"""How a panel asks whether a series is missing: by the name as a matcher.

`absent_over_time(x_total[15m])` means the same, but Grafana's linter takes any counter that it
sees by name outside a rate for one that was forgotten (lint/rule_target_counter_agg.go).
"""

from __future__ import annotations

from dataclasses import replace

from opsgen.promql import tree as q

_ABSENCES = ("absent", "absent_over_time")


def by_name(expr: q.Expr) -> q.Expr:
    """`expr` with every series that is asked for by its absence named in the braces."""
    match expr:
        case q.Call(function, (q.Selector() as selector,)) if function in _ABSENCES:
            return replace(expr, args=(_within_braces(selector),))
        case q.Call(_, args):
            return replace(expr, args=tuple(map(by_name, args)))
        case q.Aggregate(expr=inner) | q.Subquery(expr=inner) | q.Negate(expr=inner):
            return replace(expr, expr=by_name(inner))
        case q.Binary(_, left, right):
            return replace(expr, left=by_name(left), right=by_name(right))
        case _:
            return expr


def _within_braces(selector: q.Selector) -> q.Selector:
    named = q.Matcher("__name__", "=", selector.name)
    return replace(selector, name="", matchers=(named, *selector.matchers))
