"""What the target makes of a pipeline, as text and as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from opsgen.api import compile_text
from opsgen.artifacts import render
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.github_actions import GithubActionsOptions, target

DEPLOY, BACK = ".github/workflows/shop-deploy.yml", ".github/workflows/shop-rollback.yml"
PLAN, GATE = "ops/deploy/production.json", "ops/deploy/gate.py"

_SERVICE = """\
service: shop
monitoring:
  defaults: {job: shop}
  metrics:
    - name: error_rate
      type: counter
      numerator: 'http_requests_total{status=~"5.."}'
      denominator: http_requests_total
"""
CANARY = "deploy_canary_10_percent, monitor_5_minutes, gradual_rollout, full_deployment"
AUTOMATIC = 'rollback: {automatic: true, trigger: "error_rate > 5%"}'


def pipeline(
    stages: str,
    steps: str = "{}",
    rollback: str = AUTOMATIC,
    gate: str = "gate: {tracks: {label: track}}",
    top: str = "",
) -> str:
    """A service with these `stages`, one a line without its dash."""
    lines = "".join(f"    - {line}\n" for line in stages.strip().splitlines())
    parts = "".join(f"  {part}\n" for part in (gate, rollback) if part)
    return f"{_SERVICE}{top}pipeline:\n  steps: {steps}\n{parts}  stages:\n{lines}"


def canary(more: str = "", **parts: str) -> str:
    """One stage, `production`, with the canary's steps."""
    return pipeline(f"{{name: production, strategy: canary, steps: [{CANARY}]{more}}}", **parts)


def plan_of(text: str) -> Plan:
    compilation = compile_text(text, targets=False)
    assert compilation.plan is not None, compilation.diagnostics
    return compilation.plan


def emitted(text: str, **options: Any) -> dict[str, str]:
    """The files by path. The spec must give no diagnostic of this target."""
    out, chosen, plan = Emit("github_actions"), GithubActionsOptions(**options), plan_of(text)
    target.check(plan, chosen, out)
    assert out.diagnostics == []
    return {each.path: render(each).decode() for each in target.emit(plan, chosen, out)}


def reported(text: str, **options: Any) -> list[Diagnostic]:
    out = Emit("github_actions")
    target.check(plan_of(text), GithubActionsOptions(**options), out)
    return out.diagnostics


def workflow(text: str, path: str = DEPLOY, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(emitted(text, **options)[path])
    return found


def jobs(text: str, path: str = DEPLOY, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = workflow(text, path, **options)["jobs"]
    return found


def step(job: Mapping[str, Any], id: str) -> dict[str, Any]:
    (found,) = [each for each in job["steps"] if each.get("id") == id]
    return dict(found)


def ids(job: Mapping[str, Any]) -> list[str]:
    return [each["id"] for each in job["steps"] if "id" in each]
