"""panel-units-rule: a figure has a unit.

The original takes one unit and skips every panel with value mappings; here each unit that is
given must be known, and a mapping or a text only excuses that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.units import UNITS


def check(dashboard: Dashboard) -> Iterator[Fault]:
    for panel in dashboard.panels:
        if not panel.shows_data:
            continue
        for unit in panel.units:
            if unit not in UNITS:
                yield Fault(f"has the unit {unit!r}, which nobody knows", panel.title)
        if not panel.units and not panel.has_mappings and not panel.shows_text:
            yield Fault("has no unit", panel.title)
