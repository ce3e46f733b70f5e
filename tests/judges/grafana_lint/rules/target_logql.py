"""target-logql-rule and target-logql-auto-rule: a query of logs, by Grafana's own grammar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.judges.grafana_lint.expand import GLOBALS, expand
from tests.judges.grafana_lint.model import LOKI, Dashboard, Fault, Panel, Target
from tests.judges.scripts import run_script


@dataclass(frozen=True, slots=True)
class Look:
    """Where the grammar stumbled, and the ranges that it found."""

    faults: list[int]
    ranges: list[str]


def check_query(dashboard: Dashboard) -> Iterator[Fault]:
    asking = list(_targets(dashboard))
    ids = {panel.id for panel in dashboard.panels}
    for panel, target in asking:
        if not target.expr and target.panel_id not in ids:
            yield Fault("asks nothing, and of no panel", panel.title, target.index)
    for panel, target, look in _looks(dashboard, asking):
        if look.faults:
            message = f"{target.expr!r} is no LogQL at character {look.faults[0] + 1}"
            yield Fault(message, panel.title, target.index)


def check_auto(dashboard: Dashboard) -> Iterator[Fault]:
    for panel, target, look in _looks(dashboard, list(_targets(dashboard))):
        if "$__auto" not in target.expr and any(one != GLOBALS["__auto"] for one in look.ranges):
            yield Fault(f"{target.expr!r} should use $__auto", panel.title, target.index)


def _targets(dashboard: Dashboard) -> Iterator[tuple[Panel, Target]]:
    for panel in dashboard.panels:
        for target in panel.targets:
            if not target.hidden and LOKI in (dashboard.engine, target.source.type):
                yield panel, target


def _looks(
    dashboard: Dashboard, asking: list[tuple[Panel, Target]]
) -> Iterator[tuple[Panel, Target, Look]]:
    """All queries in one run, because node takes its time to start."""
    asking = [(panel, target) for panel, target in asking if target.expr]
    if not asking:
        return
    queries = [expand(target.expr, dashboard.variables) for _, target in asking]
    verdict = run_script("logql", json.dumps(queries))
    if not verdict.ok:
        raise ValueError(verdict.output)
    for (panel, target), found in zip(asking, json.loads(verdict.output), strict=True):
        yield panel, target, Look(**found)
