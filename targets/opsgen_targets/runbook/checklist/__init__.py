"""The deployment checklist: what the pipeline does by itself, and what a person must."""

from __future__ import annotations

from opsgen.artifacts.names import deploy_workflow
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollout, Stage
from opsgen.prose.markup import Markdown, code, text
from opsgen_targets.runbook.checklist.after import after
from opsgen_targets.runbook.checklist.before import before
from opsgen_targets.runbook.checklist.boxes import listed
from opsgen_targets.runbook.checklist.during import beside, during
from opsgen_targets.runbook.checklist.once import once
from opsgen_targets.runbook.rendering import render
from opsgen_targets.runbook.rollout_view import rollout_view
from opsgen_targets.runbook.service_view import looks
from opsgen_targets.runbook.watching import moving

__all__ = ["checklist"]


def checklist(plan: Plan, rollout: Rollout, source: Markdown, rollback: Markdown) -> Markdown:
    """`source` is the link to operations.yaml, `rollback` that to the runbook's procedure."""
    look = looks(plan)
    view = rollout_view(plan)
    return render(
        "deployment-checklist",
        service=text(plan.service),
        source=source,
        workflow=code(deploy_workflow(plan.service)),
        once=listed(once(plan, rollout)),
        before=listed(before(plan, rollout, rollback)),
        during=tuple((_title(each), listed(during(rollout, each))) for each in moving(rollout)),
        beside=listed(beside(plan, rollout, look, rollback)),
        view=view,
        after=listed(after(plan, rollout, look, rollback)),
    )


def _title(stage: Stage) -> Markdown:
    strategy = (stage.strategy or "").replace("_", "-")
    return text(f"{stage.name} ({strategy})" if strategy else stage.name)
