"""What must be set up before the first rollout, because no file of the build can do it."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.artifacts.names import rollback_environment
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.prose.markup import NOTHING, Markdown, code, listed, prose
from opsgen_targets.runbook.checklist.boxes import Box, open_
from opsgen_targets.runbook.watching import moving, watched

_SCRIPTS = "./ops/steps/"
_GIVEN = "GITHUB_TOKEN"
"""GitHub gives this one to every run."""


def once(plan: Plan, rollout: Rollout) -> Iterator[Box]:
    if scripts := _scripts(rollout):
        said = "These scripts do what their names say, and fail when they could not: {}."
        yield open_(prose(said, listed(list(map(code, scripts)))))
    for stage in rollout.stages:
        if stage.environment is not None:
            yield _environment(plan, rollout, stage)
    if rollout.rollback is not None:
        for stage in moving(rollout)[-1:] if not rollout.rollback.automatic else moving(rollout):
            said = (
                "On GitHub the environment {} has no reviewers and no wait, for the rollback runs "
                "in it, and {}."
            )
            name = rollback_environment(stage.environment or stage.name)
            yield open_(prose(said, code(name), _secrets(rollout.rollback.secrets)))
        said = "The rollback was tried where nobody is hurt, twice in a row: it may run twice."
        yield open_(Markdown(said))
    gate = rollout.gate
    if gate is not None and gate.tracks is not None:
        said = "The new version's series carry {} and the stable version's {}: Prometheus keeps it."
        tracks = gate.tracks
        yield open_(
            prose(
                said,
                code(f'{tracks.label}="{tracks.new}"'),
                code(f'{tracks.label}="{tracks.stable}"'),
            )
        )


def _environment(plan: Plan, rollout: Rollout, stage: Stage) -> Box:
    names = [name for step in stage.steps for name in step.secrets]
    if watched(rollout, stage) and plan.links.prometheus is None:
        names.append("PROMETHEUS_URL")
    said = "On GitHub the environment {} has the approvals that it should have, and {}{}."
    token = prose("; {} if Prometheus asks for one", code("PROMETHEUS_TOKEN"))
    asked = token if watched(rollout, stage) else NOTHING
    return open_(prose(said, code(stage.environment or stage.name), _secrets(names), asked))


def _secrets(names: tuple[str, ...] | list[str]) -> Markdown:
    found = [code(name) for name in dict.fromkeys(names) if name != _GIVEN]
    if not found:
        return Markdown("needs no secret")
    return prose("holds {}", listed(found))


def _scripts(rollout: Rollout) -> list[str]:
    """What runs because nothing else is bound, and must be written by somebody."""
    steps: Iterator[Step] = (step for stage in rollout.stages for step in stage.steps)
    commands = [step.command or "" for step in steps]
    if rollout.rollback is not None:
        commands.append(rollout.rollback.command)
    return [each for each in dict.fromkeys(commands) if each.startswith(_SCRIPTS)]
