"""The panels of a dashboard as Grafana reads them: queries, and lines in colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opsgen.plan import Severity

COLOURS: dict[str, Severity] = {
    "red": "critical",
    "orange": "high",
    "yellow": "medium",
    "blue": "low",
}


SCALES: dict[str, Fraction] = {
    "percentunit": Fraction(1),
    "percent": Fraction(1, 100),
    "s": Fraction(1),
    "ms": Fraction(1, 10**3),
    "µs": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9),
    "bytes": Fraction(1),
    "kbytes": Fraction(2**10),
    "mbytes": Fraction(2**20),
    "gbytes": Fraction(2**30),
    "decmbytes": Fraction(10**6),
    "binBps": Fraction(1),
    "KiBs": Fraction(2**10),
    "MiBs": Fraction(2**20),
}
"""What one of Grafana's units is in base units (grafana/data, valueFormats/categories.ts)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel: `queries` in their order, `lines` as (value, the severity of its colour).

    `unit` is Grafana's id.
    """

    title: str
    type: str
    unit: str
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
                    one["fieldConfig"]["defaults"].get("unit", ""),
                    tuple(target["expr"] for target in one["targets"]),
                    tuple(_lines(one)),
                )


def _lines(panel: dict[str, Any]) -> Iterator[tuple[float, Severity]]:
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    for step in defaults.get("thresholds", {}).get("steps", ()):
        if step["value"] is not None and step["color"] in COLOURS:
            yield float(step["value"]), COLOURS[step["color"]]
