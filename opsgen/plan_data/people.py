"""Who hears what, and what they do about it, as plain data. No secret is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsgen.artifacts import runbook_anchor
from opsgen.plan import Channel, Digest, Plan, SecretFile
from opsgen.plan.notifications import SeverityPolicy
from opsgen.plan.procedures import Procedure
from opsgen.plan_data.alerts import procedure_url
from opsgen.plan_data.shape import (
    ChannelData,
    DigestData,
    NamedLinkData,
    PolicyData,
    ProcedureData,
    RunbookData,
)


def channel_data(channel: Channel) -> ChannelData:
    """Not its settings: what is no secret in one tool may be one in another."""
    return {
        "name": channel.name,
        "type": channel.type,
        "severities": list(channel.severities),
        "digest": None if channel.digest is None else _digest(channel.digest),
        "watchdog": channel.watchdog,
        "send_resolved": channel.send_resolved,
        "secrets": sorted(_secrets(channel)),
    }


def _digest(digest: Digest) -> DigestData:
    return {"form": digest.form, "at_minute": digest.at_minute, "every": digest.every}


def _secrets(channel: Channel) -> Iterator[str]:
    for _, setting in channel.settings:
        if isinstance(setting, SecretFile):
            yield setting.name


def policy_data(policy: SeverityPolicy, plan: Plan) -> PolicyData:
    routes = [route for route in plan.notifications.routes if route.severity == policy.severity]
    return {
        "severity": policy.severity,
        "response": policy.response,
        "hold": policy.hold,
        "repeat": policy.repeat_interval,
        "channels": [name for route in routes for name in route.channels],
        "digests": [name for route in routes for name in route.digests],
    }


def runbook_data(plan: Plan) -> RunbookData:
    runbook = plan.runbook
    return {
        "procedures": [_procedure(one, plan) for one in runbook.procedures],
        "contacts": _links(runbook.contacts),
        "dashboards": _links(runbook.dashboards),
        "logs": list(runbook.logs),
        "decisions": [
            {
                "id": one.id,
                "title": one.title,
                "decision": one.decision,
                "rationale": one.rationale,
                "date": one.date,
            }
            for one in runbook.decisions
        ],
    }


def _procedure(procedure: Procedure, plan: Plan) -> ProcedureData:
    return {
        "id": procedure.id,
        "title": procedure.title,
        "anchor": runbook_anchor(procedure.id),
        "url": procedure_url(plan, procedure.id),
        "alerts": list(procedure.alerts),
        "symptoms": list(procedure.symptoms),
        "diagnosis": list(procedure.diagnosis),
        "resolution": [
            {"cause": remedy.cause, "action": remedy.action} for remedy in procedure.resolution
        ],
        "escalation": [{"after": step.after, "to": step.to} for step in procedure.escalation],
        "first_command": procedure.first,
        "generated": procedure.generated,
    }


def _links(pairs: Iterable[tuple[str, str]]) -> list[NamedLinkData]:
    return [{"name": name, "value": value} for name, value in pairs]
