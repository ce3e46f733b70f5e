"""Flagger as far as a query and a threshold go, read from its source."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any


def sent(template: str) -> str:
    """The query that arrives: the template is run, and white space becomes one space each
    (pkg/metrics/observers/render.go, pkg/metrics/providers/prometheus.go)."""
    run, place = [], 0
    for action in re.finditer(r"\{\{(.*?)\}\}", template, re.DOTALL):
        if action[1] != '"{"':
            raise ValueError(f"an action that is no brace: {action[1]!r}")
        run += [template[place : action.start()], "{"]
        place = action.end()
    rest = template[place:]
    if "{{" in rest:
        raise ValueError("an action without end")
    return re.sub(r"[\t\n\f\r ]+", " ", "".join([*run, rest]))


def passes(answer: Sequence[float], limits: dict[str, Any]) -> bool:
    """One look at one metric: the last series counts, and without a figure it fails
    (pkg/metrics/providers/prometheus.go, pkg/controller/scheduler_metrics.go)."""
    if not answer or math.isnan(answer[-1]):
        return False
    value = answer[-1]
    return not (
        ("min" in limits and value < limits["min"]) or ("max" in limits and value > limits["max"])
    )


def promoted(weights: Sequence[int], threshold: int, looks: Sequence[bool]) -> bool:
    """Whether a canary ends well with these looks (pkg/controller/scheduler.go, advanceCanary)."""
    place, failed = 0, 0
    for look in looks:
        if failed >= max(threshold, 1):
            return False
        if not look:
            failed += 1
        elif place == len(weights) - 1:
            return True
        else:
            place += 1
    return False
