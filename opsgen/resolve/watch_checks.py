"""What is told of the watches of a rollout: whom they see, at which pace, and to what end."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.plan.gate import Gate
from opsgen.plan.phases import Phase, phases
from opsgen.plan.rollout import Stage
from opsgen.resolve.context import Context
from opsgen.spec import Pipeline
from opsgen.units import format_duration

_GATE: Path = ("pipeline", "gate")
_CHECKS: Path = (*_GATE, "checks")


def check_watches(
    pipeline: Pipeline, watching: Sequence[Stage], gate: Gate, context: Context
) -> None:
    """`watching` are the stages that wait on the metrics."""
    mixed = [stage for stage in watching if stage.strategy in ("canary", "blue_green")]
    if mixed and gate.tracks is None:
        _warn_of_mixing(mixed[0], context)
    if found := [phase for stage in watching for phase in phases(stage, gate)]:
        _tell_pace(found, gate, context)
    if gate.comparisons:
        for stage in watching:
            _tell_alone(stage, gate, context)
    if watching and all(check.observed for check in gate.checks):
        _warn_of_undecided(pipeline, watching, gate, context)


def _tell_alone(stage: Stage, gate: Gate, context: Context) -> None:
    because = "the stable version has no traffic left"
    for phase in phases(stage, gate):
        if phase.alone:
            context.default(phase.name, "compare", "nothing", stage.origin.path, because)


def _tell_pace(found: Sequence[Phase], gate: Gate, context: Context) -> None:
    """Of what was asked for and the shortest watch does not keep."""
    for key, says in (("interval", "looks every"), ("delay", "first looks after")):
        pace = attrgetter(key)
        shortest = min(found, key=pace)
        if pace(shortest) == pace(gate) or not context.wrote(*_GATE, key):
            continue
        kept, asked = format_duration(pace(shortest)), format_duration(pace(gate))
        context.report(
            rules.PACE_SHORTENED,
            (*_GATE, key),
            f"`{shortest.name}` {says} {kept}, not {asked}",
            help="a watch looks ten times at least and waits half of its time at most: "
            f"write `{key}: {kept}`, or watch for longer",
        )


def _warn_of_undecided(
    pipeline: Pipeline, watching: Sequence[Stage], gate: Gate, context: Context
) -> None:
    """No check decides. Without anything to compare either, a watch is never a pass."""
    wrote = context.wrote
    checks = pipeline.gate.checks if pipeline.gate is not None else []
    decides = any(isinstance(check, str) or not check.observe for check in checks)
    if decides or wrote("pipeline", "rollback", "trigger") or wrote(*_CHECKS, len(checks)):
        return  # what would decide is wrong, which is told already
    alone = [(s, phase.name) for s in watching for phase in phases(s, gate) if phase.alone]
    if not gate.comparisons and not wrote(*_GATE, "compare"):
        message = "the rollout is watched by nothing that decides, so no watch of it can pass"
        path: Path = _GATE if wrote(*_GATE) else ("pipeline",)
    elif gate.comparisons and alone:
        stage, name = alone[0]
        message = f"`{name}` can never pass: no check decides, and nothing is left to compare with"
        path = stage.origin.path
    else:
        return
    help = 'say what must not happen: `rollback: {trigger: "error_rate > 5%"}`'
    context.report(rules.GATE_WITHOUT_CHECKS, path, message, help=help)


def _warn_of_mixing(stage: Stage, context: Context) -> None:
    if context.wrote(*_GATE, "tracks"):
        return  # It was given, and was refused already.
    has_gate = context.document.has(_GATE)
    snippet = "tracks: {label: track}"
    context.report(
        rules.GATE_READS_ALL,
        stage.origin.path,
        "the gate reads the whole service, where a small canary's errors hardly show",
        help="name the label that tells the new version's series from the stable one's: "
        f"`gate: {{{snippet}}}`",
        edit=context.document.insertion(
            _GATE if has_gate else ("pipeline",),
            snippet if has_gate else f"gate: {{{snippet}}}",
        ),
    )
