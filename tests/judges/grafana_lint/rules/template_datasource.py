"""template-datasource-rule: the reader chooses the data source, under a name everybody uses."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault


def check(dashboard: Dashboard) -> Iterator[Fault]:
    sources = dashboard.sources
    if not sources:
        yield Fault("there is no variable of type datasource")
    for one in sources:
        names = {f"{one.query.lower()}_datasource"}
        labels = {f"{one.query.title()} data source"}
        if len(sources) == 1:
            names.add("datasource")
            labels.add("Data source")
        if one.name not in names:
            yield Fault(f"variable {one.name!r} should be named {' or '.join(sorted(names))}")
        if one.label not in labels:
            yield Fault(f"label {one.label!r} should be {' or '.join(sorted(labels))}")
