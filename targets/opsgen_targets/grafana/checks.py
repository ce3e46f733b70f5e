"""What the target cannot show, and options that it cannot take."""

from __future__ import annotations

from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.grafana import GrafanaOptions


def check(plan: Plan, options: GrafanaOptions, out: Emit) -> None:
    """Nothing yet is beyond a dashboard."""
