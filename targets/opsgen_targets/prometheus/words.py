"""What an alert says: to people who have its links, and to those who have none."""

from __future__ import annotations

from urllib.parse import quote

from opsgen.artifacts import YamlNode, dashboard_path, dashboard_uid, runbook_anchor
from opsgen.artifacts.escape_gotemplate import label, literal
from opsgen.artifacts.figures import figure
from opsgen.plan import Alert, Plan
from opsgen.plan.alerts import LabelPart, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.procedures import Procedure
from opsgen.promql.first import first_command
from opsgen_targets.prometheus.figures import value

_NO_COMMAND = ("digest", "watchdog")
"""Alerts that tell of no trouble of their own, so that there is nothing to look at first."""


def annotations_of(alert: Alert, plan: Plan, procedure: Procedure | None) -> dict[str, YamlNode]:
    """The four that every alert has, then the user's own, which win."""
    return {
        "summary": template(alert.message),
        "description": _description(alert, plan, procedure),
        "runbook_url": literal(_runbook(alert, plan)),
        "dashboard_url": literal(_dashboard(alert, plan)),
        **{name: template(message) for name, message in alert.annotations},
    }


def template(message: Message) -> str:
    """The message as a Go template, in which the user's text is data."""
    return "".join(map(_part, message))


def _part(part: TextPart | LabelPart | ValuePart | ThresholdPart) -> str:
    match part:
        case TextPart(text):
            return literal(text)
        case LabelPart(name):
            return label(name)
        case ValuePart(unit):
            return value(unit)
        case ThresholdPart(limit, unit):
            return figure(limit, unit)


def _description(alert: Alert, plan: Plan, procedure: Procedure | None) -> str:
    lines = [template(alert.description), literal(f"Procedure: {alert.procedure}")]
    if alert.cause not in _NO_COMMAND:
        lines.append(literal(f"First: {first_command(alert, procedure, plan)}"))
    return "\n".join(filter(None, lines))


def _runbook(alert: Alert, plan: Plan) -> str:
    return alert.runbook or f"{plan.links.runbook}#{runbook_anchor(alert.procedure)}"


def _dashboard(alert: Alert, plan: Plan) -> str:
    """The service's dashboard; without Grafana's address, what Prometheus shows of the alert."""
    if plan.links.dashboards:
        return f"{plan.links.dashboards}/d/{dashboard_uid(plan.service)}"
    if plan.links.prometheus:
        return f"{plan.links.prometheus}/alerts?search={quote(alert.name, safe='')}"
    return dashboard_path(plan.service)
