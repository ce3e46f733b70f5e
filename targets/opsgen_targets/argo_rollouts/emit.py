"""The files: a Rollout, and beside it a template for each watch."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from opsgen.artifacts import Artifact, Yaml, YamlNode
from opsgen.plan import Plan
from opsgen_targets.argo_rollouts import ArgoRolloutsOptions, analysis
from opsgen_targets.argo_rollouts.rollout import API, Templates, rollout, watches
from opsgen_targets.in_cluster import course
from opsgen_targets.in_cluster.objects import made, service_name

FOLDER = "ops/argo-rollouts"


def emit(plan: Plan, options: ArgoRolloutsOptions) -> Iterator[Artifact]:
    stage = course.chosen(plan, options)
    gate = plan.rollout.gate if plan.rollout is not None else None
    if stage is None or gate is None:
        return
    service = service_name(plan)
    path = options.path or f"{FOLDER}/{service}.rollout.yaml"
    spec = rollout(plan, stage, gate, options)
    yield Artifact(path, Yaml(made(API, "Rollout", service, options, spec)), {"": stage.origin})
    names = Templates(service, bool(gate.comparisons))
    templates: dict[str, dict[str, YamlNode]] = {
        names.preflight: analysis.preflight(plan, gate, options)
    }
    for watched in watches(stage, gate):
        name = names.watch(watched.seconds, watched.alone)
        templates[name] = analysis.watch(plan, gate, watched, options)
    for name, template in templates.items():
        data = made(API, "AnalysisTemplate", name, options, template)
        file = f"{name}.analysistemplate.yaml"
        yield Artifact(posixpath.join(posixpath.dirname(path), file), Yaml(data), {"": gate.origin})
