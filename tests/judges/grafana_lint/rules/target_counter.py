"""target-counter-agg-rule: of a counter one draws the growth, never the count.

The original compares the end of the printed selector, so that `x_total{a="b"}` escapes it; here
the name alone counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.promql import read

GROWTH = {"rate", "irate", "increase"}


def check(dashboard: Dashboard) -> Iterator[Fault]:
    for panel, target, seen in read(dashboard):
        if seen.name and seen.name.endswith("_total") and seen.function not in GROWTH:
            message = f"counter {seen.name} is read without rate, irate or increase"
            yield Fault(message, panel.title, target.index, seen)
