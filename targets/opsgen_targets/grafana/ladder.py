"""The quantiles of one histogram together: how far the slow ones are from the usual."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from opsgen.artifacts.figures import number
from opsgen.plan import Plan
from opsgen.plan import values as v
from opsgen.prose.markup import Markdown, join, prose
from opsgen.prose.words import selector
from opsgen_targets.grafana import words
from opsgen_targets.grafana.figures import Figure, lowering
from opsgen_targets.grafana.panels import Panel, Query
from opsgen_targets.grafana.spans import look_back
from opsgen_targets.grafana.titles import digest, origin, stem
from opsgen_targets.grafana.units import grafana_unit

_RUNGS = (Fraction(1, 2), Fraction(95, 100), Fraction(99, 100))


def ladder(figures: tuple[Figure, ...], plan: Plan) -> Panel:
    """Over all series of the histogram; those that somebody asked for are bold."""
    nodes = [figure.value.node for figure in figures if isinstance(figure.value.node, v.Quantile)]
    first, value = nodes[0], figures[0].value
    asked = sorted({node.q for node in nodes})
    bold = join(" and ", (Markdown(_name(quantile)) for quantile in asked))
    told = prose("Quantiles of {} over all its series. Bold: {}.", selector(first.histogram), bold)
    lower = lowering(plan)
    return Panel(
        key=f"quantiles {digest(lower.value(replace(value, node=replace(first, q=Fraction(0)))))}",
        kind="series",
        title=f"{stem(figures[0])}: quantiles",
        description=words.page((told,)),
        queries=tuple(
            Query(
                lower.value(replace(value, node=replace(first, q=quantile), labels=())),
                _name(quantile),
                "bold" if quantile in asked else "thin",
            )
            for quantile in sorted({*_RUNGS, *asked})
        ),
        unit=grafana_unit(value.unit),
        no_data="No traffic",
        least=Fraction(0),
        look_back=look_back(value),
        origin=origin(figures[0]),
    )


def _name(rung: Fraction) -> str:
    return f"p{number(rung * 100)}"
