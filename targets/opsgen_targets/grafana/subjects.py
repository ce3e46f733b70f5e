"""Which chapter of the story a figure belongs to: its unit says it, else the words of its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from opsgen.plan import values as v
from opsgen.plan.alerts import Cause
from opsgen.units import BYTES, CURRENCIES, SECONDS, TOKEN
from opsgen_targets.grafana.figures import Figure

Subject = Literal[
    "errors", "latency", "quality", "cost", "saturation", "drift", "more", "monitoring"
]
TITLES: dict[Subject, str] = {
    "errors": "Traffic and errors",
    "latency": "Latency",
    "quality": "Quality and retrieval",
    "cost": "Tokens and cost",
    "saturation": "Saturation",
    "drift": "Drift",
    "more": "More signals",
    "monitoring": "The monitoring itself",
}
"""In the order in which they are told."""
_CAUSES: dict[Cause, Subject] = {
    "notifications": "monitoring",
    "service_down": "errors",
}

# The first that knows a word of the name; each stands for all words that begin with it.
_STEMS: tuple[tuple[Subject, str], ...] = (
    ("drift", "drift psi"),
    (
        "quality",
        """retriev rag rerank context relevan faithful ground hallucinat guardrail moderat quality
        eval feedback thumbs toxic""",
    ),
    ("cost", "token cost spend budget price billing hit miss"),
    (
        "saturation",
        """queue wait running inflight flight pending cache memory mem gpu cpu kv disk util usage
        saturat preempt pool connection thread worker capacity swap throttl replica lag backlog
        temperature power""",
    ),
    (
        "errors",
        """error err fail 5xx 4xx exception success abort availab request traffic throughput
        timeout retry reject""",
    ),
    ("latency", "latency duration time ttft tpot delay slow"),
    # Of what a service gives, everything may be told: how it fails and how long it takes first.
    ("quality", "answer response source topic"),
)
_WORDS = tuple(
    (chapter, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(stems.split())})"))
    for chapter, stems in _STEMS
)

_AGE = re.compile(r"(?<![a-z0-9])(?:age|up_?time|staleness|freshness)(?![a-z0-9])")
_LEFT = re.compile(r"(?<![a-z0-9])(?:left|remaining|until|expires?_in|ttl)(?![a-z0-9])")
_MOMENT = re.compile(r"(?<![a-z0-9])(?:timestamp|start_time|created|expiry|not_after)(?![a-z0-9])")


def subject(figure: Figure) -> Subject:
    """Where `figure` is told."""
    for alert in figure.alerts:
        if alert.cause in _CAUSES:
            return _CAUSES[alert.cause]
    if "drift" in _names(figure):
        return "drift"
    dims = {base for base, _ in figure.value.unit.dims}
    if dims & CURRENCIES:
        return "cost"
    found = _by_words(figure)
    if isinstance(figure.value.node, v.Age) or _AGE.search(_names(figure)) or is_ahead(figure):
        # How long ago, how long from now or when, and not how long it took.
        return "more" if found in (None, "latency", "cost") else found
    if dims == {"s"} and figure.value.unit.same_dimension(SECONDS):
        return "latency"
    if found is not None:
        return found
    if "token" in dims and not dims - {"s", *dict(TOKEN.dims)}:
        return "cost"
    return "saturation" if figure.value.unit.same_dimension(BYTES) else "more"


def is_ahead(figure: Figure) -> bool:
    """Whether it is a time by the clock, whose figure is the seconds since 1970, or the time that
    is left until one."""
    moment = isinstance(figure.value.node, v.Series) and _MOMENT.search(_names(figure))
    left = figure.value.unit.same_dimension(SECONDS) and _LEFT.search(_names(figure))
    return bool(moment or left)


def _by_words(figure: Figure) -> Subject | None:
    names = _names(figure)
    return next((chapter for chapter, begins in _WORDS if begins.search(names)), None)


def _names(figure: Figure) -> str:
    """What people call it; what it reads only where nobody named it."""
    if figure.signal is not None:
        return figure.signal.name.lower()
    named = figure.value.name or " ".join(filter(None, (w.name for w in v.walk(figure.value))))
    return (named or " ".join(_series(figure))).lower()


def _series(figure: Figure) -> Iterator[str]:
    for value in v.walk(figure.value):
        match value.node:
            case v.Series(selector) | v.Rate(selector) | v.Increase(selector):
                yield selector.series
            case v.Quantile(selector) | v.Absent(selector) | v.Age(selector):
                yield selector.series
            case v.Ratio(part, total):
                yield part.series
                yield total.series
