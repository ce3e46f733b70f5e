"""The panels of a dashboard as Grafana reads them: queries, and lines in colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opsgen.plan import Severity

COLOURS: dict[str, Severity] = {
    "red": "critical",
    "orange": "high",
    "yellow": "medium",
    "blue": "low",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel: `queries` in their order, `lines` as (value, the severity of its colour)."""

    title: str
    type: str
    queries: tuple[str, ...]
    lines: tuple[tuple[float, Severity], ...]


def panels(dashboard: dict[str, Any]) -> Iterator[Drawn]:
    """Every panel with queries, also those of folded rows."""
    for panel in dashboard["panels"]:
        for one in (panel, *panel.get("panels", ())):
            if one.get("targets"):
                yield Drawn(
                    one["title"],
                    one["type"],
                    tuple(target["expr"] for target in one["targets"]),
                    tuple(_lines(one)),
                )


def _lines(panel: dict[str, Any]) -> Iterator[tuple[float, Severity]]:
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    for step in defaults.get("thresholds", {}).get("steps", ()):
        if step["value"] is not None and step["color"] in COLOURS:
            yield float(step["value"]), COLOURS[step["color"]]
