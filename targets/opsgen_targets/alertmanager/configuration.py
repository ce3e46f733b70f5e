"""The configuration as data: whole, or this service's part of a shared one."""

from __future__ import annotations

from opsgen.artifacts import YamlNode
from opsgen.plan import Plan
from opsgen_targets.alertmanager.digests import time_intervals
from opsgen_targets.alertmanager.inhibition import inhibit_rules
from opsgen_targets.alertmanager.receivers import receiver_nodes
from opsgen_targets.alertmanager.routes import root, subtree


def configuration(plan: Plan, whole: bool) -> dict[str, YamlNode]:
    """A fragment is a whole configuration without what can be there once only: the root."""
    intervals = time_intervals(plan)
    return {
        "route": root(plan) if whole else {"routes": [subtree(plan)]},
        "receivers": receiver_nodes(plan),
        "inhibit_rules": inhibit_rules(plan),
        **({"time_intervals": intervals} if intervals or not whole else {}),
    }
