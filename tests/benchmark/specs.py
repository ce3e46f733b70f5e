"""Specifications of any size, of all the kinds of alerts that services have."""

from __future__ import annotations

HEAD = """\
service: bench
links: {repository: "https://example.com/bench"}
monitoring:
  defaults: {job: bench, scrape_interval: 15s, evaluation_interval: 30s, by: [model]}
  metrics:
"""

METRICS = (
    """\
    - name: errors_{n}
      type: counter
      numerator: 'http_requests_{n}_total{{status=~"5.."}}'
      denominator: http_requests_{n}_total
      by: [model, route]
      min_traffic: 10
      alert_threshold: ">5%"
      message: "{{value}} of the requests to {{route}} fail (limit {{threshold}})"
""",
    """\
    - name: duration_{n}_p99
      type: histogram
      series: request_{n}_duration_seconds
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10]
      alert_threshold: ">2.5s"
      severity: high
""",
    """\
    - name: queue_{n}
      type: gauge
      series: worker_{n}_queue_length
      unit: count
      aggregate: sum
      alert_threshold: ">{n}"
""",
    """\
    - name: restarts_{n}
      type: counter
      series: worker_{n}_restarts_total
      unit: count
      alert_threshold: ">5/min"
      severity: low
""",
)

ALERTING = """\
alerting:
  channels:
    - name: chat
      type: slack
      webhook: "${CHAT_WEBHOOK}"
      severity: [critical, high, medium, low]
      watchdog: true
"""

ALERTS = (
    """\
    - name: errors_{n}_above_usual
      condition: "errors_{n} > 3 * baseline(errors_{n}, 1d)"
      severity: high
      message: "{{route}} fails three times as often as yesterday"
""",
    """\
    - name: queue_{n}_odd
      condition: "zscore(queue_{n}, 1d) > 4 and queue_{n} > 10"
      severity: medium
      message: "the queue of {{model}} is unusual"
""",
)


UNPROVEN = "targets: {prometheus: {tests: false}}\n"


def spec(alerts: int, *, proof: bool = True) -> str:
    """An operations.yaml that asks for `alerts` alerts: two thirds thresholds, one declared.

    Without `proof` its build writes no tests of the rules.
    """
    rounds, rest = divmod(alerts, len(METRICS) + len(ALERTS))
    metrics = [part.format(n=n) for n in range(rounds) for part in METRICS]
    metrics += [part.format(n=rounds) for part in METRICS[:rest]]
    declared = [part.format(n=n) for n in range(rounds) for part in ALERTS]
    declared += [part.format(n=rounds) for part in ALERTS[: max(0, rest - len(METRICS))]]
    section = ["  alerts:\n", *declared] if declared else []
    return "".join([HEAD, *metrics, ALERTING, *section, "" if proof else UNPROVEN])
