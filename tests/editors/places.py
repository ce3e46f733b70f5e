"""Small files with the cursor where people type."""

from __future__ import annotations

METRIC = "monitoring:\n  metrics:\n    - name: a\n      type: gauge\n"
ALERT = "alerting:\n  alerts:\n    - name: a\n      condition: x > 5\n"
CHANNEL = "alerting:\n  channels:\n    - name: a\n      type: {}\n"

LISTS = {
    "Metric": ("monitoring", "metrics"),
    "Alert": ("alerting", "alerts"),
    "Channel": ("alerting", "channels"),
    "DriftTest": ("drift_detection", "tests"),
    "Stage": ("pipeline", "stages"),
    "Procedure": ("runbook", "procedures"),
    "Decision": ("decisions",),
    "Acceptance": ("accept",),
}
"""Where the things that have snippets stand."""


def head(keys: tuple[str, ...]) -> tuple[str, str]:
    """(the lines down to the last key, the indentation of what stands below it)."""
    lines = [f"{'  ' * depth}{key}:\n" for depth, key in enumerate(keys)]
    return "".join(lines), "  " * len(keys)
