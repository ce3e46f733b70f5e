"""The files of the target: the rules, plain or as the operator's object, and their tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname, join

from opsgen.artifacts import Artifact, Plain, Yaml, YamlNode, kebab
from opsgen.plan import Origin, Plan
from opsgen.promql import duration
from opsgen.promql.recordings import needed, recordings
from opsgen.proof import prove
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions
from opsgen_targets.prometheus.groups import Group, grouped
from opsgen_targets.prometheus.proofs import tests
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
    path = options.path or default.format(service=plan.service)
    yield Artifact(
        path,
        Yaml(_operator_object(plan, options, data) if operator else data),
        _origins(groups, "/spec/groups" if operator else "/groups"),
    )
    if options.tests:
        yield from _proof(plan, path, list(zip(groups, nodes, strict=True)), operator)


def _proof(
    plan: Plan,
    path: str,
    groups: Sequence[tuple[Group, YamlNode]],
    operator: bool,
) -> Iterator[Artifact]:
    """The tests, in a folder of their own, where no pattern of `rule_files` finds them.

    promtool reads no PrometheusRule, so the rules of one stand plain beside its tests, as do
    those that a long world is about.
    """
    folder = join(dirname(path), "tests")
    for each in tests(plan, prove(plan)):
        name = f"{plan.service}{each.end}"
        rules = f"../{basename(path)}"
        if operator or each.end:
            rules = f"{name}.rules.yml"
            read = [
                (group, node)
                for group, node in groups
                if not each.end or not each.alerts.isdisjoint(alert.name for alert in group.alerts)
            ]
            yield Artifact(
                join(folder, rules),
                Yaml({"groups": [node for _, node in read]}),
                _origins([group for group, _ in read], "/groups"),
            )
        command = f"Run: promtool test rules {name}.tests.yml"
        data = {"rule_files": [rules], **each.data}
        yield Artifact(join(folder, f"{name}.tests.yml"), Yaml(data, comment=command))


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
