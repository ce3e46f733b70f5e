"""The way back: in the job that deployed, from a second job, and by hand.

The job's own steps are not enough. When a runner is taken away, every later step of its job is
skipped (actions/runner, StepsRunner.cs); so a second job looks whether anything is left undone.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.artifacts import YamlNode, names
from opsgen.artifacts.escape_shell import quote
from opsgen.plan.rollout import Rollback, Stage
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.steps import script

MOVED = """contains(fromJSON('["success", "failure", "cancelled"]'), steps.{first}.outcome)"""
"""Whether the step began: one that was never reached is `skipped`, or has no outcome yet."""

_STATE = """\
if [ "$ROLLBACK" = "success" ]; then
  state=rolled-back
elif [ "$LAST" = "success" ]; then
  state=promoted
elif [ "$FIRST" = "success" ] || [ "$FIRST" = "failure" ] || [ "$FIRST" = "cancelled" ]; then
  state=unfinished
else
  state=untouched
fi
echo "state=$state" >> "$GITHUB_OUTPUT"
echo "the rollout is $state\""""

_SETTLED = '["promoted", "rolled-back", "untouched"]'


def in_job(
    rollback: Rollback, span: tuple[str, str], env: Mapping[str, YamlNode]
) -> dict[str, YamlNode]:
    """Undo in the job itself, which is approved already and knows what it did."""
    first, last = span
    moved = MOVED.format(first=first)
    body: dict[str, YamlNode] = {
        "name": "Roll back",
        "id": "rollback",
        "if": f"${{{{ (failure() || cancelled()) && {moved} && "
        f"steps.{last}.outcome != 'success' }}}}",
    }
    body |= {"env": dict(env)} if env else {}
    return body | {
        "timeout-minutes": timeouts.minutes(timeouts.ROLLBACK),
        "run": script(rollback.command),
    }


def by_hand(rollback: Rollback, span: tuple[str, str], workflow: str) -> dict[str, YamlNode]:
    """Nobody asked for an automatic way back: say what to do, loudly."""
    first, last = span
    told = f"the new version may still have traffic. Roll back: {rollback.command}"
    line = f"::error title=not rolled back::{' '.join(told.split())}"
    return {
        "name": "Say how to roll back",
        "if": f"${{{{ (failure() || cancelled()) && {MOVED.format(first=first)} && "
        f"steps.{last}.outcome != 'success' }}}}",
        "timeout-minutes": 1,
        "run": f"echo {quote(line)}\necho {quote(f'or run the workflow {workflow}')}",
    }


def state(span: tuple[str, str]) -> dict[str, YamlNode]:
    """What the second job decides by. A runner that died leaves no state."""
    first, last = span
    return {
        "name": "Tell the state",
        "id": "state",
        "if": "${{ always() }}",
        "env": {
            "FIRST": f"${{{{ steps.{first}.outcome }}}}",
            "LAST": f"${{{{ steps.{last}.outcome }}}}",
            "ROLLBACK": "${{ steps.rollback.outcome }}",
        },
        "timeout-minutes": 1,
        "run": script(_STATE),
    }


def backstop(
    stage: Stage, rollback: Rollback, checkout: YamlNode, env: Mapping[str, YamlNode]
) -> dict[str, YamlNode]:
    """A job that waits for no approval, because a bad version does not wait either."""
    job = f"needs.{stage.name}"
    body: dict[str, YamlNode] = {"name": "Roll back", "timeout-minutes": 10}
    body |= {"env": dict(env)} if env else {}
    return {
        "name": f"{stage.name}: roll back what was left",
        "needs": [stage.name],
        "if": f"""${{{{ always() && contains(fromJSON('["failure", "cancelled"]'), {job}.result) """
        f"&& !contains(fromJSON('{_SETTLED}'), {job}.outputs.state) }}}}",
        "runs-on": stage.runs_on,
        "timeout-minutes": timeouts.minutes(timeouts.BACKSTOP),
        "environment": {"name": rollback_environment(stage)},
        "permissions": {"contents": "read"},
        "steps": [checkout, body | {"run": script(rollback.command)}],
    }


def rollback_environment(stage: Stage) -> str:
    """Its own environment: the same secrets, no reviewers."""
    return names.rollback_environment(stage.environment or stage.name)
