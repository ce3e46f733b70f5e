"""What an alert says: to people who have its links, and to those who have none.

The rules say it as templates; what a person then reads is told by the generated tests.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from opsgen.artifacts import dashboard_path, dashboard_url, runbook_url
from opsgen.artifacts.escape_gotemplate import label, literal
from opsgen.artifacts.figures import figure
from opsgen.plan import Alert, Plan
from opsgen.plan.alerts import LabelPart, Message, TextPart, ThresholdPart, ValuePart
from opsgen.plan.procedures import Procedure
from opsgen.promql.first import first_command
from opsgen.units import Unit
from opsgen_targets.prometheus.figures import limit, value

_NO_COMMAND = ("digest", "watchdog")
"""Alerts that tell of no trouble of their own, so that there is nothing to look at first."""


class Telling(Protocol):
    """How the parts of a message are written down."""

    def text(self, words: str) -> str: ...
    def label(self, name: str) -> str: ...
    def value(self, unit: Unit) -> str: ...


class Template:
    """As a Go template, in which the user's text is data."""

    def text(self, words: str) -> str:
        return literal(words)

    def label(self, name: str) -> str:
        return label(name)

    def value(self, unit: Unit) -> str:
        return value(unit)


TEMPLATE = Template()


def annotations_of(
    alert: Alert, plan: Plan, procedure: Procedure | None, telling: Telling = TEMPLATE
) -> dict[str, str]:
    """The four that every alert has, then the user's own, which win."""
    return {
        "summary": message(alert.message, telling),
        "description": _description(alert, plan, procedure, telling),
        "runbook_url": telling.text(runbook_url(alert, plan)),
        "dashboard_url": telling.text(_dashboard(alert, plan)),
        **{name: message(parts, telling) for name, parts in alert.annotations},
    }


def message(parts: Message, telling: Telling = TEMPLATE) -> str:
    """Its parts, one after the other."""
    return "".join(_part(part, telling) for part in parts)


def _explained(parts: Message, telling: Telling) -> str:
    """The message, with its limits also in the unit of the figure beside them."""
    return "".join(
        limit(part.value, part.unit) if isinstance(part, ThresholdPart) else _part(part, telling)
        for part in parts
    )


def _part(part: TextPart | LabelPart | ValuePart | ThresholdPart, telling: Telling) -> str:
    match part:
        case TextPart(text):
            return telling.text(text)
        case LabelPart(name):
            return telling.label(name)
        case ValuePart(unit):
            return telling.value(unit)
        case ThresholdPart(limit, unit):
            return figure(limit, unit)


def _description(alert: Alert, plan: Plan, procedure: Procedure | None, telling: Telling) -> str:
    lines = [
        _explained(alert.description, telling),
        telling.text(f"Procedure: {alert.procedure}"),
    ]
    if alert.cause not in _NO_COMMAND:
        lines.append(telling.text(f"First: {first_command(alert, procedure, plan)}"))
    return "\n".join(filter(None, lines))


def _dashboard(alert: Alert, plan: Plan) -> str:
    """The service's dashboard; without Grafana's address, what Prometheus shows of the alert."""
    if (url := dashboard_url(plan)) is not None:
        return url
    if plan.links.prometheus:
        return f"{plan.links.prometheus}/alerts?search={quote(alert.name, safe='')}"
    return dashboard_path(plan.service)
