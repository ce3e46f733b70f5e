"""The drift tests as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.artifacts import figures
from opsgen.artifacts.names import runbook_anchor
from opsgen.plan import Plan
from opsgen.plan.drift import DriftTest
from opsgen.prose.markup import (
    NOTHING,
    Markdown,
    block,
    bullets,
    code,
    link,
    prose,
    table,
    text,
)
from opsgen_targets.runbook import commands
from opsgen_targets.runbook.user_steps import step


@dataclass(frozen=True, slots=True)
class DriftView:
    """Empty where the input has no `drift_detection`. `schedule` is what starts the job; `asked` is
    what people are to do when drift is found, for only the alert is sent by itself."""

    tests: Markdown
    asked: Markdown
    timing: Markdown
    schedule: Markdown
    query: Markdown


def drift_view(plan: Plan) -> DriftView:
    drift = plan.drift
    if drift is None:
        return DriftView(
            NOTHING, NOTHING, NOTHING, Markdown("nothing is written about it"), NOTHING
        )
    window, slide = (text(figures.duration(seconds)) for seconds in (drift.window, drift.slide))
    timing = "The drift job compares the last {} with the reference{}, every {}."
    where = dict(drift.reference).get("path")
    reference = prose(" in {}", code(where)) if where else NOTHING
    schedule = code(drift.schedule) if drift.schedule else Markdown("a cron job or a workflow")
    return DriftView(
        table(("Feature", "Test", "Kind", "Drift when p is below"), map(_test, drift.tests)),
        bullets(_asked(verb, what, plan) for verb, what in drift.actions if verb != "alert"),
        prose(timing, window, reference, slide),
        schedule,
        block(commands.p_values(plan, drift), "sh"),
    )


def _asked(verb: str, what: str, plan: Plan) -> Markdown:
    match verb:
        case "log":
            return prose("Write it down in {}.", code(what))
        case "retrain":
            return prose("Retrain, once its cause is known: {}", step(what))
        case "investigate" if what == "manual":
            return Markdown("Look into it by hand.")
        case _ if any(procedure.id == what for procedure in plan.runbook.procedures):
            return prose("Look into it: {}.", link(what, f"#{runbook_anchor(what)}"))
        case _:
            return prose("Look into it: {}.", text(what))


def _test(test: DriftTest) -> tuple[Markdown, ...]:
    return (
        code(test.feature),
        text(test.name),
        text(test.type),
        text(figures.number(test.threshold)),
    )
