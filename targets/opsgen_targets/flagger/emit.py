"""The files: a Canary, and beside it a template for each metric."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from opsgen.artifacts import Artifact, Yaml
from opsgen.plan import Plan
from opsgen_targets.flagger import FlaggerOptions
from opsgen_targets.flagger.canary import canary, metrics, template
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.objects import made, service_name

API = "flagger.app/v1beta1"
FOLDER = "ops/flagger"


def emit(plan: Plan, options: FlaggerOptions) -> Iterator[Artifact]:
    stage = course.chosen(plan, options)
    gate = plan.rollout.gate if plan.rollout is not None else None
    if stage is None or gate is None:
        return
    service = service_name(plan)
    path = options.path or f"{FOLDER}/{service}.canary.yaml"
    spec = canary(plan, stage, gate, options)
    yield Artifact(path, Yaml(made(API, "Canary", service, options, spec)), {"": stage.origin})
    for metric in metrics(plan, gate):
        spec = template(metric, plan, options)
        data = made(API, "MetricTemplate", metric.name, options, spec)
        file = f"{metric.name}.metrictemplate.yaml"
        place = posixpath.join(posixpath.dirname(path), file)
        yield Artifact(place, Yaml(data), {"": metric.origin})
