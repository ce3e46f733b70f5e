"""The files of the target: the rules, plain or as the operator's object, and their tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname, join

from opsgen.artifacts import Artifact, Plain, Yaml, YamlNode, kebab
from opsgen.plan import Alert, Origin, Plan
from opsgen.promql import duration
from opsgen.promql.recordings import Recorded, needed, recordings
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
    rules = _Rules(plan, recorded)
    groups = grouped(plan, recorded, out)
    operator = options.form == "operator"
    default = OPERATOR_PATH if operator else RULES_PATH
    data = rules.file(groups)
    path = options.path or default.format(service=plan.service)
    yield Artifact(
        path,
        Yaml(_operator_object(plan, options, data) if operator else data),
        _origins(groups, "/spec/groups" if operator else "/groups"),
    )
    if options.tests:
        yield from _proof(rules, path, groups, operator)


class _Rules:
    """Writes groups down, each rule once however many files hold it."""

    def __init__(self, plan: Plan, recorded: Recorded) -> None:
        self.plan = plan
        self.recorded = recorded
        self._procedures = {procedure.id: procedure for procedure in plan.runbook.procedures}
        self._written: dict[str, YamlNode] = {}

    def file(self, groups: Iterable[Group]) -> dict[str, YamlNode]:
        return {"groups": [self._group(group) for group in groups]}

    def _group(self, group: Group) -> YamlNode:
        return {
            "name": group.name,
            "interval": Plain(duration(self.plan.evaluation_interval)),
            "rules": [
                *(recording_rule(rule, self.plan) for rule in group.recordings),
                *map(self._alert, group.alerts),
            ],
        }

    def _alert(self, alert: Alert) -> YamlNode:
        if alert.name not in self._written:
            self._written[alert.name] = alert_rule(
                alert, self.plan, self.recorded.lowering, self._procedures.get(alert.procedure)
            )
        return self._written[alert.name]


def _proof(rules: _Rules, path: str, groups: Sequence[Group], operator: bool) -> Iterator[Artifact]:
    """The tests, in a folder of their own, where no pattern of `rule_files` finds them.

    promtool reads no PrometheusRule, so the rules of one stand plain beside its tests. It
    evaluates every rule that it reads at every step, so beside the tests of a long world stand
    the rules that it is about, and no other.
    """
    plan, folder = rules.plan, join(dirname(path), "tests")
    for each in tests(plan, prove(plan)):
        name = f"{plan.service}{each.end}"
        read = f"../{basename(path)}"
        if operator or each.end:
            read = f"{name}.rules.yml"
            about = groups
            if each.end:
                asked = (group.only(each.alerts, rules.recorded) for group in groups)
                about = [group for group in asked if group.alerts]
            yield Artifact(join(folder, read), Yaml(rules.file(about)), _origins(about, "/groups"))
        command = f"Run: promtool test rules {name}.tests.yml"
        data = {"rule_files": [read], **each.data}
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
