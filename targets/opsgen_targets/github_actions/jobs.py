"""A stage as a job, and the job that catches what it left undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsgen.artifacts import Noted, Plain, YamlNode
from opsgen.artifacts.names import gate_plan_path
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollback, Rollout, Stage, Step
from opsgen_targets.github_actions import rollback as way_back
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.expressions import bare
from opsgen_targets.github_actions.steps import (
    Placed,
    checkout,
    mark,
    secret_of,
    span_to_undo,
    steps,
    variable,
)

HOSTED = ("ubuntu-", "windows-", "macos-")
"""How the labels of GitHub's own runners begin."""


def jobs(
    plan: Plan, rollout: Rollout, branch: str, pin: Pin, rollback_workflow: str
) -> Iterator[tuple[str, YamlNode]]:
    """Every job by its id, in the order of the stages, each with its backstop behind it."""
    for stage in rollout.stages:
        placed = list(steps(plan, stage, rollout.gate, _known(rollout, stage)))
        span = span_to_undo(placed)
        undo = rollout.rollback if span is not None else None
        yield stage.name, _job(plan, rollout, stage, placed, branch, pin, rollback_workflow)
        if undo is not None and undo.automatic:
            again = way_back.backstop(stage, undo, checkout(pin), rollback_env(undo))
            yield f"{stage.name}-rollback", again


def rollback_env(rollback: Rollback) -> dict[str, YamlNode]:
    return {**dict(rollback.env), **{name: secret_of(name) for name in rollback.secrets}}


def guarded(stage: Stage) -> bool:
    """Whether the stage touches an environment, which a push to another branch must not."""
    return stage.environment is not None


def _job(
    plan: Plan,
    rollout: Rollout,
    stage: Stage,
    placed: list[Placed],
    branch: str,
    pin: Pin,
    rollback_workflow: str,
) -> YamlNode:
    body: list[YamlNode] = [checkout(pin), *(each.body for each in placed)]
    span = span_to_undo(placed)
    seconds = [each.seconds for each in placed]
    if span is not None and (undo := rollout.rollback) is not None:
        if undo.automatic:
            body.append(way_back.in_job(undo, span, rollback_env(undo)))
        else:
            body.append(way_back.by_hand(undo, span, rollback_workflow))
    if span is not None:
        if rollout.gate is not None and plan.links.dashboards is not None:
            ends = mark(gate_plan_path(stage.name), "ends")
            body.append(ends | {"if": "${{ always() && !inputs.dry_run }}"})
        body.append(way_back.state(span))
    job: dict[str, YamlNode] = {"name": stage.name}
    if needs := _needs(rollout, stage):
        job["needs"] = list(needs)
    if condition := _condition(stage, branch):
        job["if"] = condition
    job["runs-on"] = runner(stage)
    job["timeout-minutes"] = timeouts.minutes(timeouts.of_job(seconds, stage.timeout))
    if stage.environment is not None:
        job["environment"] = {"name": stage.environment}
    job["permissions"] = _permissions(stage)
    if outputs := _outputs(stage, placed, span is not None):
        job["outputs"] = outputs
    return job | {"steps": body}


def runner(stage: Stage) -> YamlNode:
    """A runner of the user's own is told to the linter, which would ask whose machine that is."""
    if stage.runs_on.startswith(HOSTED):
        return stage.runs_on
    return Noted(stage.runs_on, "zizmor: ignore[self-hosted-runner] operations.yaml asks for it")


def _condition(stage: Stage, branch: str) -> str | None:
    parts = []
    if guarded(stage):
        parts.append(f"github.ref == 'refs/heads/{branch}'")
    if stage.condition is not None:
        own = bare(stage.condition)
        parts.append(f"({own})" if parts else own)
    return f"${{{{ {' && '.join(parts)} }}}}" if parts else None


def _permissions(stage: Stage) -> dict[str, YamlNode]:
    """Of all steps together, each with the step that asks for it; `write` includes `read`."""
    found: dict[str, tuple[str, Step | None]] = {"contents": ("read", None)}
    order = ("none", "read", "write")
    for step in stage.steps:
        for scope, right in step.permissions:
            if scope not in found or order.index(right) > order.index(found[scope][0]):
                found[scope] = (right, step)
    return {
        scope: Plain(right) if step is None else Noted(Plain(right), f"{step.name} asks for it")
        for scope, (right, step) in sorted(found.items())
    }


def _outputs(stage: Stage, placed: list[Placed], moves: bool) -> dict[str, YamlNode]:
    ids = {each.id for each in placed}
    found: dict[str, YamlNode] = {
        output: f"${{{{ steps.{step.name}.outputs.{output} }}}}"
        for step in stage.steps
        if step.name in ids
        for output in step.outputs
    }
    if moves:
        found["state"] = "${{ steps.state.outputs.state }}"
    return found


def _before(rollout: Rollout, stage: Stage) -> list[Stage]:
    """All stages that this one waits for, also by way of others, in order."""
    by_name = {each.name: each for each in rollout.stages}
    waiting, found = list(stage.needs), set[str]()
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in found:
            found.add(name)
            waiting += by_name[name].needs
    return [each for each in rollout.stages if each.name in found]


def _needs(rollout: Rollout, stage: Stage) -> tuple[str, ...]:
    """Its own, and every stage whose outputs it reads: a job sees those of its own needs only."""
    giving = {each.name for each in _before(rollout, stage) if any(s.outputs for s in each.steps)}
    wanted = giving | set(stage.needs)
    return tuple(each.name for each in rollout.stages if each.name in wanted)


def _known(rollout: Rollout, stage: Stage) -> Mapping[str, str]:
    return {
        variable(output): f"${{{{ needs.{each.name}.outputs.{output} }}}}"
        for each in _before(rollout, stage)
        for step in each.steps
        for output in step.outputs
    }
