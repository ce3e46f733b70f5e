"""The workflow files as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.artifacts import Noted, YamlNode
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollback, Rollout, Stage
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.jobs import jobs, permissions, runner
from opsgen_targets.github_actions.rollback import env_of, rollback_environment
from opsgen_targets.github_actions.scripts import script
from opsgen_targets.github_actions.steps import checkout


def deploy(
    plan: Plan, rollout: Rollout, branch: str, directory: str, pin: Pin, rollback_workflow: str
) -> dict[str, YamlNode]:
    """From a push to the last watch."""
    return {
        "name": f"Deploy {plan.service}",
        "on": {"push": {"branches": [branch]}, "workflow_dispatch": {"inputs": inputs(rollout)}},
        **_common(plan, directory),
        "env": _env(plan),
        "jobs": dict(jobs(plan, rollout, branch, pin, rollback_workflow)),
    }


def inputs(rollout: Rollout) -> dict[str, YamlNode]:
    """What a person is asked who starts it by hand."""
    found: dict[str, YamlNode] = {
        "dry_run": {
            "description": "Print every traffic change instead of making it",
            "type": "boolean",
            "default": False,
        }
    }
    if rollout.gate is not None:
        found["during_alerts"] = {
            "description": "Deploy although an alert that pages is firing: the fix for an incident",
            "type": "boolean",
            "default": False,
        }
    return found


def by_hand(
    plan: Plan, stages: Sequence[Stage], rollback: Rollback, directory: str, pin: Pin
) -> dict[str, YamlNode]:
    """The way back at the press of a button, of one of `stages`."""
    names = [stage.name for stage in stages]
    dispatch: dict[str, YamlNode] = {}
    if len(names) > 1:
        choice: dict[str, YamlNode] = {"description": "Which stage to roll back", "type": "choice"}
        dispatch["inputs"] = {"stage": {**choice, "options": names, "default": names[-1]}}
    common = _common(plan, directory)
    lock: dict[str, YamlNode] = {
        "group": _group(plan),
        "cancel-in-progress": Noted(True, "a rollout that runs is stopped first, and goes back"),
    }
    return {
        "name": f"Roll back {plan.service}",
        "on": {"workflow_dispatch": dispatch},
        **(common | {"concurrency": lock}),
        # No run owns what is there: by hand it goes back whoever brought it.
        "env": {**_env(plan), "OPSGEN_OWNER": "", "OPSGEN_DRY_RUN": "false"},
        "jobs": {
            f"{stage.name}-rollback": _by_hand(stage, rollback, pin, len(names) > 1)
            for stage in stages
        },
    }


def _by_hand(stage: Stage, rollback: Rollback, pin: Pin, chosen: bool) -> dict[str, YamlNode]:
    body: dict[str, YamlNode] = {
        "name": "Roll back",
        "timeout-minutes": timeouts.minutes(timeouts.of_rollback(rollback, timeouts.AGAIN)),
    }
    if env := env_of(rollback):
        body["env"] = env
    job: dict[str, YamlNode] = {"name": f"{stage.name}: roll back"}
    if chosen:
        job["if"] = f"${{{{ inputs.stage == '{stage.name}' }}}}"
    return job | {
        "runs-on": runner(stage),
        "timeout-minutes": timeouts.minutes(timeouts.BACKSTOP),
        "environment": {"name": rollback_environment(stage)},
        "permissions": permissions(stage, rollback),
        "env": {"OPSGEN_STAGE": stage.name},
        "steps": [checkout(pin), body | {"run": script(rollback.command)}],
    }


def _env(plan: Plan) -> dict[str, YamlNode]:
    return {
        "OPSGEN_SERVICE": plan.service,
        "OPSGEN_RELEASE": "${{ github.sha }}",
        "OPSGEN_OWNER": "${{ github.run_id }}.${{ github.run_attempt }}",
        "OPSGEN_DRY_RUN": "${{ inputs.dry_run || false }}",
    }


def _group(plan: Plan) -> str:
    return f"opsgen-deploy-{plan.service}"


def _common(plan: Plan, directory: str) -> dict[str, YamlNode]:
    run: dict[str, YamlNode] = {"shell": "bash"}
    if directory != ".":
        run["working-directory"] = directory
    return {
        "permissions": {},
        # One lock from the first test to the last rollback: a newer push waits, and none cancels
        # a rollout that holds traffic.
        "concurrency": {"group": _group(plan), "cancel-in-progress": False},
        "defaults": {"run": run},
    }
