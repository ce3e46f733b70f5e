"""Whom to call, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opsgen.artifacts import figures
from opsgen.plan import SEVERITIES, Alert, Plan, Severity
from opsgen.plan.procedures import Escalation, Procedure
from opsgen.prose.markup import Markdown, join, prose, table, text
from opsgen_targets.runbook.kinds import kind_of

_ALSO = {
    "the incident lead": ("incident lead", "lead", "incident commander"),
    "whoever is on call": ("on call", "pager"),
    "the owner of the service": ("owner",),
}
"""What a contact may be called that opsgen's own words mean."""


def line(plan: Plan, procedure: Procedure, alerts: Iterable[Alert]) -> Markdown:
    """All of it in one line."""
    if procedure.escalation:
        called = (_step(plan, step) for step in procedure.escalation)
        return prose("without a fix, {}.", join("; ", called))
    kinds = {kind_of(alert) for alert in alerts}
    if "watchdog" in kinds:
        return prose("nobody while it fires; when it stops, at once: {}", _somebody(plan))
    if kinds == {"digest"}:
        return Markdown("nobody.")
    words = "no `escalation:` is written in the procedure; without a fix, {}"
    return prose(words, _somebody(plan))


def steps(plan: Plan, procedure: Procedure, alerts: Iterable[Alert]) -> Markdown:
    """A table by time, the response that the severity demands first."""
    rows = [*_response(plan, alerts)]
    rows += [(_when(step), whom(plan, step.to)) for step in procedure.escalation]
    return table(("When", "Who"), rows) if rows else Markdown("")


def when(response: str) -> str:
    """How soon a severity's response is: `at once`, `within 15m`, `next day`."""
    if response == "immediate":
        return "at once"
    return f"within {response}" if response[:1].isdigit() else response


def whom(plan: Plan, name: str) -> Markdown:
    """A name, with its address when it is one of the contacts."""
    role, colon, order = name.partition(": ")
    address = _address(plan, name) or _address(plan, role)
    if address is None:
        return text(name)
    return prose("{} ({}){}", text(role), text(address), text(colon + order))


def _address(plan: Plan, role: str) -> str | None:
    """Of a contact called so, however it is spelt: `the incident lead` is `lead` too."""
    contacts = {_plain(name): address for name, address in plan.runbook.contacts}
    for called in (role, *_ALSO.get(role, ())):
        if address := contacts.get(_plain(called)):
            return address
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _response(plan: Plan, alerts: Iterable[Alert]) -> Iterator[tuple[Markdown, Markdown]]:
    severities = {alert.severity for alert in alerts}
    policies = {policy.severity: policy for policy in plan.notifications.policies}
    for severity in SEVERITIES:
        if severity in severities and severity in policies:
            yield text(when(policies[severity].response)), _hears_first(plan, severity)
            return


def _hears_first(plan: Plan, severity: Severity) -> Markdown:
    routes = {route.severity: route for route in plan.notifications.routes}
    if severity in routes and not routes[severity].channels and routes[severity].digests:
        return Markdown("whoever reads the digest")
    return whom(plan, "whoever is on call")


def _step(plan: Plan, step: Escalation) -> Markdown:
    return prose("{} call {}", _when(step), whom(plan, step.to))


def _when(step: Escalation) -> Markdown:
    if not step.after:
        return Markdown("at once")
    return prose("after {}", text(figures.duration(step.after)))


def _somebody(plan: Plan) -> Markdown:
    known = plan.owner or next((name for name, _ in plan.runbook.contacts), None)
    if known is None:
        return Markdown(
            "call the owner of the service (nobody is named: `owner:` in operations.yaml does)."
        )
    return prose("call {}.", whom(plan, known))
