"""`opsgen scaffold` as a function: the scripts that a pipeline calls and nobody has written.

Each fails. A stub that passed would be a deployment that tested nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from opsgen.plan import Plan
from opsgen.plan.rollout import Action
from opsgen.publish import File, write_new

FOLDER = "./ops/steps/"
EXIT = 64
"""EX_USAGE of sysexits.h: nobody said what to do."""

_ABOUT: dict[Action, str] = {
    "traffic": "Deploy the new version and give it $OPSGEN_WEIGHT percent of the traffic.",
    "gradual": "Give the new version $OPSGEN_WEIGHT percent of the traffic.",
    "promote": "Give the new version all traffic, and end the old one.",
    "deploy_idle": "Deploy the new version to the environment that serves nobody.",
    "switch": "Switch all traffic to the environment that was idle.",
    "batch": "Replace instances until $OPSGEN_WEIGHT percent run the new version.",
}
_ROLLBACK = (
    "Give the stable version all traffic. It has to be safe to run twice, and when nothing moved."
)


def scripts(plan: Plan) -> Iterator[File]:
    """Every script below `ops/steps/` that the pipeline calls, once, in its order."""
    rollout = plan.rollout
    if rollout is None:
        return
    calls = [
        (step.command, _ABOUT.get(step.action, f"The step {step.name}."))
        for stage in rollout.stages
        for step in stage.steps
    ]
    if rollout.rollback is not None:
        calls.append((rollout.rollback.command, _ROLLBACK))
    seen: set[str] = set()
    for command, about in calls:
        # A command of the user's own may begin so too; only the bare script is a default.
        if command is None or not command.startswith(FOLDER) or len(command.split()) != 1:
            continue
        path = command.removeprefix("./")
        if path not in seen:
            seen.add(path)
            yield File(path, _script(path, about).encode(), executable=True)


def scaffold(plan: Plan, folder: Path) -> tuple[str, ...]:
    """Write those scripts that are not there; returns their paths. Raises OSError."""
    return write_new(folder, scripts(plan))


def _script(path: str, about: str) -> str:
    return (
        "#!/usr/bin/env bash\n"
        f"# {about}\n"
        "# Written once by `opsgen scaffold`; it is yours, and fails until you write it.\n"
        "set -euo pipefail\n"
        f'echo "{path}: nobody has written this step yet" >&2\n'
        f"exit {EXIT}\n"
    )
