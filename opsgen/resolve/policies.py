"""How fast each severity is: the language's table, with the user's overrides."""

from __future__ import annotations

from opsgen.plan import SEVERITIES, Severity
from opsgen.plan.notifications import SeverityPolicy
from opsgen.resolve.context import Context
from opsgen.spec import Alerting

_MINUTE, _HOUR = 60, 3600
DEFAULTS: dict[Severity, SeverityPolicy] = {
    "critical": SeverityPolicy("critical", "immediate", 2 * _MINUTE, 30, 5 * _MINUTE, _HOUR),
    "high": SeverityPolicy("high", "15m", 5 * _MINUTE, 30, 5 * _MINUTE, 4 * _HOUR),
    "medium": SeverityPolicy("medium", "1h", 10 * _MINUTE, 60, 5 * _MINUTE, 12 * _HOUR),
    "low": SeverityPolicy("low", "next day", 30 * _MINUTE, 60, 5 * _MINUTE, 24 * _HOUR),
}


def resolve_policies(alerting: Alerting, context: Context) -> dict[Severity, SeverityPolicy]:
    """The policy of every severity, the worst first."""
    policies: dict[Severity, SeverityPolicy] = {}
    for severity in SEVERITIES:
        default, own = DEFAULTS[severity], alerting.severities.get(severity)
        if own is None:
            policies[severity] = default
            continue
        policies[severity] = SeverityPolicy(
            severity,
            own.response or default.response,
            default.hold if own.for_ is None else own.for_,
            default.group_wait if own.group_wait is None else own.group_wait,
            own.group_interval or default.group_interval,
            own.repeat_interval or default.repeat_interval,
        )
    return policies


def keep_firing(alerting: Alerting, severity: Severity) -> int:
    own = alerting.severities.get(severity)
    return (own.keep_firing_for if own is not None else None) or 0
