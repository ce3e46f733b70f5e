"""The dashboard, and the files by which a Grafana finds it."""

from __future__ import annotations

from collections.abc import Iterable

from opsgen.artifacts import Artifact, Json, dashboard_path
from opsgen.plan import Plan
from opsgen_targets.grafana import GrafanaOptions, v1, v2
from opsgen_targets.grafana.provisioning import provisioning
from opsgen_targets.grafana.story import tell


def emit(plan: Plan, options: GrafanaOptions) -> Iterable[Artifact]:
    """The dashboard first."""
    story = tell(plan, options)
    path = options.path or dashboard_path(plan.service)
    form = v1 if options.schema == "v1" else v2
    data, origins = form.dashboard(story, options)
    dashboard = Artifact(path, Json(data), origins)
    return (dashboard, *(provisioning(plan, options, path) if options.provisioning else ()))
