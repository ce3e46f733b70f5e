"""target-promql-rule: a query can be parsed, or takes over the result of a panel that exists."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.promql import parse, prometheus_targets


def check(dashboard: Dashboard) -> Iterator[Fault]:
    ids = {panel.id for panel in dashboard.panels}
    for panel, target in prometheus_targets(dashboard):
        if not target.expr and target.panel_id:
            if target.panel_id not in ids:
                yield Fault(f"there is no panel {target.panel_id}", panel.title, target.index)
            continue
        try:
            parse(target.expr, dashboard.variables)
        except ValueError as error:
            yield Fault(f"{target.expr!r} is no PromQL: {error}", panel.title, target.index)
