"""Every procedure must own its anchor, or an alert's link opens another one."""

from __future__ import annotations

from opsgen.artifacts.names import runbook_anchor
from opsgen.diagnostics.rules.runbook import ANCHOR_CLASH
from opsgen.plan import Plan
from opsgen.plan.procedures import Procedure
from opsgen.target import Emit


def check(plan: Plan, out: Emit) -> None:
    first: dict[str, Procedure] = {}
    for procedure in plan.runbook.procedures:
        other = first.setdefault(runbook_anchor(procedure.id), procedure)
        if other is not procedure:
            # At the user's own, where there is one: that id can be changed.
            own = other if procedure.generated else procedure
            out.report(
                ANCHOR_CLASH,
                own.origin,
                f"the procedures `{other.id}` and `{procedure.id}` have one anchor in the runbook",
                help="give one of them another id, or write a procedure that answers its alert",
            )
