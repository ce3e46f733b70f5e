"""Thresholds as Grafana's steps, and the colours of severities."""

from __future__ import annotations

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
    """The colour that a figure takes: that of the worst alert which it makes fire.

    A step holds from its value on, so the two sides of the very limit look the same.
    """
    edges = sorted({limit.value for limit in limits})
    return [
        base(_colour(limits, edges[0] - 1) if edges else NEUTRAL),
        *(_step(edge, _colour(limits, between)) for edge, between in _spans(edges)),
    ]


def base(colour: str) -> Node:
    """The first step holds below all others; Grafana writes its value as null."""
    return {"color": colour, "value": None}


def judges(limits: tuple[Limit, ...]) -> bool:
    """Whether a colour can tell good from bad: where alerts look one way each."""
    return bool(limits) and all(limit.op in _UP + _DOWN for limit in limits)


def first_to_fire(limits: tuple[Limit, ...]) -> Fraction | None:
    """The limit that a figure on its way up, or down, meets first."""
    upwards = [limit.value for limit in limits if limit.op in _UP]
    if upwards:
        return min(upwards)
    return max((limit.value for limit in limits), default=None)


def _spans(edges: list[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """Each edge with a figure that lies between it and the next."""
    nexts = [*edges[1:], edges[-1] + 2] if edges else []
    return [(edge, (edge + following) / 2) for edge, following in zip(edges, nexts, strict=True)]


def _colour(limits: tuple[Limit, ...], figure: Fraction) -> str:
    for limit in _worst_first(limits):
        bad = figure > limit.value if limit.op in _UP else figure < limit.value
        if bad:
            return COLOURS[limit.severity]
    return _CALM


def _worst_first(limits: tuple[Limit, ...]) -> list[Limit]:
    order = list(COLOURS)
    return sorted(limits, key=lambda limit: order.index(limit.severity))


def _step(value: Fraction, colour: str) -> Node:
    return {"color": colour, "value": number(value)}
