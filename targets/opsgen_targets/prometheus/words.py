"""What an alert says: to people who have its links, and to those who have none."""

from __future__ import annotations

from urllib.parse import quote

from opsgen.artifacts import YamlNode, dashboard_path, dashboard_url, runbook_url
from opsgen.artifacts.escape_gotemplate import label, literal
from opsgen.artifacts.figures import figure
from opsgen.plan import Alert, Plan
from opsgen.plan.alerts import LabelPart, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.procedures import Procedure
from opsgen.promql.first import first_command
from opsgen_targets.prometheus.figures import limit, value

_NO_COMMAND = ("digest", "watchdog")
"""Alerts that tell of no trouble of their own, so that there is nothing to look at first."""


def annotations_of(alert: Alert, plan: Plan, procedure: Procedure | None) -> dict[str, YamlNode]:
    """The four that every alert has, then the user's own, which win."""
    return {
        "summary": template(alert.message),
        "description": _description(alert, plan, procedure),
        "runbook_url": literal(runbook_url(alert, plan)),
        "dashboard_url": literal(_dashboard(alert, plan)),
        **{name: template(message) for name, message in alert.annotations},
    }


def template(message: Message) -> str:
    """The message as a Go template, in which the user's text is data."""
    return "".join(map(_part, message))


def _explained(message: Message) -> str:
    """The message, with its limits also in the unit of the figure beside them."""
    return "".join(
        limit(part.value, part.unit) if isinstance(part, ThresholdPart) else _part(part)
        for part in message
    )


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
    lines = [_explained(alert.description), literal(f"Procedure: {alert.procedure}")]
    if alert.cause not in _NO_COMMAND:
        lines.append(literal(f"First: {first_command(alert, procedure, plan)}"))
    return "\n".join(filter(None, lines))


def _dashboard(alert: Alert, plan: Plan) -> str:
    """The service's dashboard; without Grafana's address, what Prometheus shows of the alert."""
    if (url := dashboard_url(plan)) is not None:
        return url
    if plan.links.prometheus:
        return f"{plan.links.prometheus}/alerts?search={quote(alert.name, safe='')}"
    return dashboard_path(plan.service)
