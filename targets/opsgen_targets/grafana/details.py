"""Panels that explain a figure: what it is made of, and how a histogram spreads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opsgen.artifacts.figures import duration
from opsgen.plan import Plan, Value
from opsgen.plan import values as v
from opsgen.promql import Expr
from opsgen.promql.forms import aggregate, call, select
from opsgen.prose.markup import Markdown, bullets, code, prose
from opsgen.prose.words import each, meaning, selector
from opsgen.units import COUNT, per_second
from opsgen_targets.grafana import words
from opsgen_targets.grafana.figures import Figure, lowering
from opsgen_targets.grafana.panels import Panel, Query, Style
from opsgen_targets.grafana.spans import look_back
from opsgen_targets.grafana.titles import digest, legend, origin, panel_key, stem, title
from opsgen_targets.grafana.units import grafana_unit

Part = tuple[str, Value, Style]
"""What a part is called, what it is, how it is drawn."""


def heatmap(figure: Figure) -> Panel:
    """How the observations of a histogram spread, bucket by bucket."""
    node = figure.value.node
    assert isinstance(node, v.Quantile)
    if node.native:
        rates = call("rate", select(node.histogram, node.window))
        expr: Expr = aggregate("sum", (), rates)
    else:
        rates = call("rate", select(node.histogram, node.window, suffix="_bucket"))
        expr = aggregate("sum", ("le",), rates)
    told = "How many observations of {} fell into each bucket, per second over {}."
    window = Markdown(duration(node.window))
    return Panel(
        key=f"spread {digest(expr)}",
        kind="heatmap",
        title=f"{stem(figure)}: spread",
        description=words.page((prose(told, selector(node.histogram), window),)),
        queries=(Query(expr, "{{le}}"),),
        unit=grafana_unit(figure.value.unit),
        no_data="No traffic",
        look_back=look_back(figure.value),
        origin=origin(figure),
    )


def breakdown(figure: Figure, plan: Plan) -> Iterator[Panel]:
    """What a figure is made of: the counters of a ratio, the parts of a share, the past."""
    value = figure.value
    match value.node:
        case v.Ratio(part, total, window):
            events = per_second(COUNT)
            rates = [replace(value, node=v.Rate(s, window), unit=events) for s in (part, total)]
            parts: list[Part] = [("counted", rates[0], "line"), ("all", rates[1], "line")]
            yield _made_of(figure, "events per second", parts, plan)
        case v.Share(part, _, label):
            yield _made_of(figure, f"by {label}", [("part", part, "line")], plan)
        case v.ZScore(of, window, lag):
            mean = replace(of, node=v.Baseline(of, window, lag), name=None)
            past: list[Part] = [("now", of, "line"), ("its mean", mean, "dashed")]
            yield _made_of(figure, "against its past", past, plan)


def _made_of(figure: Figure, what: str, parts: list[Part], plan: Plan) -> Panel:
    lower = lowering(plan)
    lines = (
        prose("{}: {}{}", code(told), meaning(value), each(value.labels))
        for told, value, _ in parts
    )
    return Panel(
        key=f"{what} {panel_key(figure)}",
        kind="series",
        title=f"{title(figure)}: {what}",
        description=words.page((bullets(lines),)),
        queries=tuple(
            Query(lower.value(value), legend(value.labels, told), style)
            for told, value, style in parts
        ),
        unit=grafana_unit(parts[0][1].unit),
        no_data=words.no_data(parts[0][1]),
        least=Fraction(0) if isinstance(figure.value.node, v.Ratio) else None,
        look_back=look_back(figure.value),
        origin=origin(figure),
    )
