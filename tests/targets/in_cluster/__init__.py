"""Files and plans on which both targets for a cluster's controllers are tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from opsgen.api import compile_text
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Plan
from opsgen.plan.gate import Gate
from opsgen.target import Emit, TargetOptions

METRICS = """\
service: my_shop
links: {prometheus: "http://prometheus.monitoring:9090/a"}
monitoring:
  defaults: {job: shop}
  metrics:
    - {name: latency, type: histogram, by: [route], buckets: [0.1, 0.5, 2, 10]}
    - {name: error_rate, type: counter, numerator: 'requests_total{status="500"}',
       denominator: requests_total}
    - {name: queue, type: gauge, unit: count}
    - {name: capacity, type: gauge, unit: count, by: [route]}
    - {name: used, type: gauge, unit: count, by: [route]}
"""
STEPS = "deploy_canary_10_percent, monitor_30_minutes, gradual_rollout, full_deployment"
SWITCH = "deploy_idle, monitor_10_minutes, switch_traffic, monitor_5_minutes"


def spec(steps: str = STEPS, gate: str = "", rollback: str = "automatic: true", **more: str) -> str:
    """`gate` is the body of a flow map; `more` are keys of the stage."""
    keys = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        METRICS
        + "pipeline:\n"
        + "  stages:\n"
        + f"    - {{name: production, steps: [{steps}]{keys}}}\n"
        + (f"  gate: {{{gate}}}\n" if gate else "")
        + f'  rollback: {{{rollback}, trigger: "error_rate > 5%", command: make back}}\n'
    )


RICH = (
    "tracks: {label: track}, "
    'checks: ["p99_latency > 2s", {condition: "queue > 100", observe: true}, '
    '"queue > 10 and error_rate > 1%", "queue >= 50 or absent(queue)", "used > capacity"], '
    "compare: [{metric: error_rate, min_delta: 1%}]"
)


@cache
def plan_of(text: str) -> Plan:
    compiled = compile_text(text, targets=False)
    assert compiled.plan is not None, [found.message for found in compiled.diagnostics]
    return compiled.plan


def gate_of(plan: Plan) -> Gate:
    assert plan.rollout is not None
    assert plan.rollout.gate is not None
    return plan.rollout.gate


def told(target: Any, text: str, options: TargetOptions) -> list[Diagnostic]:
    """What the target reports of a file."""
    out = Emit(target.name)
    target.check(plan_of(text), options, out)
    return out.diagnostics


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found]
