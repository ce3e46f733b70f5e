"""Signals, alerts and what they say, as plain data."""

from __future__ import annotations

from opsgen.artifacts import runbook_anchor
from opsgen.artifacts.figures import figure
from opsgen.plan import Alert, Plan, Signal
from opsgen.plan.alerts import LabelPart, Message, MessagePart, TextPart, ThresholdPart, ValuePart
from opsgen.plan.conditions import comparisons
from opsgen.plan_data.measured import Measured, limit_of
from opsgen.plan_data.shape import AlertData, MessageData, MessagePartData, SignalData
from opsgen.plan_data.words import condition_text, limit_text
from opsgen.promql.first import first_command

_NO_COMMAND = ("digest", "watchdog")
"""They tell of no trouble of their own, so there is nothing to look at first."""


def signal_data(signal: Signal, measured: Measured) -> SignalData:
    return {
        "id": signal.id,
        "name": signal.name,
        "type": signal.type,
        "description": signal.description,
        "value": measured.value(signal.value),
        "thresholds": [
            {
                "severity": severity,
                "op": compare.op,
                "limit": limit_of(compare),
                "text": f"{compare.op} {limit_text(compare.left, compare.right)}",
            }
            for severity, compare in signal.thresholds
        ],
        "no_data": signal.no_data,
        "guessed": list(signal.guessed),
    }


def alert_data(alert: Alert, plan: Plan, measured: Measured) -> AlertData:
    first = next(comparisons(alert.condition), None)
    route = next((one for one in plan.notifications.routes if one.severity == alert.severity), None)
    return {
        "name": alert.name,
        "cause": alert.cause,
        "severity": alert.severity,
        "text": condition_text(alert.condition),
        "promql": measured.promql(alert.condition),
        "condition": measured.condition(alert.condition),
        "measured": None if first is None else measured.value(first.left),
        "op": None if first is None else first.op,
        "threshold": None if first is None else limit_of(first),
        "hold": alert.hold,
        "keep_firing": alert.keep_firing,
        "by": list(alert.by),
        "labels": dict(sorted(alert.labels)),
        "message": message_data(alert.message),
        "description": message_data(alert.description),
        "annotations": {name: message_data(text) for name, text in sorted(alert.annotations)},
        "signal": alert.signal,
        "procedure": alert.procedure,
        "runbook_url": alert.runbook or procedure_url(plan, alert.procedure),
        "first_command": _first_command(alert, plan),
        "channels": [] if route is None else list(route.channels),
        "digests": [] if route is None else list(route.digests),
    }


def message_data(message: Message) -> MessageData:
    return {
        "text": "".join(_part_text(part) for part in message),
        "parts": [_part(part) for part in message],
    }


def procedure_url(plan: Plan, id: str) -> str:
    """Where the runbook tells what to do."""
    return f"{plan.links.runbook}#{runbook_anchor(id)}"


def _first_command(alert: Alert, plan: Plan) -> str | None:
    if alert.cause in _NO_COMMAND:
        return None
    procedure = next((one for one in plan.runbook.procedures if one.id == alert.procedure), None)
    return first_command(alert, procedure, plan)


def _part_text(part: MessagePart) -> str:
    match part:
        case TextPart(text):
            return text
        case LabelPart(label):
            return "{" + label + "}"
        case ValuePart():
            return "{value}"
        case ThresholdPart(value, unit):
            return figure(value, unit)


def _part(part: MessagePart) -> MessagePartData:
    match part:
        case TextPart(text):
            return {"kind": "text", "text": text}
        case LabelPart(label):
            return {"kind": "label", "label": label}
        case ValuePart(unit):
            return {"kind": "value", "unit": unit.name}
        case ThresholdPart(value, unit):
            return {"kind": "threshold", "text": figure(value, unit)}
