"""uneditable-dashboard: what is changed by hand is lost at the next build, so it cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault


def check(dashboard: Dashboard) -> Iterator[Fault]:
    if dashboard.editable:
        yield Fault("can be edited")
