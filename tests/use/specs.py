"""One operations.yaml in four states."""

from __future__ import annotations

GOOD = """\
service: demo
links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}
monitoring:
  defaults: {job: demo}
  metrics:
    - name: queue_length
      type: gauge
      series: demo_queue_length
      unit: count
      alert_threshold: "> 100"
alerting:
  channels:
    - name: chat
      type: pagerduty
      routing_key: "${CHAT_KEY}"
      severity: [critical, high, medium, low]
      watchdog: true
"""
CHANGED = GOOD.replace("> 100", "> 200")
"""As good, and its output differs."""

WARNED = GOOD.replace(
    'links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}\n', ""
)
"""One warning, OPS203."""

BROKEN = GOOD.replace("type: gauge", "type: gague")
"""One error, OPS103 in line 7, column 13."""
