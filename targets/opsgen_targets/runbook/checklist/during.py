"""While traffic moves: each step, each watch, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.artifacts.figures import duration
from opsgen.plan import Plan
from opsgen.plan.phases import Phase, weights
from opsgen.plan.phases import unwatched as unseen
from opsgen.plan.rollout import Action, Rollout, Stage, Step
from opsgen.prose.markup import NOTHING, Markdown, code, listed, prose, text
from opsgen_targets.runbook.checklist.boxes import Box, held, open_
from opsgen_targets.runbook.watching import moving, unwatched, watched

_LONGEST = 100
"""A command of so many characters still reads well in the middle of a line."""

_DOES: dict[Action, Markdown] = {
    "run": Markdown("runs"),
    "promote": Markdown("gives the new version all traffic"),
    "deploy_idle": Markdown("brings the new version up beside the one that serves"),
    "switch": Markdown("switches all traffic to the new version at once"),
}


def during(rollout: Rollout, stage: Stage) -> Iterator[Box]:
    """The boxes of one stage that moves traffic, in the order of its steps."""
    watches = iter(watched(rollout, stage))
    blind = tuple(unseen(stage))
    percent = 0
    for step in stage.steps:
        if step.action == "traffic":
            percent = step.amount or 0
        if step.action == "watch":
            yield _watch(next(watches, None), step)
        elif step.action == "gradual" and rollout.gate is not None:
            for weight in weights(step, rollout.gate, percent):
                gives = "{} gives the new version {}% of the traffic."
                yield held(prose(gives, _how(step), weight))
                yield _watch(next(watches, None), step)
        else:
            yield held(prose("{} {}.", _how(step), _does(step)))
        if step in blind:
            said = "Nothing watches what {} does: look at the dashboards and the alerts yourself."
            yield open_(prose(said, code(step.name)))


def beside(plan: Plan, rollout: Rollout, look: Markdown, runbook: Markdown) -> Iterator[Box]:
    """What holds all the while. `look` are links to dashboards and logs, `runbook` one to the
    procedure of a rollback."""
    if look:
        yield open_(prose("Somebody keeps looking at {}.", look))
    if alerts := unwatched(plan):
        told = listed([code(alert.name) for alert in alerts])
        said = "No watch asks about {}, and they stop no rollout: somebody listens for them."
        yield open_(prose(said, told))
    if plan.links.dashboards is not None and rollout.gate is not None:
        said = "The beginning and the end are marked on the dashboards, given {}."
        yield held(prose(said, code("GRAFANA_TOKEN")))
    rollback = rollout.rollback
    if rollback is None:
        yield open_(Markdown("When it goes wrong, nothing goes back: no rollback is written down."))
    elif rollback.automatic and not moving(rollout):
        said = (
            "Nothing goes back by itself: no stage tells that it gives a new version users. "
            "Somebody rolls back: {}."
        )
        yield open_(prose(said, runbook))
    elif rollback.automatic:
        said = (
            "When a step or a watch fails, or somebody cancels, the rollback runs; on GitHub a "
            "second job does it when the first one died."
        )
        yield held(Markdown(said))
        yield open_(prose("When that fails too, roll back by hand: {}.", runbook))
    else:
        said = "When a step or a watch fails, the pipeline stops, and somebody rolls back: {}."
        yield open_(prose(said, runbook))


def _does(step: Step) -> Markdown:
    if step.action == "traffic":
        return prose("gives the new version {}% of the traffic", step.amount or 0)
    if step.action == "batch":
        return prose("replaces {}% of the instances", step.amount or 0)
    return _DOES.get(step.action, Markdown("raises the new version's part of the traffic"))


def _how(step: Step) -> Markdown:
    command = (step.command or "").strip()
    if not command or "\n" in command or len(command) > _LONGEST:
        return code(step.name)
    return prose("{} ({})", code(step.name), code(command))


def _watch(phase: Phase | None, step: Step) -> Box:
    if phase is None:
        seconds = text(duration(step.amount or 0))
        return open_(prose("{} waits for {}: nothing is checked.", code(step.name), seconds))
    said = "{} watches{} for {}: first look after {}, then every {}; {} looks at least must pass."
    share = prose(" {}%", phase.percent) if phase.percent is not None else NOTHING
    times = [text(duration(each)) for each in (phase.seconds, phase.delay, phase.interval)]
    return held(prose(said, code(phase.name), share, *times, phase.passes))
