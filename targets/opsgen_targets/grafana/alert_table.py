"""The list of firing alerts: a table of what Prometheus says, one line for each.

Grafana's own list of alerts asks a ruler's API, which not every data source offers, and finds
nothing when the rules are evaluated elsewhere.
"""

from __future__ import annotations

from opsgen.artifacts import JsonNode
from opsgen_targets.grafana.steps import COLOURS, NEUTRAL, base

Node = dict[str, JsonNode]

_HIDDEN = ("Time", "Value", "alertstate", "service", "signal")
_SEVERITY_WIDTH, _NAME_WIDTH = 90, 300
"""In pixels."""
OPTIONS: Node = {
    "cellHeight": "sm",
    "footer": {"reducer": [], "show": False},
    "showHeader": True,
}


def columns(hidden: tuple[str, ...]) -> tuple[str, Node]:
    """What tells one alert from another: not `hidden`, the labels that all of them share."""
    return (
        "organize",
        {
            "excludeByName": dict.fromkeys((*_HIDDEN, *hidden), True),
            "indexByName": {"alertname": 1, "severity": 0},
            "renameByName": {"alertname": "Alert", "severity": "Severity"},
        },
    )


def fields(defaults: Node) -> Node:
    """`defaults` with the look of the columns; severities in their colours."""
    colours: Node = {
        severity: {"color": colour, "index": place, "text": severity}
        for place, (severity, colour) in enumerate(COLOURS.items())
    }
    look: Node = {
        "custom": {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False},
        "thresholds": {"mode": "absolute", "steps": [base(NEUTRAL)]},
    }
    severity: Node = {
        "matcher": {"id": "byName", "options": "Severity"},
        "properties": [
            {"id": "custom.cellOptions", "value": {"type": "color-text"}},
            {"id": "custom.width", "value": _SEVERITY_WIDTH},
            {"id": "mappings", "value": [{"options": colours, "type": "value"}]},
        ],
    }
    # Without it every label that an alert lacks would read as if there were no alert.
    lacking: Node = {
        "matcher": {"id": "byType", "options": "string"},
        "properties": [{"id": "noValue", "value": "-"}],
    }
    # The name is what one looks for, so the labels share what is left of the line.
    name: Node = {
        "matcher": {"id": "byName", "options": "Alert"},
        "properties": [{"id": "custom.width", "value": _NAME_WIDTH}],
    }
    overrides: list[JsonNode] = [lacking, severity, name]
    return {"defaults": dict(sorted((defaults | look).items())), "overrides": overrides}
