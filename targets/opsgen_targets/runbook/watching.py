"""What the watches of a rollout look at, in words: the same gate that the pipeline runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsgen.artifacts import figures
from opsgen.plan import Alert, Condition, Matcher, Plan
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons, is_guard, values
from opsgen.plan.gate import Check, Comparison, Gate, Tracks, Traffic, narrowed
from opsgen.plan.phases import Phase, moves, phases
from opsgen.plan.rollout import Rollout, Stage
from opsgen.prose import words
from opsgen.prose.markup import NOTHING, Markdown, code, join, prose, table, text


def moving(rollout: Rollout) -> tuple[Stage, ...]:
    """The stages that give the new version users."""
    return tuple(filter(moves, rollout.stages))


def watched(rollout: Rollout, stage: Stage) -> tuple[Phase, ...]:
    """Every watch of the stage, in order."""
    return tuple(phases(stage, rollout.gate)) if rollout.gate is not None else ()


def earlier(rollout: Rollout) -> tuple[Stage, ...]:
    """The stages without which no traffic moves; where none moves, all."""
    moved = {stage.name for stage in moving(rollout)}
    if not moved:
        return rollout.stages
    by_name = {stage.name: stage for stage in rollout.stages}
    waiting, needed = list(moved), set[str]()
    while waiting:
        for need in by_name[waiting.pop()].needs:
            if need in by_name and need not in needed:
                needed.add(need)
                waiting.append(need)
    return tuple(stage for stage in rollout.stages if stage.name in needed - moved)


def unwatched(plan: Plan) -> tuple[Alert, ...]:
    """Alerts that hurt now and of whose figures no watch asks; empty where nothing is watched."""
    gate = plan.rollout.gate if plan.rollout is not None else None
    if gate is None:
        return ()
    checks = [check for check in gate.checks if not check.observed]
    texts = {check.text for check in checks}
    seen = {name for check in checks for name in _figures(check.condition)}
    seen |= {comparison.name for comparison in gate.comparisons}
    return tuple(
        alert
        for alert in plan.alerts
        if alert.severity in ("critical", "high")
        and alert.cause in ("threshold", "declared")
        and alert.name not in texts
        and not _figures(alert.condition) <= seen
    )


def _figures(condition: Condition) -> set[str]:
    return {compare.left.name or "" for compare in comparisons(condition) if not is_guard(compare)}


def phase_table(found: Iterable[Phase]) -> Markdown:
    header = ("Watch", "New version has", "Lasts", "First look after", "Then every", "Must pass")
    return table(header, map(_phase, found))


def limits(gate: Gate) -> Markdown:
    """What ends a rollout, and what is only reported; empty where nothing is checked."""
    rows = [*map(_check, gate.checks, [gate.tracks] * len(gate.checks))]
    rows += map(_comparison, gate.comparisons)
    header = ("What must not be", "Of", "Says nothing below", "Then")
    return table(header, rows) if rows else NOTHING


def allowed(gate: Gate) -> Markdown:
    """How much one watch bears."""
    bears = (
        "A watch bears {} with a limit crossed, {} that say nothing (no data, too little traffic) "
        "and {} without an answer of Prometheus, {} of them in a row. One more ends it. What says "
        "nothing is never a pass."
    )
    allowance = gate.allowed
    return prose(
        bears,
        _looks(allowance.failures),
        _looks(allowance.inconclusives),
        _looks(allowance.errors),
        allowance.errors_in_a_row,
    )


def _looks(count: int) -> Markdown:
    return prose("{} look" if count == 1 else "{} looks", count)


def _phase(phase: Phase) -> tuple[Markdown, ...]:
    share = prose("{}%", phase.percent) if phase.percent is not None else Markdown("its users")
    times = (phase.seconds, phase.delay, phase.interval)
    return (code(phase.name), share, *map(_duration, times), prose("{} times", phase.passes))


def _duration(seconds: int) -> Markdown:
    return text(figures.duration(seconds))


def _check(check: Check, tracks: Tracks | None) -> tuple[Markdown, ...]:
    ends = Markdown("it is reported only") if check.observed else Markdown("the rollout ends")
    whose = Markdown("the new version" if _reads_new(check, tracks) else "the whole service")
    return (words.condition(check.condition), whose, join(", ", _least(check.traffic)), ends)


def _reads_new(check: Check, tracks: Tracks | None) -> bool:
    """What is narrowed already does not change when it is narrowed again."""
    if tracks is None:
        return False
    leaves = (leaf for value in values(check.condition) for leaf in v.walk(value))
    if any(isinstance(leaf.node, v.Raw) for leaf in leaves):
        return False
    new = Matcher(tracks.label, "=", tracks.new)
    return narrowed(check.condition, new) == check.condition


def _least(traffic: Iterable[Traffic]) -> Iterator[Markdown]:
    for each in traffic:
        if isinstance(each.events.node, v.Increase):
            series, window = each.events.node.selector.series, each.events.node.window
            yield prose("{} of {} in {}", each.least, code(series), _duration(window))


def _comparison(compared: Comparison) -> tuple[Markdown, ...]:
    worse = Markdown("above" if compared.worse == "higher" else "below")
    unit = compared.new.unit
    told = "{} is {} the stable version's beyond doubt (p < {}), by {} times and by {}"
    limit = prose(
        told,
        code(compared.name),
        worse,
        text(figures.number(compared.alpha)),
        text(figures.number(compared.max_ratio)),
        text(figures.figure(compared.min_delta, unit)),
    )
    return (
        limit,
        Markdown("both versions, while both have traffic"),
        NOTHING,
        Markdown("the rollout ends"),
    )
