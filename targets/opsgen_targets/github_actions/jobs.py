"""A stage as a job, and the job that catches what it left undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from opsgen.artifacts import Noted, Plain, YamlNode
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollback, Rollout, Stage
from opsgen_targets.github_actions import rollback as way_back
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.around import mark_end
from opsgen_targets.github_actions.expressions import bare
from opsgen_targets.github_actions.steps import (
    Ids,
    Placed,
    checkout,
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
    ids = Ids(stage.name for stage in rollout.stages)
    for stage in rollout.stages:
        placed = list(steps(plan, stage, rollout.gate, _known(rollout, stage)))
        span = span_to_undo(placed)
        rights = permissions(stage, rollout.rollback if span is not None else None)
        body = _steps(plan, rollout, stage, placed, pin, rollback_workflow)
        yield stage.name, _job(rollout, stage, placed, branch, rights) | {"steps": body}
        if span is not None and (undo := rollout.rollback) is not None and undo.automatic:
            again = way_back.backstop(stage, undo, runner(stage), rights, checkout(pin))
            yield ids.unique(f"{stage.name}-rollback"), again


def _steps(
    plan: Plan,
    rollout: Rollout,
    stage: Stage,
    placed: Sequence[Placed],
    pin: Pin,
    rollback_workflow: str,
) -> list[YamlNode]:
    body: list[YamlNode] = [checkout(pin), *(each.body for each in placed)]
    span, undo = span_to_undo(placed), rollout.rollback
    if span is None:
        return body
    automatic = undo is not None and undo.automatic
    if undo is not None and automatic:
        body.append(way_back.in_job(undo, span))
    else:
        body.append(way_back.by_hand(undo, span, rollback_workflow))
    # The state before the mark: of the five minutes after a cancel the rollback may take four.
    body.append(way_back.state(span, automatic))
    if rollout.gate is not None and plan.links.dashboards is not None:
        body.append(mark_end(stage))
    return body


def guarded(stage: Stage) -> bool:
    """Whether the stage touches an environment, which a push to another branch must not."""
    return stage.environment is not None


def _job(
    rollout: Rollout,
    stage: Stage,
    placed: Sequence[Placed],
    branch: str,
    rights: Mapping[str, YamlNode],
) -> dict[str, YamlNode]:
    seconds = [each.seconds for each in placed]
    job: dict[str, YamlNode] = {"name": stage.name}
    if waits := needs(rollout, stage):
        job["needs"] = list(waits)
    if condition := _condition(stage, branch):
        job["if"] = condition
    job["runs-on"] = runner(stage)
    longest = timeouts.of_job(seconds, stage.timeout, is_hosted(stage))
    job["timeout-minutes"] = timeouts.minutes(longest)
    if stage.environment is not None:
        job["environment"] = {"name": stage.environment}
    job["permissions"] = rights
    if outputs := _outputs(placed):
        job["outputs"] = outputs
    return job | {"env": {"OPSGEN_STAGE": stage.name}}


def is_hosted(stage: Stage) -> bool:
    """Whether it runs on a machine of GitHub's."""
    return len(stage.runs_on) == 1 and stage.runs_on[0].startswith(HOSTED)


def runner(stage: Stage) -> YamlNode:
    """A runner of the user's own is told to the linter, which would ask whose machine that is."""
    first, *more = stage.runs_on
    if is_hosted(stage):
        return first
    noted = Noted(first, "zizmor: ignore[self-hosted-runner] operations.yaml asks for it")
    return [noted, *more] if more else noted


def _condition(stage: Stage, branch: str) -> str | None:
    parts = []
    if guarded(stage):
        parts.append(f"github.ref == 'refs/heads/{branch}'")
    if stage.condition is not None:
        own = bare(stage.condition)
        parts.append(f"({own})" if parts else own)
    return f"${{{{ {' && '.join(parts)} }}}}" if parts else None


def permissions(stage: Stage, rollback: Rollback | None) -> dict[str, YamlNode]:
    """Of all steps together, each with the step that asks for it; `write` includes `read`."""
    asked = [(step.name, *each) for step in stage.steps for each in step.permissions]
    asked += [("rollback", *each) for each in rollback.permissions] if rollback is not None else []
    found = {"contents": ("read", "")}
    order = ("none", "read", "write")
    for name, scope, right in asked:
        if scope not in found or order.index(right) > order.index(found[scope][0]):
            found[scope] = (right, name)
    return {
        scope: Noted(Plain(right), f"{name} asks for it") if name else Plain(right)
        for scope, (right, name) in sorted(found.items())
    }


def _outputs(placed: Sequence[Placed]) -> dict[str, YamlNode]:
    found: dict[str, YamlNode] = {
        output: f"${{{{ steps.{each.id}.outputs.{output} }}}}"
        for each in placed
        if each.step is not None
        for output in each.step.outputs
    }
    if span_to_undo(placed) is not None:
        found[way_back.STATE] = "${{ steps.state.outputs.state }}"
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


def needs(rollout: Rollout, stage: Stage) -> tuple[str, ...]:
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
