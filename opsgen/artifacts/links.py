"""Where a reader is sent from a page that is not beside operations.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.artifacts.names import dashboard_uid, runbook_anchor

if TYPE_CHECKING:
    from opsgen.plan import Alert, Plan


def runbook_url(alert: Alert, plan: Plan) -> str:
    """The address that the user gave, else the alert's procedure; a path without `repository`."""
    return alert.runbook or f"{plan.links.runbook}#{runbook_anchor(alert.procedure)}"


def dashboard_url(plan: Plan) -> str | None:
    """The service's dashboard; None where nobody said where dashboards are."""
    if plan.links.dashboards is None:
        return None
    return f"{plan.links.dashboards}/d/{dashboard_uid(plan.service)}"
