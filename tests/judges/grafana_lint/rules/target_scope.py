"""target-job-rule and target-instance-rule: every selector is narrowed to the reader's choice."""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.promql import read


def check_job(dashboard: Dashboard) -> Iterator[Fault]:
    yield from _check(dashboard, "job")


def check_instance(dashboard: Dashboard) -> Iterator[Fault]:
    yield from _check(dashboard, "instance")


def _check(dashboard: Dashboard, label: str) -> Iterator[Fault]:
    for panel, target, seen in read(dashboard):
        if (label, "=~", f"${label}") not in seen.matchers:
            message = f'{seen.name} is read without {label}=~"${label}"'
            yield Fault(message, panel.title, target.index, seen)
