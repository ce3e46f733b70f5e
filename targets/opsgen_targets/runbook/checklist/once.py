"""What must be set up before the first rollout, because no file of the build can do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from opsgen.artifacts.names import rollback_environment
from opsgen.plan import Plan
from opsgen.plan.phases import begins, moves
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.prose.markup import Markdown, code, join, listed, prose
from opsgen_targets.runbook.checklist.boxes import Box, open_
from opsgen_targets.runbook.watching import moving, watched

_SCRIPTS = "./ops/steps/"
_GIVEN = "GITHUB_TOKEN"
"""GitHub gives this one to every run."""


def once(plan: Plan, rollout: Rollout) -> Iterator[Box]:
    if scripts := _scripts(rollout):
        said = "These scripts do what their names say, and fail when they could not: {}."
        yield open_(prose(said, listed(list(map(code, scripts)))))
    for name, stages in _by_environment(rollout.stages, lambda stage: stage.environment).items():
        yield _environment(plan, rollout, name, stages)
    if rollout.rollback is not None:
        secrets = _secrets(rollout.rollback.secrets)
        for name in _by_environment(moving(rollout), _of_rollback):
            said = (
                "On GitHub the environment {} has no reviewers and no wait, for the rollback runs "
                "in it, and {}."
            )
            yield open_(prose(said, code(name), secrets))
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


def _by_environment(
    stages: Iterable[Stage], of: Callable[[Stage], str | None]
) -> dict[str, list[Stage]]:
    found: dict[str, list[Stage]] = {}
    for stage in stages:
        if (name := of(stage)) is not None:
            found.setdefault(name, []).append(stage)
    return found


def _of_rollback(stage: Stage) -> str:
    return rollback_environment(stage.environment or stage.name)


def _environment(plan: Plan, rollout: Rollout, name: str, stages: Sequence[Stage]) -> Box:
    names = [secret for stage in stages for step in stage.steps for secret in step.secrets]
    rollback = rollout.rollback
    if rollback is not None and rollback.automatic and any(map(moves, stages)):
        names += rollback.secrets
    begun = rollout.gate is not None and any(begins(stage) for stage in stages)
    perhaps = []
    if begun or any(watched(rollout, stage) for stage in stages):
        if plan.links.prometheus is None:
            names.append("PROMETHEUS_URL")
        perhaps.append(prose("{} if Prometheus asks for one", code("PROMETHEUS_TOKEN")))
    if begun and plan.links.dashboards is not None:
        perhaps.append(prose("{} if the dashboards are to be marked", code("GRAFANA_TOKEN")))
    said = "On GitHub the environment {} has the approvals that it should have, and {}."
    return open_(prose(said, code(name), _secrets(names, perhaps)))


def _secrets(names: Sequence[str], perhaps: Sequence[Markdown] = ()) -> Markdown:
    found = [code(name) for name in dict.fromkeys(names) if name != _GIVEN]
    parts = [listed(found), *perhaps] if found else [*perhaps]
    return prose("holds {}", join("; ", parts)) if parts else Markdown("needs no secret")


def _scripts(rollout: Rollout) -> list[str]:
    """What runs because nothing else is bound, and must be written by somebody."""
    steps: Iterator[Step] = (step for stage in rollout.stages for step in stage.steps)
    commands = [step.command or "" for step in steps]
    if rollout.rollback is not None:
        commands.append(rollout.rollback.command)
    return [each for each in dict.fromkeys(commands) if each.startswith(_SCRIPTS)]
