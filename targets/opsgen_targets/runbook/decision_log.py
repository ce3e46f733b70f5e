"""The decision log: what was decided, when and why."""

from __future__ import annotations

from opsgen.plan import Plan
from opsgen.plan.procedures import Decision
from opsgen.prose.markup import Markdown, code, instruction, join, prose, table, text

_OPEN = Markdown("not written down")


def decision_log(plan: Plan) -> Markdown:
    rows = map(_row, plan.runbook.decisions)
    heading = prose("# Decision log of {}", text(plan.service))
    return join("\n\n", (heading, table(("Id", "Date", "Decision", "Rationale"), rows)))


def _row(decision: Decision) -> tuple[Markdown, ...]:
    return (
        prose("{} {}", code(decision.id), text(decision.title))
        if decision.title
        else code(decision.id),
        text(decision.date) if decision.date else _OPEN,
        instruction(decision.decision),
        instruction(decision.rationale) if decision.rationale else _OPEN,
    )
