"""template-job-rule and template-instance-rule: the reader narrows to some jobs or instances."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import PROMETHEUS, Dashboard, Fault

SOURCES = {
    form % name for form in ("$%s", "${%s}") for name in ("datasource", "prometheus_datasource")
}
EVERYTHING = ".+"


def check_job(dashboard: Dashboard) -> Iterator[Fault]:
    yield from _check(dashboard, "job")


def check_instance(dashboard: Dashboard) -> Iterator[Fault]:
    yield from _check(dashboard, "instance")


def _check(dashboard: Dashboard, name: str) -> Iterator[Fault]:
    if dashboard.engine != PROMETHEUS:
        return
    found = next((one for one in dashboard.variables if one.name == name), None)
    if found is None:
        yield Fault(f"there is no variable {name}")
        return
    if found.source.uid not in SOURCES:
        yield Fault(f"variable {name} asks the data source {found.source.uid!r}")
    if found.type != "query":
        yield Fault(f"variable {name} is of type {found.type}, not query")
    if found.label != name.title():
        yield Fault(f"variable {name} has the label {found.label!r}, not {name.title()!r}")
    if not found.multi:
        yield Fault(f"variable {name} takes one value only")
    if found.all_value != EVERYTHING:
        yield Fault(f"all values of {name} are {found.all_value!r}, not {EVERYTHING!r}")
