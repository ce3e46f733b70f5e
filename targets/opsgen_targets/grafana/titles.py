"""What panels and series are called: by the user's names, which who was paged has read."""

from __future__ import annotations

import re
from hashlib import sha256

from opsgen.artifacts.figures import duration, is_time_per_time
from opsgen.plan import Alert, Origin, Signal, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from opsgen.plan.values import Labels
from opsgen.promql import Expr, to_promql
from opsgen_targets.grafana.figures import Figure
from opsgen_targets.grafana.spoken import headline, inside, quantile, spoken
from opsgen_targets.grafana.units import PER_SECOND, PLAIN, grafana_unit, spoken_unit

_RATE = re.compile(r"(rate|per second|rps|qps)$", re.IGNORECASE)


def title(figure: Figure) -> str:
    """Named as the user does: the metric, the value in the condition, else the alert."""
    name, unit = _name(figure), spoken_unit(figure.value.unit)
    if _counts(figure.value):
        name += "" if _RATE.search(name) else " per second"
        unit = unit and unit.removesuffix("/s")
    return name if unit is None or unit in name.lower().split() else f"{name} ({unit})"


def _counts(value: Value) -> bool:
    """Whether it is so many per second of what Grafana has no unit for."""
    own = grafana_unit(value.unit) in (PER_SECOND, PLAIN) and not is_time_per_time(value.unit)
    return own and isinstance(value.node, v.Rate)


def _name(figure: Figure) -> str:
    if figure.signal is not None:
        return _metric(figure.signal, figure.value)
    own = figure.name
    if not figure.alerts:
        return own or "Value"
    alert = figure.alerts[0]
    if alert.cause == "service_down":
        return "Instances up"
    if figure.role == "guard":
        return _enough(figure.value.node, alert)
    if figure.role == "part" or figure.twin:
        return f"{headline(alert.name)}: {inside(own or 'its other part')}"
    return own or headline(alert.name)


def _enough(node: v.Node, alert: Alert) -> str:
    """Of which ratio it counts the events."""
    assert isinstance(node, v.Increase)
    judged = next(comparisons(alert.condition)).left
    parts = [inner.node.part for inner in v.walk(judged) if isinstance(inner.node, v.Ratio)]
    counted = "counted" if node.selector in parts else "all"
    return f"{spoken(judged, {}) or headline(alert.name)}: {counted} in {duration(node.window)}"


def _metric(signal: Signal, value: Value) -> str:
    """A quantile says which, also where the metric's name does not."""
    name = headline(signal.name)
    if not isinstance(value.node, v.Quantile) or quantile(value.node) in name.lower().split():
        return name
    return f"{name} {quantile(value.node)}"


def stem(figure: Figure) -> str:
    """The histogram's name, without the quantile that its metric asks for."""
    return headline(figure.signal.id) if figure.signal is not None else title(figure)


def legend(labels: Labels, name: str, *, alone: bool = False) -> str:
    """Grafana's format for one series of a query; a query that is `alone` need not say its name."""
    told = " · ".join(f"{{{{{label}}}}}" for label in labels)
    if alone:
        return told or name
    return f"{name} · {told}" if told else name


def panel_key(figure: Figure) -> str:
    """The name of a metric is its own; anything else is what it reads."""
    if figure.signal is not None:
        return f"metric {figure.signal.name}"
    owner = figure.of.name if figure.of is not None and figure.role == "part" else ""
    return f"{figure.role} {owner} {digest(figure.expr)}"


def digest(expr: Expr) -> str:
    """A name for an expression."""
    return sha256(to_promql(expr).encode()).hexdigest()[:12]


def origin(figure: Figure) -> Origin:
    """The line of the input that asked for the figure."""
    if figure.signal is not None:
        return figure.signal.origin
    return figure.alerts[0].origin if figure.alerts else figure.value.origin
