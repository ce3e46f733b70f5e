"""The dashboard and the files by which a Grafana finds it."""

from __future__ import annotations

from collections.abc import Iterable

from opsgen.artifacts import Artifact, Json, dashboard_path
from opsgen.plan import Plan
from opsgen_targets.grafana import GrafanaOptions
from opsgen_targets.grafana.story import tell
from opsgen_targets.grafana.v1 import dashboard


def emit(plan: Plan, options: GrafanaOptions) -> Iterable[Artifact]:
    story = tell(plan, options)
    path = options.path or dashboard_path(plan.service)
    return (Artifact(path, Json(dashboard(story, options))),)
