"""panel-title-description-rule: a panel says what it shows, in short and at length.

The original looks at six types of panels; here all that show data are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault


def check(dashboard: Dashboard) -> Iterator[Fault]:
    for panel in dashboard.panels:
        if panel.shows_data:
            if not panel.title:
                yield Fault(f"panel {panel.id} has no title", panel.title)
            if not panel.description:
                yield Fault("has no description", panel.title)
