"""The diagram of a rollout: its stages, its watches at each weight, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from opsgen.artifacts.figures import duration
from opsgen.plan.phases import Phase, begins, moves, weights
from opsgen.plan.rollout import Rollout, Stage, Step
from opsgen.prose.markup import Markdown
from opsgen_targets.runbook.mermaid import Flowchart
from opsgen_targets.runbook.watching import watched

_STRATEGY = {"canary": "canary", "blue_green": "blue-green", "rolling": "rolling"}
_BACK = {
    "canary": "the stable version has all traffic",
    "blue_green": "the former environment serves",
    "rolling": "all instances run the former version",
}
_PREFLIGHT = "preflight"
_LONGEST = 50
"""A command of so many characters still fits into a box."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One box of a stage; `counts` where a failure from here on must be undone."""

    lines: tuple[str, ...]
    watch: bool = False
    counts: bool = True


def stages(rollout: Rollout) -> Markdown:
    chart = Flowchart("TB")
    ends: dict[str, tuple[str, str]] = {}
    frames: list[tuple[Stage, str]] = []
    for stage in rollout.stages:
        chart.begin_group(_title(stage))
        nodes, frame = _drawn(chart, rollout, stage)
        chart.end_group()
        ends[stage.name] = (nodes[0], nodes[-1])
        if frame is not None:
            frames.append((stage, frame))
    for stage in rollout.stages:
        for need in stage.needs:
            if need in ends:
                chart.edge(ends[need][1], ends[stage.name][0])
    _draw_ways_back(chart, rollout, frames)
    return chart.markdown()


def _drawn(chart: Flowchart, rollout: Rollout, stage: Stage) -> tuple[list[str], str | None]:
    """The ids of a stage's boxes, and the frame around those whose failure must be undone."""
    places = list(_places(rollout, stage)) or [_Place(("no steps",), counts=False)]
    inside = [place for place in places if place.counts]
    if not inside:
        nodes = [_node(chart, place) for place in places]
        _join(chart, nodes)
        return nodes, None
    first = places.index(inside[0])
    before, after = places[:first], places[first + len(inside) :]
    nodes = [_node(chart, place) for place in before]
    frame = chart.begin_group("undone when it fails" if rollout.rollback else "new version in use")
    nodes += [_node(chart, place) for place in inside]
    chart.end_group()
    nodes += [_node(chart, place) for place in after]
    _join(chart, nodes)
    for node, place in zip(nodes, before, strict=False):
        if place.lines[0] == _PREFLIGHT:
            stop = chart.node(("stop", "nothing has moved"), "round")
            chart.edge(node, stop, "not well", dotted=True)
    return nodes, frame


def _places(rollout: Rollout, stage: Stage) -> Iterator[_Place]:
    watches = iter(watched(rollout, stage))
    first, moving, moved = begins(stage), moves(stage), False
    ends = [i for i, s in enumerate(stage.steps) if s in moving or s.action == "watch"]
    percent = 0
    for index, step in enumerate(stage.steps):
        if rollout.gate is not None and step == first:
            yield _Place((_PREFLIGHT, "metrics answer, no page is open"), watch=True, counts=False)
        moved |= step in moving
        counts = moved and index <= ends[-1]
        if step.action == "traffic":
            percent = step.amount or 0
        if step.action == "watch":
            yield _watch(step.name, next(watches, None), step, counts)
        elif step.action == "gradual" and rollout.gate is not None:
            for weight in weights(step, rollout.gate, percent):
                yield _Place((step.name, f"{weight}%"), counts=counts)
                yield _watch("", next(watches, None), step, counts)
        else:
            share = (f"{step.amount}%",) if step.amount is not None else ()
            yield _Place((step.name, *share), counts=counts)


def _watch(name: str, phase: Phase | None, step: Step, counts: bool) -> _Place:
    seconds = phase.seconds if phase is not None else step.amount or 0
    return _Place((name, f"watch {duration(seconds)}"), watch=True, counts=counts)


def _node(chart: Flowchart, place: _Place) -> str:
    return chart.node(place.lines, "choice" if place.watch else "box")


def _join(chart: Flowchart, nodes: list[str]) -> None:
    for one, other in pairwise(nodes):
        chart.edge(one, other)


def _draw_ways_back(chart: Flowchart, rollout: Rollout, frames: list[tuple[Stage, str]]) -> None:
    rollback = rollout.rollback
    for stage, frame in frames:
        if rollback is None:
            nowhere = chart.node(("no rollback is written down",), "round")
            chart.edge(frame, nowhere, "a step or a watch fails", dotted=True)
            continue
        how = "by itself" if rollback.automatic else "by hand"
        command = rollback.command.strip()
        told = (command,) if "\n" not in command and len(command) <= _LONGEST else ()
        back = chart.node((f"rollback, {how}", *told), "round")
        chart.edge(frame, back, "a step or a watch fails, or it is cancelled", dotted=True)
        if stage.strategy is not None:
            chart.edge(back, chart.node((_BACK[stage.strategy],), "round"), dotted=True)


def _title(stage: Stage) -> str:
    return f"{stage.name}: {_STRATEGY[stage.strategy]}" if stage.strategy else stage.name
