"""A dashboard as its file says it: its variables, its panels' targets, its annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SPOKEN = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Target:
    """One expression of the panel `panel`, with the variables filled in."""

    panel: int
    ref: str
    expr: str
    legend: str
    instant: bool
    table: bool


@dataclass(frozen=True, slots=True)
class Range:
    """What a dashboard shows of time: seconds, between two samples, and in words."""

    seconds: int
    step: int
    text: str


def panels(dashboard: Node) -> Iterator[Node]:
    """Every panel, those in collapsed rows too, rows not."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", ())
        else:
            yield panel


def opened(dashboard: Node) -> dict[str, Any]:
    """The same dashboard with every row open."""
    flat: list[Node] = []
    down = 0
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        flat.append({**panel, "collapsed": False, "gridPos": {**place, "y": place["y"] + down}})
        inner = panel.get("panels") or []
        if panel["type"] == "row" and inner:
            top = place["y"] + 1
            lift = top - min(one["gridPos"]["y"] for one in inner)
            for one in inner:
                spot = one["gridPos"]
                flat.append({**one, "gridPos": {**spot, "y": spot["y"] + lift + down}})
            down += max(one["gridPos"]["y"] + one["gridPos"]["h"] for one in inner) + lift - top
            flat[-len(inner) - 1] = {**flat[-len(inner) - 1], "panels": []}
    return {**dashboard, "panels": flat}


def seconds(duration: str) -> int:
    """Of `90s`, `5m`, `1h`; ValueError if it is none."""
    found = re.fullmatch(r"(\d+)([smhdw])", duration)
    if found is None:
        raise ValueError(f"no duration: {duration}")
    return int(found[1]) * SECONDS[found[2]]


def time_range(dashboard: Node, scrape: int) -> Range:
    """The default range of the dashboard, with a sample for every other pixel of half a page."""
    since = str(dashboard["time"]["from"])
    if not since.startswith("now-") or dashboard["time"]["to"] != "now":
        raise ValueError(f"no range that ends now: {dashboard['time']}")
    length = seconds(since.removeprefix("now-"))
    step = max(scrape, -(-length // 360 // scrape) * scrape)
    count, unit = since[4:-1], SPOKEN[since[-1]]
    return Range(length, step, f"Last {count} {unit if count != '1' else unit[:-1]}")


def targets(dashboard: Node, span: Range, scrape: int) -> Iterator[Target]:
    """Every target of every panel."""
    values = _variables(dashboard, span, scrape)
    for panel in panels(dashboard):
        for target in panel.get("targets", ()):
            yield Target(
                panel["id"],
                target["refId"],
                _filled(target["expr"], values),
                target.get("legendFormat", ""),
                target.get("instant", False) and not target.get("range", False),
                target.get("format") == "table",
            )


def marks(dashboard: Node, span: Range, scrape: int) -> Iterator[tuple[Node, str | None]]:
    """Every enabled annotation that is not Grafana's built-in, with its expression if it has."""
    values = _variables(dashboard, span, scrape)
    for entry in dashboard.get("annotations", {}).get("list", ()):
        if entry.get("enable") and not entry.get("builtIn"):
            yield entry, _filled(entry["expr"], values) if "expr" in entry else None


def shown_variables(dashboard: Node) -> list[dict[str, str]]:
    """The drop-down lists over the panels."""
    return [
        {
            "label": variable.get("label") or variable["name"],
            "value": str(_current(variable) or "All"),
        }
        for variable in dashboard.get("templating", {}).get("list", ())
        if variable.get("hide", 0) != 2
    ]


def _variables(dashboard: Node, span: Range, scrape: int) -> dict[str, str]:
    values = {
        "__interval": f"{span.step}s",
        "__rate_interval": f"{max(span.step + scrape, 4 * scrape)}s",
        "__range": f"{span.seconds}s",
        "__range_s": str(span.seconds),
    }
    for variable in dashboard.get("templating", {}).get("list", ()):
        many = variable.get("multi") or variable.get("includeAll")
        current = None if many else _current(variable)
        values[variable["name"]] = str(current or variable.get("allValue") or ".*")
    return values


def _current(variable: Node) -> str | None:
    current = variable.get("current", {})
    text = current.get("text") or current.get("value")
    return text if isinstance(text, str) and text != "$__all" else None


def _filled(expr: str, values: Mapping[str, str]) -> str:
    return re.sub(
        r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))",
        lambda found: values.get(found[1] or found[2], found[0]),
        expr,
    )
