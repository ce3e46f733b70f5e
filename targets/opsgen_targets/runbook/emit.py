"""The files of the target."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename, dirname, join, relpath

from opsgen.artifacts import Artifact, Text
from opsgen.plan import Plan
from opsgen.prose.markup import NOTHING, Markdown, link
from opsgen.target import Emit
from opsgen_targets.runbook import RunbookOptions
from opsgen_targets.runbook.checklist import checklist
from opsgen_targets.runbook.decision_log import decision_log
from opsgen_targets.runbook.operations_spec import operations_spec
from opsgen_targets.runbook.page import rollback_anchor, runbook

PATH = "ops/runbook.md"
DECISIONS = "decision-log.md"
SPEC = "operations-spec.md"
CHECKLIST = "deployment-checklist.md"
SOURCE = "operations.yaml"


def emit(plan: Plan, options: RunbookOptions, out: Emit) -> Iterable[Artifact]:
    path = options.path or PATH
    folder = dirname(path)
    # From the root, or it would ask for the working directory, which a target does not know.
    source = link(SOURCE, relpath(f"/{SOURCE}", f"/{folder}"))
    rollout = plan.rollout if plan.rollout is not None and plan.rollout.stages else None
    listed = options.deployment_checklist and rollout is not None
    there = link("deployment checklist", CHECKLIST) if listed else NOTHING
    artifacts = [_page(path, runbook(plan, source, there))]
    if rollout is not None and listed:
        back = link("Rollback", f"{basename(path)}{rollback_anchor(plan)}")
        artifacts.append(_page(join(folder, CHECKLIST), checklist(plan, rollout, source, back)))
    if options.decision_log and plan.runbook.decisions:
        artifacts.append(_page(join(folder, DECISIONS), decision_log(plan)))
    if options.operations_spec:
        artifacts.append(_page(join(folder, SPEC), operations_spec(plan, source)))
    return tuple(artifacts)


def _page(path: str, text: Markdown) -> Artifact:
    return Artifact(path, Text(text, "markdown"))
