"""After the last watch: what to look at, and for how long the alerts still know the old version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsgen.artifacts.figures import duration
from opsgen.plan import Alert, Plan, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import values
from opsgen.plan.rollout import Rollout
from opsgen.promql.command import firing, up
from opsgen.prose.markup import NOTHING, Markdown, code, listed, prose, table, text
from opsgen_targets.runbook import commands
from opsgen_targets.runbook.checklist.boxes import Box, held, open_
from opsgen_targets.runbook.watching import earlier, moving

_HISTORY = (v.OverTime, v.Baseline, v.ZScore, v.Change)
_RATED = (v.Rate, v.Increase, v.Ratio, v.Quantile)
_LONG = 3600
"""A gauge is read over more than that where a job writes it, not where it is scraped seldom."""


def after(plan: Plan, rollout: Rollout, look: Markdown, runbook: Markdown) -> Iterator[Box]:
    """`look` are links to dashboards and logs, `runbook` one to the procedure of a rollback."""
    for stage in rollout.stages:
        if stage not in moving(rollout) and stage not in earlier(rollout):
            yield held(prose("Stage {} runs.", code(stage.name)))
    if (command := up(plan)) is not None:
        yield open_(Markdown("Every instance shows 1."), command)
    if (command := commands.ages(plan)) is not None:
        yield open_(
            Markdown(
                "None of them is older, in seconds, than the rollout: all run the new version."
            ),
            command,
        )
    said = "Nothing fires. From now on no watch looks, and nothing rolls back by itself."
    yield open_(Markdown(said), firing(plan))
    if look:
        yield open_(prose("What is seen there is as before the rollout, or better: {}.", look))
    yield from _missing(plan)
    times = _history(plan)
    if times:
        yield _still_the_past(times)
    stays = "The former version stays where the rollback finds it{}: {}."
    longest = prose(" for {} at least", _about(max(times.values()))) if times else NOTHING
    yield open_(prose(stays, longest, runbook))
    yield open_(Markdown("Whoever was told of the beginning is told of the end."))
    said = "If it was rolled back: why, and what must change before the next try, is written down."
    yield open_(Markdown(said))


def _missing(plan: Plan) -> Iterator[Box]:
    """A series that the new version renamed is heard of only then."""
    found = {
        alert.name: alert.hold + window
        for alert in plan.alerts
        if alert.cause == "no_data" and (window := _absence(alert))
    }
    for seconds in sorted(set(found.values())):
        names = [code(name) for name, each in found.items() if each == seconds]
        said = "{} after the rollout: {} still silent, so the new version exports what is read."
        verb = prose("{} {}", listed(names), Markdown("is" if len(names) == 1 else "are"))
        yield open_(prose(said, text(duration(seconds)), verb))


def _history(plan: Plan) -> dict[str, int]:
    """The alerts that look back, and for how many seconds."""
    found = {}
    for alert in plan.alerts:
        seconds = max((_reach(plan, value) for value in values(alert.condition)), default=0)
        if alert.cause in ("threshold", "declared") and seconds:
            found[alert.name] = seconds
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _still_the_past(times: Mapping[str, int]) -> Box:
    said = (
        "These alerts compare with the past, or look over a long span. Until then they still read "
        "the version before: a change that was meant can fire them."
    )
    rows = ((code(name), _about(seconds)) for name, seconds in times.items())
    return open_(Markdown(said), below=table(("Alert", "Reads the new version alone after"), rows))


def _about(seconds: int) -> Markdown:
    """Rounded up to what a person plans with: minutes, hours from half a day on, then days."""
    step = next((size for size in (86400, 3600) if seconds > size * 2 and seconds % size), 1)
    if seconds < 12 * 3600:
        step = 60
    return text(duration(-(-seconds // step) * step))


def _absence(alert: Alert) -> int:
    absent = [value.node for value in values(alert.condition) if isinstance(value.node, v.Absent)]
    return max((node.window or 0 for node in absent), default=0)


def _reach(plan: Plan, value: Value) -> int:
    """For how many seconds a figure with a history looks back, its own rate window included; a
    p-value looks back over the data that its job reads."""
    node = value.node
    inner = max((_span(child) for child in v.children(value)), default=0)
    if isinstance(node, _HISTORY):
        lag = node.lag if isinstance(node, v.Baseline | v.ZScore) else 0
        return node.window + lag + inner
    if isinstance(node, v.Series) and node.window is not None and node.window > _LONG:
        return node.window + (plan.drift.window if plan.drift is not None else 0)
    return max((_reach(plan, child) for child in v.children(value)), default=0)


def _span(value: Value) -> int:
    own = value.node.window if isinstance(value.node, _RATED) else 0
    return own + max((_span(child) for child in v.children(value)), default=0)
