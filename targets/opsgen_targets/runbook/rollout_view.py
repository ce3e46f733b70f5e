"""The rollout as the runbook shows it: the diagram, the watches, and what ends it."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.plan import Plan
from opsgen.prose.markup import NOTHING, Markdown
from opsgen_targets.runbook.rollout import stages
from opsgen_targets.runbook.watching import allowed, limits, phase_table, watched


@dataclass(frozen=True, slots=True)
class RolloutView:
    """Empty where the input has no pipeline; `watches`, `limits` and `allowed` where nothing
    watches."""

    stages: Markdown
    watches: Markdown
    limits: Markdown
    allowed: Markdown


def rollout_view(plan: Plan) -> RolloutView:
    rollout = plan.rollout
    if rollout is None or not rollout.stages:
        return RolloutView(NOTHING, NOTHING, NOTHING, NOTHING)
    drawn = stages(rollout)
    found = [phase for stage in rollout.stages for phase in watched(rollout, stage)]
    if rollout.gate is None or not found:
        return RolloutView(drawn, NOTHING, NOTHING, NOTHING)
    gate = rollout.gate
    return RolloutView(drawn, phase_table(found), limits(gate), allowed(gate))
