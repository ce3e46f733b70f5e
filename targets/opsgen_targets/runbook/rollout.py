"""The diagram of a rollout: its stages, what they wait for, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from opsgen.artifacts.figures import duration
from opsgen.plan import Plan
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.promql.command import ask
from opsgen.promql.lower import Lowering
from opsgen.prose import words
from opsgen.prose.markup import NOTHING, Markdown, block, prose
from opsgen_targets.runbook.mermaid import Flowchart

_STRATEGY = {"canary": "canary", "blue_green": "blue-green", "rolling": "rolling"}


@dataclass(frozen=True, slots=True)
class WayBack:
    """What calls for a rollback, in words, and the command that shows whether it still does.
    Both are empty where no trigger is written."""

    trigger: Markdown
    query: Markdown


def way_back(plan: Plan) -> WayBack:
    rollback = plan.rollout.rollback if plan.rollout else None
    if rollback is None or rollback.trigger is None:
        return WayBack(NOTHING, NOTHING)
    told = "The pipeline rolls back by itself when {}."
    if not rollback.automatic:
        told = "Roll back when {}; the pipeline does not do it by itself."
    lowered = Lowering(plan.evaluation_interval).condition(rollback.trigger)
    query = block(ask(plan, lowered), "sh")
    return WayBack(prose(told, words.condition(rollback.trigger)), query)


def stages(rollout: Rollout) -> Markdown:
    chart = Flowchart("TB")
    ends: dict[str, tuple[str, str]] = {}
    moving: list[str] = []
    for stage in rollout.stages:
        group = chart.begin_group(_title(stage))
        nodes = [_step(chart, step) for step in stage.steps] or [chart.node(("no steps",))]
        for one, other in pairwise(nodes):
            chart.edge(one, other)
        chart.end_group()
        ends[stage.name] = (nodes[0], nodes[-1])
        if stage.strategy is not None:
            moving.append(group)
    for stage in rollout.stages:
        for need in stage.needs:
            if need in ends:
                chart.edge(ends[need][1], ends[stage.name][0])
    if rollout.rollback is not None and moving:
        how = "by itself" if rollout.rollback.automatic else "by hand"
        back = chart.node(("rollback", how), "round")
        for group in moving:
            chart.edge(group, back, "failed", dotted=True)
    return chart.markdown()


def _title(stage: Stage) -> str:
    return f"{stage.name}: {_STRATEGY[stage.strategy]}" if stage.strategy else stage.name


def _step(chart: Flowchart, step: Step) -> str:
    if step.action == "watch":
        return chart.node((step.name, f"watch {duration(step.amount or 0)}"), "choice")
    if step.amount is not None:
        return chart.node((step.name, f"{step.amount}%"))
    return chart.node((step.name,))
