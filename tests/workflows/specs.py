"""Services whose rollouts take seconds: durations are data, so nothing else is other than real."""

from __future__ import annotations

from functools import cache

from opsgen.artifacts import render
from opsgen.target import Emit
from opsgen_targets.github_actions import GithubActionsOptions, target
from tests.targets.prometheus.worlds import plan_of
from tests.workflows.runner.read import Workflow, read

METRICS = """\
service: shop
monitoring:
  defaults: {job: shop, scrape_interval: 1s, window: 4s}
  metrics:
    - name: error_rate
      type: counter
      numerator: 'http_requests_total{status=~"5.."}'
      denominator: http_requests_total
    - {name: latency, type: histogram, series: http_seconds, unit: s, buckets: [0.1, 1, 2, 10]}
    - {name: queue_depth, type: gauge}
"""

_PIPELINE = """\
pipeline:
  steps:
    push_image: {run: 'echo "image=shop:1" >> "$GITHUB_OUTPUT"', outputs: [image]}
GATE  rollback: {automatic: AUTOMATIC, trigger: "error_rate > 5%"}
  stages:
    - {name: test, steps: [unit_tests]}
    - {name: build, steps: [push_image]}
    - {name: staging, environment: staging, steps: [deploy_to_staging]}
    - name: production
      strategy: STRATEGY
      steps: STEPS
"""

_GATE = """\
  gate:
    tracks: {label: track}
    checks: ["p99_latency > 2s", "queue_depth > 100"]
    interval: 1s
    delay: 2s
    hold: 4s
    inconclusives: 2
    errors_in_a_row: 2
"""

STEPS = {
    "canary": "deploy_canary_10_percent, monitor_6_seconds, gradual_rollout, full_deployment",
    "blue_green": "deploy_idle, monitor_6_seconds, switch_traffic, monitor_6_seconds",
    "rolling": "rolling_batch_50_percent, monitor_6_seconds, rolling_batch_100_percent, "
    "monitor_6_seconds",
}


def spec(strategy: str, automatic: bool = True) -> str:
    """Watched at every step."""
    return _spec(strategy, automatic, STEPS[strategy], _GATE)


def watched(steps: str, strategy: str) -> str:
    """Steps of any names, watched by the same gate."""
    return _spec(strategy, True, steps, _GATE)


def comparing(steps: str) -> str:
    """A canary of these steps whose share of errors must not be worse than the stable version's."""
    return _spec("canary", True, steps, _GATE + "    compare: [error_rate]\n")


def unwatched(steps: str, automatic: bool = True, strategy: str = "canary") -> str:
    """A rollout of these steps, with no gate to ask."""
    return _spec(strategy, automatic, steps, "")


def _spec(strategy: str, automatic: bool, steps: str, gate: str) -> str:
    pipeline = _PIPELINE.replace("GATE", gate).replace("STRATEGY", strategy)
    pipeline = pipeline.replace("STEPS", f"[{steps}]")
    return METRICS + pipeline.replace("AUTOMATIC", str(automatic).lower())


@cache
def files(text: str) -> dict[str, bytes]:
    """What the target writes for it, by path; a spec that does not compile is an AssertionError."""
    out, options = Emit("github_actions"), GithubActionsOptions()
    plan = plan_of(text)
    target.check(plan, options, out)
    made = {each.path: render(each) for each in target.emit(plan, options, out)}
    assert out.diagnostics == []
    return made


DEPLOY, BACK = ".github/workflows/shop-deploy.yml", ".github/workflows/shop-rollback.yml"


def workflow(text: str, path: str = DEPLOY) -> Workflow:
    return read(files(text)[path].decode())
