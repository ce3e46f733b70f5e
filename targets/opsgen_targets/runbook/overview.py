"""The tables that lead to a procedure."""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.artifacts.figures import duration
from opsgen.artifacts.markdown import is_link
from opsgen.artifacts.names import runbook_anchor
from opsgen.plan import SEVERITIES, Alert, Plan, Severity
from opsgen.prose import words
from opsgen.prose.markup import Markdown, code, join, link, table, text
from opsgen_targets.runbook.escalation import when

_LEVELS = (*SEVERITIES, "none")


def quick_reference(plan: Plan) -> Markdown:
    """Every alert, the worst first, else in the order of the plan."""
    responses = {policy.severity: policy.response for policy in plan.notifications.policies}
    alerts = sorted(plan.alerts, key=lambda alert: _LEVELS.index(alert.severity))
    header = ("Alert", "Severity", "Respond", "What it means", "Procedure")
    return table(header, (_alert(alert, responses) for alert in alerts))


def severities(plan: Plan) -> Markdown:
    """How fast each severity is, and who hears it."""
    header = ("Severity", "Respond", "Fires after", "Told again every", "Told at once", "Digest")
    routes = {route.severity: route for route in plan.notifications.routes}
    rows = (
        (
            text(policy.severity),
            text(when(policy.response)),
            text(duration(policy.hold)),
            text(duration(policy.repeat_interval)),
            _names(routes[policy.severity].channels),
            _names(routes[policy.severity].digests),
        )
        for policy in plan.notifications.policies
    )
    return table(header, rows)


def _alert(alert: Alert, responses: Mapping[Severity, str]) -> tuple[Markdown, ...]:
    response = None if alert.severity == "none" else responses.get(alert.severity)
    return (
        code(alert.name),
        Markdown(alert.severity),
        text(when(response)) if response else Markdown("no response"),
        words.message(alert.message),
        _procedure(alert),
    )


def _procedure(alert: Alert) -> Markdown:
    """An address that the user gave is where the alert itself links to."""
    here = link(alert.procedure, f"#{runbook_anchor(alert.procedure)}")
    if alert.runbook is None or not is_link(alert.runbook):
        return here
    return join(", ", (link("its own runbook", alert.runbook), here))


def _names(channels: tuple[str, ...]) -> Markdown:
    return join(", ", map(text, channels)) if channels else Markdown("nobody")
