"""The one file of the target, plain or as the operator's object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opsgen.artifacts import Artifact, Plain, Yaml, YamlNode, kebab
from opsgen.plan import Origin, Plan
from opsgen.promql import duration
from opsgen.promql.recordings import needed, recordings
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions
from opsgen_targets.prometheus.groups import Group, grouped
from opsgen_targets.prometheus.rules import alert_rule, recording_rule, rule_labels

RULES_PATH = "ops/prometheus/{service}.prometheus.rules.yml"
OPERATOR_PATH = "ops/prometheus/{service}.prometheusrule.yaml"


def emit(plan: Plan, options: PrometheusOptions, out: Emit) -> Iterable[Artifact]:
    history = [value for alert in plan.alerts for value in needed(alert.condition)]
    recorded = recordings(history, rule_labels(plan).items(), plan.evaluation_interval)
    procedures = {procedure.id: procedure for procedure in plan.runbook.procedures}
    groups = grouped(plan, recorded, out)
    nodes: list[YamlNode] = [
        {
            "name": group.name,
            "interval": Plain(duration(plan.evaluation_interval)),
            "rules": [
                *(recording_rule(rule, plan) for rule in group.recordings),
                *(
                    alert_rule(alert, plan, recorded.lowering, procedures.get(alert.procedure))
                    for alert in group.alerts
                ),
            ],
        }
        for group in groups
    ]
    operator = options.form == "operator"
    default = OPERATOR_PATH if operator else RULES_PATH
    data: dict[str, YamlNode] = {"groups": nodes}
    return (
        Artifact(
            options.path or default.format(service=plan.service),
            Yaml(_operator_object(plan, options, data) if operator else data),
            _origins(groups, "/spec/groups" if operator else "/groups"),
        ),
    )


def _operator_object(
    plan: Plan, options: PrometheusOptions, spec: Mapping[str, YamlNode]
) -> dict[str, YamlNode]:
    """The Prometheus operator's PrometheusRule: `spec` is a rule file, word for word."""
    metadata: dict[str, YamlNode] = {"name": kebab(plan.service)}
    if options.namespace:
        metadata["namespace"] = options.namespace
    if options.labels:
        metadata["labels"] = dict(sorted(options.labels.items()))
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": metadata,
        "spec": spec,
    }


def _origins(groups: Iterable[Group], root: str) -> dict[str, Origin]:
    """Where each alert comes from, by its JSON pointer."""
    return {
        f"{root}/{number}/rules/{len(group.recordings) + place}": alert.origin
        for number, group in enumerate(groups)
        for place, alert in enumerate(group.alerts)
    }
