"""What panels and series are called: by the user's names, which who was paged has read."""

from __future__ import annotations

import re
from hashlib import sha256

from opsgen.artifacts.figures import duration
from opsgen.plan import Alert, Origin, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from opsgen.plan.values import Labels
from opsgen.promql import Expr, to_promql
from opsgen_targets.grafana.figures import Figure
from opsgen_targets.grafana.units import spoken_unit

_ABBREVIATIONS = """
    api cpu gpu http id io kv llm ml rag sla slo sql tpot ttft url
"""
_CAPITALS = frozenset(_ABBREVIATIONS.split())
_QUANTILE = re.compile(r"p\d+")
_PLAIN = re.compile(r"[\w ,.()*/+-]+", re.ASCII)


def headline(name: str) -> str:
    """`kv_cache_usage` -> `KV cache usage`; the text of a function call stays as typed."""
    if "(" in name:
        return name
    words = [
        word.upper() if word in _CAPITALS else word
        for word in name.replace("_", " ").replace("-", " ").split()
    ]
    text = " ".join(words)
    return text if _QUANTILE.fullmatch(words[0]) else text[:1].upper() + text[1:]


def title(figure: Figure) -> str:
    """Named as the user does: the metric, the value in the condition, else the alert."""
    unit = spoken_unit(figure.value.unit)
    return _name(figure) + (f" ({unit})" if unit else "")


def value_title(value: Value) -> str | None:
    """What the user calls the value, where that can stand in a heading."""
    if value.name is None or not _PLAIN.fullmatch(value.name):
        return None
    return headline(value.name)


def _name(figure: Figure) -> str:
    if figure.signal is not None:
        return headline(figure.signal.name)
    own = value_title(figure.value)
    if not figure.alerts:
        return own or "Value"
    alert = figure.alerts[0]
    if alert.cause == "service_down":
        return "Instances up"
    if figure.role == "guard":
        return _enough(figure.value.node, alert)
    if figure.role == "part" or figure.twin:
        return f"{headline(alert.name)}: {_inside(own or 'its other part')}"
    return own or headline(alert.name)


def _enough(node: v.Node, alert: Alert) -> str:
    """Of which ratio it counts the events."""
    assert isinstance(node, v.Increase)
    judged = next(comparisons(alert.condition)).left
    parts = [inner.node.part for inner in v.walk(judged) if isinstance(inner.node, v.Ratio)]
    counted = "counted" if node.selector in parts else "all"
    return f"{value_title(judged) or headline(alert.name)}: {counted} in {duration(node.window)}"


def _inside(heading: str) -> str:
    """A heading within another: small, unless it begins with capitals."""
    return heading if heading[1:2].isupper() else heading[:1].lower() + heading[1:]


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
