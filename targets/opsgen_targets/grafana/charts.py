"""A figure over time, with the line of every alert that looks at it."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import Plan, Value
from opsgen.plan import values as v
from opsgen.prose.markup import Markdown, prose
from opsgen.prose.words import each, meaning
from opsgen_targets.grafana import words
from opsgen_targets.grafana.figures import Figure, lowering
from opsgen_targets.grafana.panels import Limit, Panel, Query
from opsgen_targets.grafana.spans import look_back
from opsgen_targets.grafana.spoken import inside
from opsgen_targets.grafana.titles import legend, origin, panel_key, title
from opsgen_targets.grafana.traffic import Traffic
from opsgen_targets.grafana.units import grafana_unit


def chart(figure: Figure, plan: Plan) -> Panel:
    """The figure itself. What it is compared with is a dashed line, or a dashed series."""
    value, lower, name = figure.value, lowering(plan), title(figure)
    limits = words.limits_of(figure)
    moving = (
        Query(
            lower.value(line.compare.right),
            legend(line.compare.right.labels, f"limit of {line.alert.name}"),
            "dashed",
            line.alert.severity,
        )
        for line in figure.lines
        if not isinstance(line.compare.right.node, v.Const) and line.alert.severity != "none"
    )
    return Panel(
        key=panel_key(figure),
        kind="series",
        title=name,
        description=words.description(figure, plan),
        queries=(Query(figure.expr, _own_legend(figure, name)), *dict.fromkeys(moving)),
        limits=limits,
        veiled=figure.role != "guard",
        unit=grafana_unit(value.unit),
        no_data=words.no_data(value),
        links=words.links(figure, plan),
        least=_least(value, limits),
        look_back=look_back(value),
        origin=origin(figure),
    )


def asked(events: Traffic, plan: Plan) -> Panel:
    """How much the service is asked."""
    value, name = events.value, inside(events.name)
    told = prose("{}{}.", meaning(value), each(value.labels))
    return Panel(
        key="traffic",
        kind="series",
        title=f"{events.name} per second",
        description=words.page((Markdown(told[:1].upper() + told[1:]),)),
        queries=(Query(lowering(plan).value(value), legend(value.labels, name, alone=True)),),
        unit=events.unit,
        least=Fraction(0),
        origin=value.origin,
    )


def _own_legend(figure: Figure, name: str) -> str:
    return legend(figure.value.labels, name, alone=True)


def _least(value: Value, limits: tuple[Limit, ...]) -> Fraction | None:
    """The lower end of the axis, for what is never negative.

    A gauge of things may be a balance, and who sets a limit below zero says that it is.
    """
    if any(limit.value < 0 for limit in limits):
        return None
    match value.node:
        case v.Rate() | v.Increase() | v.Ratio() | v.Quantile() | v.Share() | v.Absent() | v.Age():
            return Fraction(0)
        case v.Series() if value.unit.kind in ("ratio", "count"):
            return Fraction(0)
        case _:
            return None
