"""What an editor offers for a new item of a list.

A snippet is one key, its first, whose value goes on with the other lines. So yaml-language-server
(1.25, json.js) offers it for a new item only: in one that has this key it leaves the key out, and
nothing remains. With a body of several keys it would insert the others there, wrongly indented.
"""

from __future__ import annotations

from typing import Any

Snippet = dict[str, Any]


def _item(label: str, says: str, text: str) -> Snippet:
    """`text` holds the item's lines with LSP placeholders; it is shown before all keys."""
    first, rest = text.strip().split(": ", 1)
    return {
        "label": label,
        "description": says,
        "sortText": f" {label}",
        "body": {first: rest.replace("\n", "\n  ")},
    }


_SEVERITY = "critical,high,medium,low"

SNIPPETS: dict[str, list[Snippet]] = {
    "Metric": [
        _item(
            "metric: latency",
            "A histogram, with a threshold on its quantile.",
            """
name: ${1:request_latency_p99}
type: histogram
alert_threshold: "${2:>500ms}"
""",
        ),
        _item(
            "metric: error rate",
            "One counter as a part of another, with a threshold on the ratio.",
            """
name: ${1:error_rate}
type: counter
numerator: '${2:http_requests_total{status=~"5.."\\}}'
denominator: ${3:http_requests_total}
alert_threshold: "${4:>5%}"
""",
        ),
        _item(
            "metric: gauge",
            "A number that goes up and down, with a threshold.",
            """
name: ${1:queue_length}
type: gauge
unit: ${2:count}
alert_threshold: "${3:>100}"
""",
        ),
    ],
    "Alert": [
        _item(
            "alert",
            "An alert over a condition.",
            f"""
name: ${{1:high_error_rate}}
condition: "${{2:error_rate > 5%}}"
severity: ${{3|{_SEVERITY}|}}
message: "${{4:Error rate exceeded threshold}}"
""",
        )
    ],
    "Channel": [
        _item(
            "channel: Slack",
            "A Slack channel, told at once.",
            """
name: ${1:slack-alerts}
type: slack
webhook: "\\${${2:SLACK_WEBHOOK}\\}"
severity: [${3:critical, high, medium}]
""",
        ),
        _item(
            "channel: PagerDuty",
            "A PagerDuty service, which wakes people up.",
            """
name: ${1:pagerduty}
type: pagerduty
routing_key: "\\${${2:PAGERDUTY_ROUTING_KEY}\\}"
severity: [${3:critical}]
""",
        ),
        _item(
            "channel: daily e-mail",
            "A digest by e-mail, once a day.",
            """
name: ${1:email-digest}
type: email
recipients: ["${2:team@example.com}"]
severity: [${3:low}]
frequency: daily
""",
        ),
    ],
    "DriftTest": [
        _item(
            "drift test",
            "A statistical test of one feature.",
            """
name: ${1:query_embedding_drift}
type: ${2|ks,chi_squared,mmd|}
threshold: ${3:0.05}
""",
        )
    ],
    "Stage": [
        _item(
            "stage",
            "A part of the way to production.",
            """
name: ${1:test}
steps: [${2:unit_tests}]
""",
        ),
        _item(
            "stage: canary",
            "A deployment that takes over the traffic little by little.",
            """
name: ${1:deploy-production}
strategy: canary
steps: [${2:deploy_canary_10_percent, monitor_30_minutes, gradual_rollout, full_deployment}]
""",
        ),
    ],
    "Procedure": [
        _item(
            "procedure",
            "What to do when an alert fires.",
            """
id: ${1:PROC-001}
title: "${2:Restart the service}"
alerts: [${3:service_down}]
symptoms: "${4:What people notice}"
resolution:
  - if: "${5:The cause}"
    then: "${6:What to do}"
""",
        )
    ],
    "Decision": [
        _item(
            "entry of the decision log",
            "What was decided, and why.",
            """
id: ${1:OPS-001}
decision: "${2:What was decided}"
rationale: "${3:Why}"
date: "${4:2026-01-31}"
""",
        )
    ],
    "Acceptance": [
        _item(
            "accepted warning",
            "A warning that is known, and why it stays.",
            """
code: ${1:OPS204}
at: ${2:name}
reason: "${3:Why}"
""",
        )
    ],
}
