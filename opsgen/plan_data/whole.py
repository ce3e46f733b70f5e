"""A plan to plain data."""

from __future__ import annotations

from opsgen.plan import Plan
from opsgen.plan_data.alerts import alert_data, signal_data
from opsgen.plan_data.delivery import drift_data, logging_data, rollout_data, tracing_data
from opsgen.plan_data.measured import Measured
from opsgen.plan_data.people import channel_data, policy_data, runbook_data
from opsgen.plan_data.shape import PlanData
from opsgen.promql.lower import inline


def to_data(plan: Plan) -> PlanData:
    """Maps, lists, texts, whole numbers, booleans and null; every call gives its own."""
    measured = Measured(inline(plan))
    links, logging, tracing = plan.links, plan.telemetry.logging, plan.telemetry.tracing
    return {
        "version": 1,
        "service": plan.service,
        "owner": plan.owner,
        "description": plan.description,
        "labels": dict(sorted(plan.labels)),
        "links": {
            "repository": links.repository,
            "dashboards": links.dashboards,
            "prometheus": links.prometheus,
            "alertmanager": links.alertmanager,
            "runbook": links.runbook,
        },
        "engines": {
            name: ".".join(map(str, version)) for name, version in sorted(plan.engines.items())
        },
        "job": plan.job,
        "scrape_interval": plan.scrape_interval,
        "evaluation_interval": plan.evaluation_interval,
        "signals": [signal_data(signal, measured) for signal in plan.signals],
        "alerts": [alert_data(alert, plan, measured) for alert in plan.alerts],
        "channels": [channel_data(channel) for channel in plan.notifications.channels],
        "severities": [policy_data(policy, plan) for policy in plan.notifications.policies],
        "runbook": runbook_data(plan),
        "rollout": None if plan.rollout is None else rollout_data(plan.rollout, measured),
        "drift": None if plan.drift is None else drift_data(plan.drift),
        "logging": None if logging is None else logging_data(logging),
        "tracing": None if tracing is None else tracing_data(tracing),
    }
