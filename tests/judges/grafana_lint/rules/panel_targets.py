"""panel-no-targets-rule: a panel that shows data asks for some."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault


def check(dashboard: Dashboard) -> Iterator[Fault]:
    for panel in dashboard.panels:
        if panel.shows_data and not panel.targets:
            yield Fault("asks nothing", panel.title)
