"""The files: workflows at the repository's root, the gate and its plans beside the input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from opsgen.artifacts import Artifact, Json, Text, Yaml
from opsgen.artifacts.names import GATE, deploy_workflow, gate_plan_path, rollback_workflow
from opsgen.plan import Plan
from opsgen.plan.phases import begins, moves, phases
from opsgen_targets.github_actions import GithubActionsOptions, folder, workflow
from opsgen_targets.github_actions.gate_plan import gate_plan
from opsgen_targets.github_actions.pins import CHECKOUT, pin


def emit(plan: Plan, options: GithubActionsOptions) -> Iterator[Artifact]:
    rollout = plan.rollout
    if rollout is None or not rollout.stages:
        return
    chosen = pin(CHECKOUT, options.pins)
    directory = folder(options)
    name = options.path or deploy_workflow(plan.service)
    back = rollback_workflow(plan.service)
    body = workflow.deploy(plan, rollout, options.branch, directory, chosen, back)
    yield Artifact(name, Yaml(body), anchor="repository")
    moving = [stage for stage in rollout.stages if moves(stage)]
    undo = rollout.rollback
    if undo is not None and moving:
        by_hand = workflow.by_hand(plan, moving, undo, directory, chosen)
        yield Artifact(back, Yaml(by_hand), anchor="repository")
    if rollout.gate is not None:
        for stage in rollout.stages:
            # Also where it watches nothing: the preflight reads it before traffic moves.
            if any(phases(stage, rollout.gate)) or begins(stage) is not None:
                compiled = gate_plan(plan, stage, rollout.gate)
                yield Artifact(gate_plan_path(stage.name), Json(compiled))
    if rollout.gate is not None or (moving and undo is not None and undo.automatic):
        # The gate as it is: nothing is downloaded while traffic moves.
        yield Artifact(GATE, Text(_gate()))


@cache
def _gate() -> str:
    return files("opsgen").joinpath("gate.py").read_text(encoding="utf-8")
