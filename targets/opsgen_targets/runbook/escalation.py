"""Whom to call, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsgen.plan import SEVERITIES, Alert, Plan
from opsgen.plan.procedures import Escalation, Procedure
from opsgen_targets.runbook import figures
from opsgen_targets.runbook.kinds import kind_of
from opsgen_targets.runbook.markup import Markdown, join, prose, table, text


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
    rows += [(_after(step), whom(plan, step.to)) for step in procedure.escalation]
    return table(("After", "Who"), rows) if rows else Markdown("")


def whom(plan: Plan, name: str) -> Markdown:
    """A name, with its address when it is one of the contacts."""
    address = dict(plan.runbook.contacts).get(name)
    return prose("{} ({})", text(name), text(address)) if address else text(name)


def _response(plan: Plan, alerts: Iterable[Alert]) -> Iterator[tuple[Markdown, Markdown]]:
    severities = {alert.severity for alert in alerts}
    policies = {policy.severity: policy for policy in plan.notifications.policies}
    for severity in SEVERITIES:
        if severity in severities and severity in policies:
            response = text(policies[severity].response)
            yield Markdown("0s"), prose("whoever is on call; respond: {}", response)
            return


def _step(plan: Plan, step: Escalation) -> Markdown:
    if not step.after:
        return prose("at once call {}", whom(plan, step.to))
    return prose("after {} call {}", _after(step), whom(plan, step.to))


def _after(step: Escalation) -> Markdown:
    return text(figures.duration(step.after))


def _somebody(plan: Plan) -> Markdown:
    known = plan.owner or next((name for name, _ in plan.runbook.contacts), None)
    if known is None:
        return Markdown("write `owner:` in operations.yaml, so that it stands here who.")
    return prose("call {}.", whom(plan, known))
