"""What an editor offers for a new item of a list."""

from __future__ import annotations

from typing import Any

SNIPPETS: dict[str, dict[str, Any]] = {
    "Metric": {
        "label": "metric",
        "description": "A metric with a threshold",
        "body": {
            "name": "${1:error_rate}",
            "type": "${2|gauge,counter,histogram|}",
            "alert_threshold": '"${3:>5%}"',
        },
    },
    "Alert": {
        "label": "alert",
        "description": "An alert over a condition",
        "body": {
            "name": "${1:high_error_rate}",
            "condition": '"${2:error_rate > 5%}"',
            "severity": "${3|critical,high,medium,low|}",
            "message": '"${4:Error rate exceeded threshold}"',
        },
    },
    "Channel": {
        "label": "channel",
        "description": "A place that hears",
        "body": {
            "name": "${1:slack-alerts}",
            "type": "${2|slack,pagerduty,email,webhook,opsgenie,msteamsv2,discord,telegram|}",
            "severity": ["${3|critical,high,medium,low|}"],
        },
    },
    "DriftTest": {
        "label": "drift test",
        "description": "A statistical test",
        "body": {
            "name": "${1:query_embedding_drift}",
            "type": "${2|ks,chi_squared,mmd|}",
            "threshold": "^${3:0.05}",
        },
    },
    "Stage": {
        "label": "stage",
        "description": "A part of the way to production",
        "body": {"name": "${1:test}", "steps": ["${2:unit_tests}"]},
    },
    "Procedure": {
        "label": "procedure",
        "description": "What to do when an alert fires",
        "body": {
            "id": "${1:PROC-001}",
            "title": '"${2:Restart the service}"',
            "alerts": ["${3:service_down}"],
            "symptoms": '"${4:What people notice}"',
            "resolution": [{"if": '"${5:The cause}"', "then": '"${6:What to do}"'}],
        },
    },
    "Decision": {
        "label": "decision",
        "description": "A row of the decision log",
        "body": {
            "id": "${1:OPS-001}",
            "decision": '"${2:What was decided}"',
            "rationale": '"${3:Why}"',
            "date": '"${4:2026-01-31}"',
        },
    },
    "Acceptance": {
        "label": "acceptance",
        "description": "A warning that is known and accepted",
        "body": {"code": "${1:OPS204}", "at": '"${2:name}"', "reason": '"${3:Why}"'},
    },
}
