"""The way back: in the job that deployed, from a second job, and by hand.

The job's own steps are not enough. When a runner is taken away, every later step of its job is
skipped (actions/runner, StepsRunner.cs); so a second job looks whether anything is left undone.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.artifacts import Noted, Plain, YamlNode, names
from opsgen.artifacts.escape_shell import quote
from opsgen.plan.rollout import Rollback, Stage
from opsgen_targets.github_actions import timeouts
from opsgen_targets.github_actions.around import TOKEN, secret_of
from opsgen_targets.github_actions.scripts import script

_MOVED = """contains(fromJSON('["success", "failure", "cancelled"]'), steps.{first}.outcome)"""
"""Whether the step began: one that was never reached is `skipped`, or has no outcome yet."""

STATE = "state"
"""The output by which a job tells what became of its rollout."""

_TELL_STATE = """\
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
echo "the rollout is $state"
if [ "$state" = "unfinished" ]; then
  echo "::error title=unfinished rollout::$HINT"
fi"""

_SETTLED = '["promoted", "rolled-back", "untouched"]'


def env_of(rollback: Rollback) -> dict[str, YamlNode]:
    return {**dict(rollback.env), **{name: secret_of(name) for name in rollback.secrets}}


def in_job(rollback: Rollback, span: tuple[str, str]) -> dict[str, YamlNode]:
    """Undo in the job itself, which is approved already and knows what it did."""
    body: dict[str, YamlNode] = {"name": "Roll back", "id": "rollback", "if": _undone(span)}
    if env := env_of(rollback):
        body["env"] = env
    return body | {
        "timeout-minutes": timeouts.minutes(timeouts.of_rollback(rollback, timeouts.ROLLBACK)),
        "run": script(rollback.command),
    }


def by_hand(rollback: Rollback | None, span: tuple[str, str], workflow: str) -> dict[str, YamlNode]:
    """Nobody asked for an automatic way back: say what to do, loudly."""
    told = "the new version may still have traffic"
    lines = []
    if rollback is None:
        told += ", and operations.yaml names no way back"
    else:
        command = rollback.command.strip("\n")
        between = "\n" if "\n" in command else " "
        told += f". Roll back:{between}{command}"
        lines.append(f"or run the workflow {workflow}")
    lines.insert(0, f"::error title=not rolled back::{_message(told)}")
    return {
        "name": "Say how to roll back",
        "if": _undone(span),
        "timeout-minutes": 1,
        "run": script("\n".join(f"echo {quote(line)}" for line in lines)),
    }


def _message(text: str) -> str:
    """A message is one line, in which the runner reads these back (actions/runner,
    ActionCommand.cs)."""
    for sign, written in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(sign, written)
    return text


def _undone(span: tuple[str, str]) -> str:
    first, last = span
    return (
        f"${{{{ (failure() || cancelled()) && {_MOVED.format(first=first)} && "
        f"steps.{last}.outcome != 'success' }}}}"
    )


def state(span: tuple[str, str], automatic: bool) -> dict[str, YamlNode]:
    """What the second job decides by. A runner that died leaves no state."""
    first, last = span
    hint = "the step before says what to do"
    if automatic:
        hint = "the way back failed here: the next job tries it again"
    return {
        "name": "Tell the state",
        "id": "state",
        "if": "${{ always() }}",
        "env": {
            "FIRST": f"${{{{ steps.{first}.outcome }}}}",
            "LAST": f"${{{{ steps.{last}.outcome }}}}",
            "ROLLBACK": "${{ steps.rollback.outcome }}" if automatic else "none",
            "HINT": hint,
        },
        "timeout-minutes": 1,
        "run": script(_TELL_STATE),
    }


def backstop(
    stage: Stage,
    rollback: Rollback,
    runner: YamlNode,
    permissions: Mapping[str, YamlNode],
    checkout: YamlNode,
) -> dict[str, YamlNode]:
    """A job that waits for no approval, because a bad version does not wait either.

    A job that nobody approved, or that was cancelled before a machine took it, ends as one whose
    machine died: without a state. So it asks GitHub whether a machine had it at all.
    """
    job = f"needs.{stage.name}"
    env = env_of(rollback)
    asks: dict[str, YamlNode] = {
        "name": "Ask GitHub whether it began",
        "id": "began",
        "env": {TOKEN: secret_of(TOKEN)},
        "timeout-minutes": 2,
        "run": f"python3 {names.GATE} began --job {quote(stage.name)}",
    }
    undoes: dict[str, YamlNode] = {
        "name": "Roll back",
        "id": "rollback",
        # Also where the question failed: then it may have begun.
        "if": "${{ always() && steps.began.outputs.began != 'false' }}",
    }
    undoes |= {"env": env} if env else {}
    undoes |= {
        "timeout-minutes": timeouts.minutes(timeouts.of_rollback(rollback, timeouts.AGAIN)),
        "run": script(rollback.command),
    }
    reads = {"actions": Noted(Plain("read"), "whether a machine ever took the job")}
    return {
        "name": f"{stage.name}: roll back what was left",
        "needs": [stage.name],
        "if": "${{ always() && !inputs.dry_run "
        f"""&& contains(fromJSON('["failure", "cancelled"]'), {job}.result) """
        f"&& !contains(fromJSON('{_SETTLED}'), {job}.outputs.state) }}}}",
        "runs-on": runner,
        "timeout-minutes": timeouts.minutes(timeouts.BACKSTOP),
        "environment": {"name": rollback_environment(stage)},
        "permissions": dict(sorted({**reads, **permissions}.items())),
        "env": {"OPSGEN_STAGE": stage.name},
        "steps": [checkout, asks, undoes],
    }


def rollback_environment(stage: Stage) -> str:
    """Its own environment: the same secrets, no reviewers."""
    return names.rollback_environment(stage.environment or stage.name)
