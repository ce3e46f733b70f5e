"""Before traffic moves: what the earlier stages and the preflight hold, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.artifacts.figures import duration
from opsgen.artifacts.names import GATE, gate_plan_path
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.promql.command import firing
from opsgen.prose import words
from opsgen.prose.markup import Markdown, code, join, listed, prose, text
from opsgen_targets.runbook import commands, escalation
from opsgen_targets.runbook.checklist.boxes import Box, held, open_
from opsgen_targets.runbook.watching import earlier, moving, watched


def before(plan: Plan, rollout: Rollout, runbook: Markdown) -> Iterator[Box]:
    """`runbook` is the link to its procedure of a rollback."""
    yield open_(Markdown("It is written down what changes, why, and who deploys it."))
    said = (
        "The rollback undoes all of it; what changes data, schemas or indexes has its own way back."
    )
    yield open_(Markdown(said))
    yield open_(prose("Whoever deploys has read how to go back: {}.", runbook))
    for stage in earlier(rollout):
        yield _stage(stage)
    first = next(iter(moving(rollout)), None)
    if first is None or rollout.gate is None:
        yield open_(Markdown("Prometheus answers: nothing else looks."), commands.healthy(plan))
        yield open_(Markdown("No alert of the service fires."), firing(plan))
    else:
        yield from _preflight(plan, rollout)
    yield from _people(plan, rollout)


def _stage(stage: Stage) -> Box:
    steps = listed([_step(step) for step in stage.steps]) if stage.steps else Markdown("no steps")
    only = prose(", which runs only if {}", code(stage.condition)) if stage.condition else None
    return held(prose("Stage {}{}: {}.", code(stage.name), only or Markdown(""), steps))


def _step(step: Step) -> Markdown:
    if step.command is None:
        return prose("{} watches for {}", code(step.name), text(duration(step.amount or 0)))
    return code(step.name)


def _preflight(plan: Plan, rollout: Rollout) -> Iterator[Box]:
    assert rollout.gate is not None
    stages = [stage for stage in moving(rollout) if watched(rollout, stage)]
    yield held(prose("Preflight of {}: Prometheus answers.", _names(stages)))
    checks = rollout.gate.checks
    if checks:
        told = listed([words.condition(check.condition) for check in checks])
        yield held(prose("Preflight: Prometheus understands the queries of all limits ({}).", told))
    series = dict.fromkeys(words.selector(each) for check in checks for each in check.baseline)
    if series:
        told = listed(list(series))
        yield held(prose("Preflight: the version before has data, {}.", told))
    pages = [alert for alert in plan.alerts if alert.severity == "critical"]
    if pages:
        said = (
            "Preflight: none of {} fires. Only `during_alerts`, for the fix for an incident, lets "
            "one fire."
        )
        yield held(prose(said, listed([code(alert.name) for alert in pages])))
    yield open_(
        Markdown("Nothing milder fires either: the preflight looks at critical alerts alone."),
        firing(plan),
    )
    if stages:
        path = gate_plan_path(stages[0].name)
        yield open_(_asked(plan), f"python3 {GATE} preflight --plan {path}")


def _asked(plan: Plan) -> Markdown:
    if plan.links.prometheus is not None:
        return Markdown("Asked now, before the pipeline asks, the preflight passes.")
    said = "Asked now, with the address of Prometheus in {}, the preflight passes."
    return prose(said, code("PROMETHEUS_URL"))


def _names(stages: list[Stage]) -> Markdown:
    return join(", ", (code(stage.name) for stage in stages))


def _people(plan: Plan, rollout: Rollout) -> Iterator[Box]:
    seconds = sum(phase.seconds for stage in rollout.stages for phase in watched(rollout, stage))
    told = prose("The beginning is told to {}.", escalation.whom(plan, "whoever is on call"))
    if seconds:
        said = "{} The watches alone last {}: somebody stays for so long."
        told = prose(said, told, text(duration(seconds)))
    yield open_(told)
