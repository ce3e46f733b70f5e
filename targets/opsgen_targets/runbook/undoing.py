"""What calls for a rollback, and every way to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import basename

from opsgen.artifacts.names import rollback_workflow
from opsgen.plan import Plan
from opsgen.plan.conditions import without_guards
from opsgen.plan.rollout import Rollback, Rollout
from opsgen.promql.command import ask
from opsgen.promql.lower import inline
from opsgen.prose import words
from opsgen.prose.markup import NOTHING, Markdown, block, code, link, prose
from opsgen_targets.runbook.watching import moving, watched

_GITHUB = re.compile(r"(https://github\.com/[^/]+/[^/]+?)(?:\.git)?")


@dataclass(frozen=True, slots=True)
class Undoing:
    """`trigger` tells when the pipeline goes back and when a person must; `query` shows whether
    the reason still holds; `workflow` is the button to press. Each is empty where the input
    gives no means for it."""

    trigger: Markdown
    query: Markdown
    workflow: Markdown


def undoing(plan: Plan) -> Undoing:
    rollout = plan.rollout
    if rollout is None or rollout.rollback is None:
        return Undoing(NOTHING, NOTHING, NOTHING)
    query = NOTHING
    if (trigger := rollout.rollback.trigger) is not None:
        query = block(ask(plan, inline(plan).condition(trigger)), "sh")
    button = _button(plan) if moving(rollout) else NOTHING
    return Undoing(_told(rollout, rollout.rollback), query, button)


def _told(rollout: Rollout, rollback: Rollback) -> Markdown:
    """A trigger that no watch measures rolls nothing back, whatever `automatic` says."""
    measured = any(watched(rollout, stage) for stage in moving(rollout))
    trigger = None
    if rollback.trigger is not None:
        trigger = words.condition(without_guards(rollback.trigger))
    if not rollback.automatic:
        if trigger is None:
            return Markdown("The pipeline does not roll back by itself.")
        return prose("Roll back when {}; the pipeline does not do it by itself.", trigger)
    by_itself = (
        "From its first change of traffic on, the pipeline rolls back by itself when {}a step "
        "fails, and when somebody cancels it."
    )
    if measured:
        seen = (
            prose("a watch finds that {}, when one cannot tell, when ", trigger)
            if trigger
            else Markdown("a watch or ")
        )
        later = "Once it is through, only the alerts watch: then a person rolls back."
        return prose("{} {}", prose(by_itself, seen), Markdown(later))
    if not moving(rollout):
        if trigger is None:
            return NOTHING
        return prose("Roll back when {}: no stage of the pipeline does it by itself.", trigger)
    told = prose(by_itself, NOTHING)
    if trigger is None:
        return told
    return prose("{} No watch measures whether {}: then a person rolls back.", told, trigger)


def _button(plan: Plan) -> Markdown:
    """A target does not know which others run, so the sentence says what it rests on."""
    path = rollback_workflow(plan.service)
    name = f"Roll back {plan.service}"
    shown = code(name)
    if (found := _GITHUB.fullmatch(plan.links.repository or "")) is not None:
        shown = link(name, f"{found[1]}/actions/workflows/{basename(path)}")
    return prose(
        "**Without a terminal,** where GitHub runs the pipeline: open {} under *Actions* and press "
        "*Run workflow*. It stops a rollout that is under way, and runs the same command ({}).",
        shown,
        code(path),
    )
