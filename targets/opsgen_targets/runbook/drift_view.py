"""The drift tests as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.artifacts import figures
from opsgen.plan import Plan
from opsgen.plan.drift import DriftTest
from opsgen.prose.markup import NOTHING, Markdown, block, code, prose, table, text
from opsgen_targets.runbook import commands


@dataclass(frozen=True, slots=True)
class DriftView:
    """Empty where the input has no `drift_detection`. `schedule` is what starts the job."""

    tests: Markdown
    timing: Markdown
    schedule: Markdown
    query: Markdown


def drift_view(plan: Plan) -> DriftView:
    drift = plan.drift
    if drift is None:
        return DriftView(NOTHING, NOTHING, Markdown("nothing is written about it"), NOTHING)
    window, slide = (text(figures.duration(seconds)) for seconds in (drift.window, drift.slide))
    timing = "The drift job compares the last {} with the reference{}, every {}."
    where = dict(drift.reference).get("path")
    reference = prose(" in {}", code(where)) if where else NOTHING
    schedule = code(drift.schedule) if drift.schedule else Markdown("a cron job or a workflow")
    return DriftView(
        table(("Feature", "Test", "Kind", "Drift when p is below"), map(_test, drift.tests)),
        prose(timing, window, reference, slide),
        schedule,
        block(commands.p_values(plan, drift), "sh"),
    )


def _test(test: DriftTest) -> tuple[Markdown, ...]:
    return (
        code(test.feature),
        text(test.name),
        text(test.type),
        text(figures.number(test.threshold)),
    )
