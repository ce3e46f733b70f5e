"""Procedures: the user's, and one for every alert that has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from opsgen.diagnostics.rules import names as rules
from opsgen.diagnostics.suggest import nearest
from opsgen.plan import SEVERITIES, Alert
from opsgen.plan.alerts import Severity
from opsgen.plan.notifications import SeverityPolicy
from opsgen.plan.procedures import Decision, Escalation, Procedure, Remedy, Runbook
from opsgen.resolve.commands import first_command
from opsgen.resolve.context import Context
from opsgen.resolve.policies import DEFAULTS
from opsgen.spec import Operations
from opsgen.spec import Procedure as ProcedureSpec
from opsgen.spec import Runbook as RunbookSpec
from opsgen.units import format_duration

MINUTE, HOUR = 60, 3600
Level = Severity | Literal["none"]
INCIDENT = "the incident lead: declare an incident"
_LENGTHS = {"s": 1, "m": MINUTE, "h": HOUR, "d": 24 * HOUR, "w": 7 * 24 * HOUR}
_LENGTH = re.compile(r"([0-9]+)\s*([smhdw])")
_DAYS = re.compile("day|week|morning|tomorrow")
_PATIENCE: dict[Severity, tuple[int, int]] = {
    "critical": (15 * MINUTE, 30 * MINUTE),
    "high": (30 * MINUTE, 60 * MINUTE),
    "medium": (2 * HOUR, 8 * HOUR),
    "low": (24 * HOUR, 72 * HOUR),
}
"""Twice and four times the response, where the language's table has a time for it."""


def resolve_runbook(
    spec: Operations,
    alerts: Sequence[Alert],
    policies: Mapping[Severity, SeverityPolicy],
    context: Context,
) -> tuple[Runbook, tuple[Alert, ...]]:
    """The runbook, and the alerts with the procedure that each of them opens."""
    given = spec.runbook or RunbookSpec.model_validate({})
    worst = {alert.name: alert.severity for alert in alerts}
    whom = _whom(spec.owner, given.contacts)
    own = [_procedure(procedure, worst, policies, whom, context) for procedure in given.procedures]
    _check_alerts(given, alerts, context)
    answered = {name: p.id for p in reversed(own) for name in p.alerts}
    ids = {procedure.id for procedure in own}
    linked: list[Alert] = []
    made: list[Procedure] = []
    for alert in alerts:
        wanted = alert.procedure
        generated = f"PROC-{alert.name}"
        if wanted != generated and wanted not in ids:
            _unknown_procedure(alert, ids, context)
            wanted = generated
        if wanted == generated:
            wanted = answered.get(alert.name, generated)
        linked.append(replace(alert, procedure=wanted))
        if wanted == generated and generated not in ids:
            policy = None if alert.severity == "none" else policies.get(alert.severity)
            made.append(_generated(alert, _patience(policy, whom), context))
    decisions = tuple(
        Decision(d.id, d.decision, d.rationale, d.date, d.title) for d in spec.decisions
    )
    runbook = Runbook(
        tuple(own + made),
        tuple(sorted(given.contacts.items())),
        _titled(given.dashboards),
        tuple(f"{title}: {text}" if title else text for title, text in _titled(given.logs)),
        decisions,
    )
    return runbook, tuple(linked)


def _whom(owner: str | None, contacts: Mapping[str, str]) -> str:
    # The first by name: the order of a map means nothing.
    return owner or min(contacts, default=None) or "the owner of the service"


def _procedure(
    spec: ProcedureSpec,
    severities: Mapping[str, Level],
    policies: Mapping[Severity, SeverityPolicy],
    whom: str,
    context: Context,
) -> Procedure:
    diagnosis = _lines(spec.diagnosis)
    escalation = tuple(Escalation(step.after, step.to) for step in spec.escalation)
    if not escalation:
        answers = {severities[name] for name in spec.alerts if name in severities}
        worst = next((severity for severity in SEVERITIES if severity in answers), None)
        policy = None if worst is None else policies.get(worst)
        escalation = _patience(policy, whom)
        if policy is not None:
            said = " \u00b7 ".join(f"{format_duration(e.after)}: {e.to}" for e in escalation)
            because = f"no `escalation` is given; as every {worst} alert"
            context.default(spec.id, "escalation", said, spec.path, because)
    return Procedure(
        spec.id,
        spec.title,
        tuple(spec.alerts),
        _lines(spec.symptoms),
        diagnosis,
        tuple(Remedy(remedy.if_, remedy.then) for remedy in spec.resolution),
        escalation,
        first_command(diagnosis),
        False,
        context.origin(spec.path),
    )


def _patience(policy: SeverityPolicy | None, whom: str) -> tuple[Escalation, ...]:
    """Whom to call, and after how long without a fix: never before somebody must respond."""
    if policy is None:
        return ()
    first, second = _waits(policy)
    steps = [Escalation(first, whom)]
    if policy.severity in SEVERITIES[:2]:
        steps.append(Escalation(second, INCIDENT))
    return tuple(steps)


def _waits(policy: SeverityPolicy) -> tuple[int, int]:
    """Seconds to the first and the second step; the response is prose, read as far as it can be."""
    said = policy.response.casefold()
    if said == DEFAULTS[policy.severity].response:
        return _PATIENCE[policy.severity]
    lengths = [int(figure) * _LENGTHS[unit] for figure, unit in _LENGTH.findall(said)]
    if any(lengths):
        return 2 * sum(lengths), 4 * sum(lengths)
    return _PATIENCE["low" if _DAYS.search(said) else policy.severity]


def _generated(alert: Alert, escalation: tuple[Escalation, ...], context: Context) -> Procedure:
    because = "no procedure of the file answers this alert"
    return Procedure(
        alert.procedure,
        alert.name,
        (alert.name,),
        (),
        (),
        (),
        escalation,
        None,
        True,
        context.origin(alert.origin.path, because),
    )


def _check_alerts(given: RunbookSpec, alerts: Sequence[Alert], context: Context) -> None:
    names = {alert.name for alert in alerts}
    failed = set(context.broken_items("metrics", "monitoring", "metrics"))
    # Any name may be that of a metric's alert, or of `service_down`.
    if context.is_broken("metrics", "") or context.refused.is_lost(
        ("monitoring", "defaults", "job")
    ):
        names = {*names, *(name for each in given.procedures for name in each.alerts)}
    answered: dict[str, str] = {}
    for procedure in given.procedures:
        for index, name in enumerate(procedure.alerts):
            _check_answered_once(name, procedure, index, answered, context)
            if name in names or context.is_broken("alerts", name):
                continue
            if any(name.startswith(f"{metric}_") for metric in failed):
                continue
            close = nearest(name, names)
            help = f"did you mean `{close[0]}`?" if close else "name an alert that is built"
            path = (*procedure.path, "alerts", index)
            context.report(rules.UNKNOWN_ALERT, path, f"there is no alert `{name}`", help=help)


def _check_answered_once(
    name: str, procedure: ProcedureSpec, index: int, answered: dict[str, str], context: Context
) -> None:
    """An alert's link opens one procedure: `answered` holds which, by the alert's name."""
    other = answered.setdefault(name, procedure.id)
    if other == procedure.id:
        return
    context.report(
        rules.ANSWERED_TWICE,
        (*procedure.path, "alerts", index),
        f"`{name}` is answered by `{other}` already, which its link opens",
        help=f"name it in one of them, or set `runbook: {procedure.id}` on the alert",
    )


def _unknown_procedure(alert: Alert, ids: Iterable[str], context: Context) -> None:
    if context.is_broken("procedures", alert.procedure):
        return
    close = nearest(alert.procedure, ids)
    help = f"did you mean `{close[0]}`?" if close else "name a procedure's id, or a whole address"
    path = alert.origin.path
    if "alert_threshold" in path:  # The alert stands at its threshold, the key beside it.
        path = path[: path.index("alert_threshold")]
    if context.wrote(*path, "runbook"):
        path = (*path, "runbook")
    message = f"there is no procedure `{alert.procedure}`"
    context.report(rules.UNKNOWN_PROCEDURE, path, message, help=help)


def _lines(text: str | list[str] | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def _titled(
    places: str | list[str] | dict[str, str] | None,
) -> tuple[tuple[str, str], ...]:
    if places is None:
        return ()
    if isinstance(places, dict):
        return tuple(sorted(places.items()))
    listed = [places] if isinstance(places, str) else places
    return tuple(("", place) for place in listed)
