"""What is marked in time on every panel: deploys and firing alerts."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.artifacts import JsonNode
from opsgen_targets.grafana.drawing import expression
from opsgen_targets.grafana.panels import Story

Node = dict[str, JsonNode]

DATASOURCE: Node = {"type": "prometheus", "uid": "${datasource}"}
"""The reader's choice: a fixed uid would show nothing where it is another's (grafana #60088)."""
GRAFANA: Node = {"type": "grafana", "uid": "-- Grafana --"}
BUILT_IN = "Annotations & Alerts"
STEP = 60
"""Seconds between two looks at which alerts began to fire."""
DEPLOY = "deploy"
"""The tag of a deploy, beside the service's name; whoever deploys posts annotations with both."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`query` is what is asked of `source`, `words` how an answer is told."""

    name: str
    source: Node
    colour: str
    query: Node
    words: Node


def marks(story: Story) -> tuple[Mark, Mark]:
    """Deploys as Grafana keeps them, and alerts as Prometheus does."""
    tags: list[JsonNode] = [DEPLOY, story.service]
    deploys: Node = {"limit": 100, "matchAny": False, "tags": tags, "type": "tags"}
    alerts: Node = {"expr": expression(story.began), "interval": f"{STEP}s", "refId": "Anno"}
    words: Node = {
        "tagKeys": "severity",
        "textFormat": "{{severity}}",
        "titleFormat": "{{alertname}}",
        "useValueForTime": False,
    }
    return (
        Mark("Deploys", GRAFANA, "purple", deploys, {}),
        Mark("Alerts", DATASOURCE, "red", alerts, words),
    )
