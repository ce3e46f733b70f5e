"""Inputs on which a target is tried: one with nothing in it, one with all, one that is hostile."""

from __future__ import annotations

from opsgen.api import compile_text
from opsgen.plan import Plan

SECRET = "OPSGEN_CONTRACT_SECRET"
"""The name of every secret of the inputs; what stands in the environment under it is no output."""

BARE = "service: bare\n"

WHOLE = """\
service: whole
owner: search-team
description: Answers questions about documents.
labels: {team: search}
links: {repository: "https://example.com/whole", dashboards: "https://grafana.example.com"}
constants: {budget: 200 USD}
monitoring:
  defaults: {job: whole}
  metrics:
    - {name: latency_p95, type: histogram, by: [route], buckets: [0.1, 0.5, 2],
       alert_threshold: {medium: ">500ms", high: ">1s"}}
    - {name: error_rate, type: counter, alert_threshold: ">5%", min_traffic: 10}
    - {name: daily_cost, type: gauge, unit: USD, alert_threshold: ">budget"}
    - {name: queue_length, type: gauge, unit: count}
  logging: {level: INFO, sample_rate: 0.1, include_prompt: false, include_response: false}
  tracing: {enabled: true, sample_rate: 0.01}
drift_detection:
  reference_window: {type: training_data, path: data/reference.npy}
  test_window: {type: sliding, size_days: 7, slide_days: 1}
  tests:
    - {name: embedding_drift, type: mmd, threshold: 0.05}
  actions: {on_drift_detected: [{alert: chat}]}
alerting:
  channels:
    - {name: pager, type: pagerduty, routing_key: "${OPSGEN_CONTRACT_SECRET}",
       severity: [critical], watchdog: true}
    - {name: chat, type: slack, webhook: "${OPSGEN_CONTRACT_SECRET}",
       severity: [critical, high, medium]}
    - {name: digest, type: email, recipients: [team@example.com], severity: [low],
       frequency: daily}
  alerts:
    - {name: drifted, condition: "drift_p_value < 0.05", severity: medium,
       message: "Drift in {feature}"}
    - {name: unusual_errors, condition: "zscore(error_rate, 1d) > 4", severity: low,
       message: "{value} of the requests fail"}
pipeline:
  steps: {unit_tests: "pytest -q", deploy_to_staging: "./deploy staging"}
  stages:
    - {name: test, steps: [unit_tests]}
    - {name: staging, steps: [deploy_to_staging]}
    - {name: production, strategy: canary,
       steps: [deploy_canary_10_percent, monitor_30_minutes, full_deployment]}
  rollback: {automatic: true, trigger: "error_rate > 5%"}
runbook:
  procedures:
    - {id: PROC-001, title: Errors, alerts: [error_rate_medium], symptoms: ["Requests fail"],
       diagnosis: ["kubectl logs deploy/whole"],
       resolution: [{if: a bad release, then: roll back}],
       escalation: [{after: 30m, to: the lead}]}
decisions:
  - {id: OPS-001, decision: Watch symptoms, rationale: Fewer pages, date: "2026-01-31"}
"""

HOSTILE = r"""
service: hostile
description: "{{ x }} ${{ y }} {% z %} <script>alert(1)</script> `id` $(id) '\"\\ é 😀"
labels: {note: "a: b #c\n- d"}
monitoring:
  defaults: {job: "ho\"st\\ile"}
  metrics:
    - {name: errors, type: gauge, unit: count, series: "a:errors", by: [path],
       where: {path: "/{id}/\"x\"\\"}, alert_threshold: "> 5",
       description: "<!channel> {{ $labels.path }} | [x](javascript:1)"}
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${OPSGEN_CONTRACT_SECRET}", severity: [high, medium]}
  alerts:
    - {name: hostile_alert, condition: "errors > 10", severity: high,
       message: "{{ .Labels }} ${{ secrets.X }} <!here> \"quoted\" \\ $(id) on {path}: {value}"}
"""

TEXTS = (BARE, WHOLE, HOSTILE)


def plans() -> tuple[Plan, ...]:
    """The plan of each input."""
    compiled = [compile_text(text, targets=False) for text in TEXTS]
    return tuple(one.plan for one in compiled if one.plan is not None)
