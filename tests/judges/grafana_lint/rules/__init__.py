"""The seventeen rules of Grafana's dashboard linter by their names, written anew.

Each was compared with the linter's source of June 2026, and run beside the linter over the planted
faults and over every dashboard of our tests. Where one of ours is stricter, its file says so;
warnings count as much as errors. A target may take over the result of a panel within a row too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.rules import (
    panel_source,
    panel_targets,
    panel_units,
    panel_words,
    target_counter,
    target_logql,
    target_promql,
    target_rate_interval,
    target_scope,
    template_datasource,
    template_query,
    template_scope,
    uneditable,
)

RULES: dict[str, Callable[[Dashboard], Iterable[Fault]]] = {
    "template-datasource-rule": template_datasource.check,
    "template-job-rule": template_scope.check_job,
    "template-instance-rule": template_scope.check_instance,
    "template-label-promql-rule": template_query.check_query,
    "template-on-time-change-reload-rule": template_query.check_reload,
    "panel-datasource-rule": panel_source.check,
    "panel-title-description-rule": panel_words.check,
    "panel-units-rule": panel_units.check,
    "panel-no-targets-rule": panel_targets.check,
    "target-logql-rule": target_logql.check_query,
    "target-logql-auto-rule": target_logql.check_auto,
    "target-promql-rule": target_promql.check,
    "target-rate-interval-rule": target_rate_interval.check,
    "target-job-rule": target_scope.check_job,
    "target-instance-rule": target_scope.check_instance,
    "target-counter-agg-rule": target_counter.check,
    "uneditable-dashboard": uneditable.check,
}
