"""Thresholds as Grafana's steps, and the colours of severities."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from opsgen.artifacts import JsonNode
from opsgen.plan import Severity
from opsgen_targets.grafana.panels import Limit

Node = dict[str, JsonNode]

COLOURS: dict[Severity, str] = {
    "critical": "red",
    "high": "orange",
    "medium": "yellow",
    "low": "blue",
}
"""From the worst down, as `opsgen.plan.SEVERITIES`."""
NEUTRAL = "text"
_CALM = "green"
_HAIR = Fraction(1, 10**9)
"""Finer than anybody measures, and in few digits."""
_UP, _DOWN = (">", ">="), ("<", "<=")


def number(value: Fraction) -> Decimal:
    """The figure that Prometheus compares with: a 64-bit float, in its shortest digits."""
    figure = float(value)
    return Decimal(int(figure)) if figure.is_integer() else Decimal(repr(figure))


def dashes(limits: tuple[Limit, ...]) -> list[JsonNode]:
    """A line is drawn at each step in the step's own colour, whichever side of it is bad."""
    colours: dict[Fraction, str] = {}
    for limit in _worst_first(limits):
        colours.setdefault(limit.value, COLOURS[limit.severity])
    return [base("transparent"), *(_step(value, colours[value]) for value in sorted(colours))]


def judgement(limits: tuple[Limit, ...]) -> list[JsonNode]:
    """The colour that a figure takes: that of the worst alert which it makes fire."""
    edges = sorted({_edge(limit) for limit in limits})
    return [
        base(_colour(limits, edges[0] - 1) if edges else NEUTRAL),
        *(_step(edge, _colour(limits, edge)) for edge in edges),
    ]


def base(colour: str) -> Node:
    """The first step holds below all others; Grafana writes its value as null."""
    return {"color": colour, "value": None}


def judges(limits: tuple[Limit, ...]) -> bool:
    """Whether a colour can tell good from bad: where alerts look one way each."""
    return bool(limits) and all(limit.op in _UP + _DOWN for limit in limits)


def nearest(limits: tuple[Limit, ...]) -> tuple[Fraction | None, Fraction | None]:
    """The limits that a figure meets first: (on its way up, on its way down)."""
    up = [limit.value for limit in limits if limit.op not in _DOWN]
    down = [limit.value for limit in limits if limit.op not in _UP]
    return min(up, default=None), max(down, default=None)


def _edge(limit: Limit) -> Fraction:
    """The least figure on the upper side. A step holds from its value on, and so does `>=`; with
    `>` the limit itself is still on the lower side."""
    if limit.op in (">=", "<"):
        return limit.value
    beside = Fraction(math.nextafter(float(limit.value), math.inf))
    return max(beside, limit.value + _HAIR)


def _colour(limits: tuple[Limit, ...], figure: Fraction) -> str:
    for limit in _worst_first(limits):
        above = figure >= _edge(limit)
        if above == (limit.op in _UP):
            return COLOURS[limit.severity]
    return _CALM


def _worst_first(limits: tuple[Limit, ...]) -> list[Limit]:
    order = list(COLOURS)
    return sorted(limits, key=lambda limit: order.index(limit.severity))


def _step(value: Fraction, colour: str) -> Node:
    return {"color": colour, "value": number(value)}
