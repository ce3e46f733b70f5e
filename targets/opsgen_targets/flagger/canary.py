"""The Canary, and a MetricTemplate for each thing that it measures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from opsgen.artifacts import Literal, Plain, YamlNode
from opsgen.plan import Origin, Plan
from opsgen.plan.gate import Gate
from opsgen.plan.rollout import Stage
from opsgen.promql.evidence import Measure, measures
from opsgen.promql.lower import inline
from opsgen_targets.flagger import FlaggerOptions
from opsgen_targets.flagger.pace import pace
from opsgen_targets.flagger.queries import query
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.objects import (
    deployment,
    prometheus,
    service_name,
    slugs,
)


@dataclass(frozen=True, slots=True)
class Metric:
    """`name` is the template's and the metric's, none of Flagger's own two."""

    name: str
    measure: Measure
    origin: Origin


def metrics(plan: Plan, gate: Gate) -> tuple[Metric, ...]:
    lowering = inline(plan)
    found = [
        (check, measure)
        for check in course.checks(gate)
        if not check.observed
        # Of several series Flagger takes the last one (providers/prometheus.go, RunQuery).
        for measure in measures(check, lowering, one_figure=True)
    ]
    names = slugs(check.text for check, _ in found)
    return tuple(
        Metric(f"{service_name(plan)}-gate-{name}", measure, check.origin)
        for name, (check, measure) in zip(names, found, strict=True)
    )


def template(metric: Metric, plan: Plan, options: FlaggerOptions) -> dict[str, YamlNode]:
    """The spec of a MetricTemplate. The type is said: one that Flagger does not know becomes
    Prometheus with a warning in its log (providers/factory.go)."""
    provider: dict[str, YamlNode] = {
        "type": "prometheus",
        "address": prometheus(plan, options) or "",
    }
    if options.prometheus_secret:
        provider["secretRef"] = {"name": options.prometheus_secret}
    return {"provider": provider, "query": Literal(query(metric.measure.query))}


def canary(plan: Plan, stage: Stage, gate: Gate, options: FlaggerOptions) -> dict[str, YamlNode]:
    """Its spec."""
    found: dict[str, YamlNode] = {}
    if options.provider:
        found["provider"] = options.provider
    found["targetRef"] = deployment(plan, options)
    if options.autoscaler:
        found["autoscalerRef"] = {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "name": options.autoscaler,
        }
    if options.ingress:
        found["ingressRef"] = {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "name": options.ingress,
        }
    found["service"] = _service(options)
    found["analysis"] = _analysis(plan, stage, gate)
    return found


def _service(options: FlaggerOptions) -> dict[str, YamlNode]:
    found: dict[str, YamlNode] = {"port": options.port or 0}
    if options.target_port is not None:
        found["targetPort"] = options.target_port
    if options.gateways:
        found["gateways"] = list(options.gateways)
    if options.hosts:
        found["hosts"] = list(options.hosts)
    return found


def _analysis(plan: Plan, stage: Stage, gate: Gate) -> dict[str, YamlNode]:
    how = pace(stage, gate)
    found: dict[str, YamlNode] = {
        "interval": Plain(_interval(how.interval)),
        # So many failed looks end it; our own gate counts those that are still allowed.
        "threshold": gate.allowed.failures + 1,
    }
    if how.iterations:
        found["iterations"] = how.iterations
    else:
        found["stepWeights"] = list(how.weights)
    found["metrics"] = [
        {
            "name": metric.name,
            "templateRef": {"name": metric.name},
            "thresholdRange": _range(metric.measure),
        }
        for metric in metrics(plan, gate)
    ]
    return found


def _interval(seconds: int) -> str:
    """As the CRD takes it, which knows no hours: `90s`, `120m`."""
    return f"{seconds}s" if seconds % 60 else f"{seconds // 60}m"


def _range(measure: Measure) -> dict[str, Fraction]:
    """What passes, both ends included."""
    return {"max" if measure.op == ">" else "min": measure.limit}
