"""What Prometheus says of the service's alerts: which fire, how bad they are, when each began."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce

from opsgen.plan import SEVERITIES, Plan
from opsgen.promql import tree as q
from opsgen.promql.forms import aggregate, call, number
from opsgen_targets.grafana.panels import Limit

COUNT = "alerts"
"""The label that carries how many fire."""
RANKS = tuple(
    Limit(severity, ">=", Fraction(rank)) for rank, severity in enumerate(SEVERITIES[::-1], 1)
)
"""Each severity as the figure that stands for it, the least first."""


def firing(plan: Plan) -> q.Selector:
    """The alerts of the service that fire, without those that are for no person."""
    return q.Selector(
        "ALERTS",
        (
            q.Matcher("alertstate", "=", "firing"),
            q.Matcher("service", "=", plan.service),
            q.Matcher("severity", "!=", "none"),
        ),
    )


def worst_first(plan: Plan) -> q.Expr:
    """Each alert that fires, as the rank of its severity: 4 is critical, 1 is low."""
    return call("sort_desc", _ranked(plan))


def count_and_worst(plan: Plan) -> q.Expr:
    """The rank of the worst that fires, else 0; how many fire is the label `alerts`.

    One figure gives a tile one colour, and a count does not tell how bad it is.
    """
    nothing = call("vector", number(0))
    count = q.Binary("or", aggregate("count", (), firing(plan)), nothing)
    worst = q.Binary("or", aggregate("max", (), _ranked(plan)), nothing)
    labelled = q.Aggregate("count_values", None, None, count, q.Str(COUNT))
    return q.Binary("*", labelled, worst, on=(), group_left=())


def began(plan: Plan, step: int) -> q.Expr:
    """Alerts at the moment at which they begin to fire, told from one `step` before, in seconds.

    A mark on every panel for as long as they fire would hide what there is to see.
    """
    labels = {"alertname", "severity"}.union(*(alert.by for alert in plan.alerts))
    now = firing(plan)
    before = replace(now, offset_seconds=step)
    return q.Binary("unless", now, before, on=tuple(sorted(labels)))


def _ranked(plan: Plan) -> q.Expr:
    service = q.Matcher("service", "=", plan.service)
    state = q.Matcher("alertstate", "=", "firing")
    ranks = [
        q.Binary(
            "*",
            number(limit.value),
            q.Selector("ALERTS", (state, service, q.Matcher("severity", "=", limit.severity))),
        )
        for limit in reversed(RANKS)
    ]
    return reduce(lambda left, right: q.Binary("or", left, right, on=("severity",)), ranks)
