"""How much the service is asked: what its ratios divide by, else what its histograms count."""

from __future__ import annotations

from collections.abc import Iterable

from opsgen.plan import Selector, Value
from opsgen.plan import values as v
from opsgen.units import COUNT, per_second
from opsgen_targets.grafana.figures import Figure
from opsgen_targets.grafana.subjects import subject


def traffic(found: Iterable[Figure]) -> Value | None:
    """Requests per second, at the labels of the figure that knows them; None if none does."""
    whole = [figure for figure in found if figure.role == "whole"]
    for figure in whole:
        if isinstance(figure.value.node, v.Ratio) and subject(figure) == "errors":
            return _rate(figure.value, figure.value.node.total, figure.value.node.window)
    for figure in whole:
        node = figure.value.node
        if isinstance(node, v.Quantile) and not node.native and subject(figure) == "latency":
            counted = Selector(f"{node.histogram.series}_count", node.histogram.matchers)
            return _rate(figure.value, counted, node.window)
    return None


def _rate(of: Value, selector: Selector, window: int) -> Value:
    return Value(v.Rate(selector, window), per_second(COUNT), of.labels, of.origin)
