"""What an operations.yaml means, as frozen data. Holds no PromQL, no YAML, no pydantic."""

from opsgen.plan.alerts import SEVERITIES, Alert, Severity, Signal
from opsgen.plan.conditions import All, AnyOf, AtTime, Compare, Condition, Holds
from opsgen.plan.notifications import Channel, Digest, Notifications, Route, SecretFile
from opsgen.plan.origin import Default, Origin
from opsgen.plan.plan import Links, Plan, Version
from opsgen.plan.values import Matcher, Selector, Value

__all__ = [
    "SEVERITIES",
    "Alert",
    "All",
    "AnyOf",
    "AtTime",
    "Channel",
    "Compare",
    "Condition",
    "Default",
    "Digest",
    "Holds",
    "Links",
    "Matcher",
    "Notifications",
    "Origin",
    "Plan",
    "Route",
    "SecretFile",
    "Selector",
    "Severity",
    "Signal",
    "Value",
    "Version",
]
