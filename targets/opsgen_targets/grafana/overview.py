"""The first row: is all well, told in a few tiles."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import Plan
from opsgen.promql import tree as q
from opsgen.promql.forms import aggregate, call, number
from opsgen_targets.grafana.figures import Figure
from opsgen_targets.grafana.panels import Limit, Panel, Query

_TILE = {"width": 4, "height": 4}


def firing(plan: Plan) -> q.Expr:
    """The alerts of the service that fire, without those that are for no person."""
    return q.Selector(
        "ALERTS",
        (
            q.Matcher("alertstate", "=", "firing"),
            q.Matcher("service", "=", plan.service),
            q.Matcher("severity", "!=", "none"),
        ),
    )


def overview(plan: Plan, found: tuple[Figure, ...]) -> tuple[Panel, ...]:
    count = q.Binary("or", aggregate("count", (), firing(plan)), call("vector", number(0)))
    return (
        Panel(
            key="tile firing",
            kind="tile",
            title="Firing alerts",
            description="How many alerts of the service fire now. Reads `ALERTS`.",
            queries=(Query(count, "firing"),),
            limits=(Limit("critical", ">=", Fraction(1)),),
            width=4,
            height=4,
        ),
    )
