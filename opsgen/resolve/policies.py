"""How fast each severity is: the language's table, with the user's overrides."""

from __future__ import annotations

from opsgen.diagnostics import Path
from opsgen.diagnostics.rules import names as rules
from opsgen.plan import SEVERITIES, Severity
from opsgen.plan.notifications import SeverityPolicy
from opsgen.resolve.context import Context
from opsgen.resolve.windows import check_multiple
from opsgen.spec import Alerting
from opsgen.units import format_duration

TIMING = "timing"
_MINUTE, _HOUR = 60, 3600
DEFAULTS: dict[Severity, SeverityPolicy] = {
    "critical": SeverityPolicy("critical", "immediate", 2 * _MINUTE, 30, 5 * _MINUTE, _HOUR),
    "high": SeverityPolicy("high", "15m", 5 * _MINUTE, 30, 5 * _MINUTE, 4 * _HOUR),
    "medium": SeverityPolicy("medium", "1h", 10 * _MINUTE, 60, 5 * _MINUTE, 12 * _HOUR),
    "low": SeverityPolicy("low", "next day", 30 * _MINUTE, 60, 5 * _MINUTE, 24 * _HOUR),
}
RETENTION = 120 * _HOUR
"""For which an Alertmanager remembers what it told, as it is started by default."""
_TIMES = {
    "for": "hold",
    "group_wait": "group_wait",
    "group_interval": "group_interval",
    "repeat_interval": "repeat_interval",
}


def resolve_policies(
    alerting: Alerting, evaluation: int, context: Context
) -> dict[Severity, SeverityPolicy]:
    """The policy of every severity, the worst first. `evaluation` is the interval in seconds."""
    policies: dict[Severity, SeverityPolicy] = {}
    for severity in SEVERITIES:
        default, own = DEFAULTS[severity], alerting.severities.get(severity)
        left_open: list[str] = []
        response, chosen = default.response, {}
        if own is not None and own.response is not None:
            response = own.response
        else:
            left_open.append(f"response {response}")
        for key, field in _TIMES.items():
            given = getattr(own, "for_" if key == "for" else key) if own is not None else None
            chosen[field] = getattr(default, field) if given is None else given
            if given is None:
                left_open.append(f"{key} {format_duration(chosen[field])}")
        if own is not None and own.for_ is not None:
            check_multiple(own.for_, evaluation, (*own.path, "for"), context)
        policies[severity] = policy = SeverityPolicy(severity, response, **chosen)
        if own is not None:
            _check_repeat(policy, own.path, context)
        if left_open:
            because = f"how urgent {severity} is; `alerting.severities` overrides"
            path = ("alerting", "severities", severity)
            context.default(severity, TIMING, ", ".join(left_open), path, because)
    return policies


def _check_repeat(policy: SeverityPolicy, path: Path, context: Context) -> None:
    """Alertmanager looks at what to repeat once per group interval, and forgets what it told."""
    where = next(
        (
            (*path, key)
            for key in ("repeat_interval", "group_interval")
            if context.wrote(*path, key)
        ),
        None,
    )
    if where is None:
        return
    again, between = map(format_duration, (policy.repeat_interval, policy.group_interval))
    if policy.repeat_interval < policy.group_interval:
        message = f"nothing is repeated every {again}: a group is looked at every {between}"
        help = f"write `repeat_interval: {between}`, or a shorter `group_interval`"
        context.report(rules.REPEAT_UNKEPT, where, message, help=help)
    if policy.repeat_interval > RETENTION:
        kept = format_duration(RETENTION)
        message = f"after {kept} an Alertmanager forgets what it told, and tells it again"
        help = f"start it with `--data.retention={again}` or longer, or repeat sooner"
        context.report(rules.REPEAT_FORGOTTEN, where, message, help=help)


def keep_firing(alerting: Alerting, severity: Severity) -> int:
    """Seconds for which an alert stays after its condition ended, 0 unless somebody said so."""
    own = alerting.severities.get(severity)
    return (own.keep_firing_for if own is not None else None) or 0
