"""panel-datasource-rule: what a panel shows comes from the data source that the reader chose.

The original looks at four types of panels and not at their targets; here all are meant that ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault


def check(dashboard: Dashboard) -> Iterator[Fault]:
    chosen = {form % one.name for one in dashboard.sources for form in ("$%s", "${%s}")}
    for panel in dashboard.panels:
        if not panel.targets:
            # Another rule tells of it.
            continue
        if panel.source.uid not in chosen:
            yield Fault(f"asks the data source {panel.source.uid!r}", panel.title)
        for target in panel.targets:
            if target.source.uid and target.source.uid not in chosen:
                message = f"asks the data source {target.source.uid!r}"
                yield Fault(message, panel.title, target.index)
