"""The workflow files as a whole."""

from __future__ import annotations

from opsgen.artifacts import YamlNode
from opsgen.artifacts.pins import Pin
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollback, Rollout, Stage
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.jobs import jobs, rollback_env, runner
from opsgen_targets.github_actions.rollback import rollback_environment
from opsgen_targets.github_actions.steps import checkout, script


def deploy(
    plan: Plan, rollout: Rollout, branch: str, directory: str, pin: Pin, rollback_workflow: str
) -> dict[str, YamlNode]:
    """From a push to the last watch."""
    inputs: dict[str, YamlNode] = {
        "dry_run": {
            "description": "Print every traffic change instead of making it",
            "type": "boolean",
            "default": False,
        }
    }
    if rollout.gate is not None:
        inputs["during_alerts"] = {
            "description": "Deploy although an alert that pages is firing: the mend of an incident",
            "type": "boolean",
            "default": False,
        }
    return {
        "name": f"Deploy {plan.service}",
        "on": {"push": {"branches": [branch]}, "workflow_dispatch": {"inputs": inputs}},
        **_common(plan, directory),
        "env": {
            "OPSGEN_SERVICE": plan.service,
            "OPSGEN_RELEASE": "${{ github.sha }}",
            "OPSGEN_OWNER": "${{ github.run_id }}.${{ github.run_attempt }}",
            "OPSGEN_DRY_RUN": "${{ inputs.dry_run || false }}",
        },
        "jobs": dict(jobs(plan, rollout, branch, pin, rollback_workflow)),
    }


def by_hand(
    plan: Plan, stage: Stage, rollback: Rollback, directory: str, pin: Pin
) -> dict[str, YamlNode]:
    """The way back at the press of a button."""
    body: dict[str, YamlNode] = {"name": "Roll back", "timeout-minutes": 10}
    if env := rollback_env(rollback):
        body["env"] = env
    return {
        "name": f"Roll back {plan.service}",
        "on": {"workflow_dispatch": {}},
        **_common(plan, directory),
        "env": {
            "OPSGEN_SERVICE": plan.service,
            "OPSGEN_OWNER": "${{ github.run_id }}.${{ github.run_attempt }}",
        },
        "jobs": {
            "rollback": {
                "name": "rollback",
                "runs-on": runner(stage),
                "timeout-minutes": timeouts.minutes(timeouts.BACKSTOP),
                "environment": {"name": rollback_environment(stage)},
                "permissions": {"contents": "read"},
                "steps": [checkout(pin), body | {"run": script(rollback.command)}],
            }
        },
    }


def _common(plan: Plan, directory: str) -> dict[str, YamlNode]:
    run: dict[str, YamlNode] = {"shell": "bash"}
    if directory != ".":
        run["working-directory"] = directory
    return {
        "permissions": {},
        # One lock from the first test to the last rollback: a newer push waits, and none cancels
        # a rollout that holds traffic.
        "concurrency": {"group": f"opsgen-deploy-{plan.service}", "cancel-in-progress": False},
        "defaults": {"run": run},
    }
