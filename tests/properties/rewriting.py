"""The same spec said otherwise, and a spec in which names are exchanged for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.properties.figures import LABELS, Data, Spec

Path = tuple[str | int, ...]
_KEYS = frozenset(
    {"for", "keep_firing_for", "window", "scrape_interval", "evaluation_interval", "every"}
    | {"repeat_interval", "group_wait", "group_interval", "timeout", "interval", "hold", "after"}
)
_EXPRESSIONS = frozenset({"condition", "trigger"})
_SMALLER = {"w": ("d", 7), "d": ("h", 24), "h": ("m", 60), "m": ("s", 60)}
_SECONDS: Mapping[str, int | Decimal] = {
    "w": 604800,
    "d": 86400,
    "h": 3600,
    "m": 60,
    "min": 60,
    "s": 1,
    "ms": Decimal("0.001"),
}
_TIME = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)(ms|min|[smhdw])(?!\w)")
_SHARE = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)%$")


def smaller_units(spec: Spec) -> Spec:
    """`1h` is `60m` where a key takes a duration."""

    def say(text: str, path: Path) -> str:
        found = re.fullmatch(r"([0-9]+)([wdhm])", text)
        if found is None or path[-1] not in _KEYS:
            return text
        unit, times = _SMALLER[found[2]]
        return f"{int(found[1]) * times}{unit}"

    return _spec(_mapped(spec, say))


def other_times(spec: Spec) -> Spec:
    """`500ms` is `0.5s`, and `6h` is `360m`, where a condition or a threshold is written."""

    def say(found: re.Match[str]) -> str:
        seconds = Decimal(found[1]) * _SECONDS[found[2]]
        if found[2] == "ms":
            return f"{seconds:f}s"
        return f"{seconds * 1000:f}ms" if seconds < 60 else f"{seconds / 60:f}m"

    return _in_expressions(spec, lambda text: _TIME.sub(say, text))


def shares(spec: Spec) -> Spec:
    """`5%` is `0.05`, of a metric that is known for a ratio."""
    found = _spec(_mapped(spec, lambda text, path: text))
    for metric in _listed(found, "monitoring", "metrics"):
        threshold = metric.get("alert_threshold")
        ratio = "numerator" in metric or metric.get("unit") == "ratio"
        if not ratio and not str(metric["name"]).endswith("_rate"):
            continue
        if isinstance(threshold, str):
            metric["alert_threshold"] = _SHARE.sub(_as_number, threshold)
        elif isinstance(threshold, dict):
            said = {key: _SHARE.sub(_as_number, str(text)) for key, text in threshold.items()}
            metric["alert_threshold"] = dict(said)
    return found


def spaced(spec: Spec) -> Spec:
    """Blanks mean nothing between the words of a condition."""
    return _in_expressions(spec, lambda text: re.sub(r" (and|or|[<>]=?) ", r"  \1  ", text))


RESPELLINGS: Mapping[str, Callable[[Spec], Spec]] = {
    "smaller units": smaller_units,
    "other times": other_times,
    "shares": shares,
    "spaced": spaced,
}


def renamed(spec: Spec, label: str, metric: str) -> Spec:
    """Each label begins with `label`, and each metric's name holds the letter `metric`.

    Names of the same length that sort alike, so that only the names differ in what is built.
    """
    word = re.compile(rf"\b({'|'.join(LABELS)})\b")
    own = re.compile(r"([a-h])\1\1([0-9])")

    def rename(text: str, path: Path) -> str:
        return own.sub(rf"\1\1{metric}\2", word.sub(rf"{label}\1", text))

    return _spec(_mapped(spec, rename))


def with_messages(spec: Spec) -> Spec:
    """Every alert says something of its own: without a message it quotes its condition."""
    found = _spec(_mapped(spec, lambda text, path: text))
    metrics = [one for one in _listed(found, "monitoring", "metrics") if "alert_threshold" in one]
    for alert in [*_listed(found, "alerting", "alerts"), *metrics]:
        alert.setdefault("message", "something is wrong")
    return found


def with_another_metric(spec: Spec) -> Spec:
    """One metric more, which nothing else names."""
    found = _spec(_mapped(spec, lambda text, path: text))
    monitoring = found["monitoring"]
    metrics = monitoring["metrics"] if isinstance(monitoring, dict) else []
    assert isinstance(metrics, list)
    name = "wholly_unrelated_zzz9"
    metrics.insert(0, {"name": name, "type": "gauge", "unit": "count", "alert_threshold": "> 7"})
    return found


def _as_number(found: re.Match[str]) -> str:
    return f"{Decimal(found[1]) / 100:f}"


def _listed(spec: Spec, section: str, key: str) -> list[Spec]:
    """The maps of a section's list."""
    within = spec[section]
    listed = within[key] if isinstance(within, dict) else []
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _in_expressions(spec: Spec, say: Callable[[str], str]) -> Spec:
    def change(text: str, path: Path) -> str:
        expression = path[-1] in _EXPRESSIONS or "alert_threshold" in path or path[0] == "constants"
        return say(text) if expression else text

    return _spec(_mapped(spec, change))


def _mapped(node: Data, change: Callable[[str, Path], str], path: Path = ()) -> Data:
    """A copy of `node` in which `change` has seen every text that is no key, with its place."""
    match node:
        case dict():
            return {key: _mapped(value, change, (*path, key)) for key, value in node.items()}
        case list():
            return [_mapped(value, change, (*path, index)) for index, value in enumerate(node)]
        case str():
            return change(node, path)
    return node


def _spec(node: Data) -> Spec:
    assert isinstance(node, dict)
    return node
