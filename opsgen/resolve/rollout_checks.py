"""What nobody can have meant: stages in a circle, steps out of place, a way back of nothing."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan.phases import moves, unwatched, watches
from opsgen.plan.rollout import Action, Rollback, Stage, Strategy
from opsgen.resolve.context import Context

BELONGS: dict[Action, Strategy] = {
    "traffic": "canary",
    "gradual": "canary",
    "deploy_idle": "blue_green",
    "switch": "blue_green",
    "batch": "rolling",
}
"""The strategy of a step's name; what is missing here is at home in each."""


def check_order(stages: Sequence[Stage], context: Context) -> None:
    """Every stage waits for stages that are there, and none for itself."""
    names = {stage.name for stage in stages}
    for stage in stages:
        for index, need in enumerate(stage.needs):
            if need in names or context.is_broken("stages", need):
                continue
            path = (*stage.origin.path, "needs")
            if context.document.has((*path, index)):
                path = (*path, index)
            close = nearest(need, names)
            help = f"did you mean `{close[0]}`?" if close else "name a stage of this pipeline"
            context.report(rules.UNKNOWN_STAGE, path, f"there is no stage `{need}`", help=help)
    waits = {stage.name: set(stage.needs) & names for stage in stages}
    while free := [name for name, needs in waits.items() if not needs]:
        for name in free:
            del waits[name]
        for needs in waits.values():
            needs.difference_update(free)
    if waits:
        circle = ", ".join(f"`{name}`" for name in waits)
        first = next(stage for stage in stages if stage.name in waits)
        context.report(
            rules.STAGE_CYCLE,
            (*first.origin.path, "needs"),
            f"these stages wait for each other: {circle}",
            help="remove one `needs` so that one of them can start",
        )


def check_steps(stage: Stage, context: Context) -> None:
    """Its steps fit its strategy, its canary grows, and somebody looks at what they do."""
    _check_strategy(stage, context)
    _check_rising(stage, context)
    for step in unwatched(stage):
        context.report(
            rules.UNWATCHED_TRAFFIC,
            step.origin.path,
            f"nothing watches what `{step.name}` does",
            help="put a watch after it: `monitor_10_minutes`",
        )


def _check_strategy(stage: Stage, context: Context) -> None:
    for step in stage.steps:
        of = BELONGS.get(step.action, stage.strategy)
        if of != stage.strategy:
            message = (
                f"`{step.name}` belongs to a {of} stage, and `{stage.name}` is {stage.strategy}"
            )
            help = f"write `strategy: {of}`, or use the words of {stage.strategy}"
            context.report(rules.STRANGE_STEP, step.origin.path, message, help=help)


def _check_rising(stage: Stage, context: Context) -> None:
    reached = 0
    for step in stage.steps:
        part = reached
        if step.action == "traffic":
            part = step.amount or 0
        elif step.action == "promote":
            part = 100
        if part < reached:
            message = f"the canary's part falls here from {reached} to {part} percent"
            help = "let the percents rise from step to step; the way back is `rollback`"
            context.report(rules.BAD_STEP, step.origin.path, message, help=help)
        reached = part


def check_way_back(rollback: Rollback, stages: Sequence[Stage], context: Context) -> None:
    """Whether there is anything that could go back, or that asks for the trigger."""
    if not stages or context.lacks_some("stages", "pipeline", "stages"):
        return
    # Of a watch in a stage that moves nothing its own engine tells.
    if any(moves(stage) or watches(stage) for stage in stages):
        return
    if rollback.automatic:
        key, lost = "automatic", "nothing goes back by itself"
    elif rollback.trigger is not None:
        key, lost = "trigger", "nothing asks for the trigger"
    else:
        return
    context.report(
        rules.NOTHING_TO_ROLL_BACK,
        (*rollback.origin.path, key),
        f"{lost}: no stage tells that it gives a new version users",
        help="say of the stage that deploys how it does it, `strategy: rolling`, or use the names "
        "that have a meaning: `deploy_canary_10_percent`",
    )
