"""How much the service is asked: what its ratios divide by, else what its histograms count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsgen.plan import Selector, Value
from opsgen.plan import values as v
from opsgen.units import COUNT, per_second
from opsgen_targets.grafana.figures import Figure
from opsgen_targets.grafana.spoken import headline
from opsgen_targets.grafana.subjects import subject
from opsgen_targets.grafana.units import PER_SECOND


@dataclass(frozen=True, slots=True)
class Traffic:
    """Events per second, at the labels of the figure that knows them, and what they are called.

    `figure` is the metric that measures just that, if one does.
    """

    value: Value
    name: str
    figure: Figure | None

    @property
    def unit(self) -> str:
        """Grafana's id."""
        return "reqps" if self.name == _REQUESTS else PER_SECOND


_REQUESTS = "Requests"


def traffic(found: Sequence[Figure]) -> Traffic | None:
    """None if nothing counts what the service is asked."""
    value = _asked([figure for figure in found if figure.role == "whole"])
    if value is None:
        return None
    metric = next((figure for figure in found if _is(figure, value)), None)
    if metric is not None and metric.signal is not None:
        return Traffic(value, headline(metric.signal.name), metric)
    return Traffic(value, _REQUESTS, None)


def _asked(whole: Sequence[Figure]) -> Value | None:
    for figure in whole:
        if isinstance(figure.value.node, v.Ratio) and subject(figure) == "errors":
            return _rate(figure.value, figure.value.node.total, figure.value.node.window)
    for figure in whole:
        node = figure.value.node
        if isinstance(node, v.Quantile) and not node.native and subject(figure) == "latency":
            counted = Selector(f"{node.histogram.series}_count", node.histogram.matchers)
            return _rate(figure.value, counted, node.window)
    return None


def _is(figure: Figure, value: Value) -> bool:
    own = figure.value
    return figure.role == "whole" and (own.node, own.labels) == (value.node, value.labels)


def _rate(of: Value, selector: Selector, window: int) -> Value:
    return Value(v.Rate(selector, window), per_second(COUNT), of.labels, of.origin)
