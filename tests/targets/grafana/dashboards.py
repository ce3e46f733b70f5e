"""What the tests of the target read: dashboards as Grafana would, and their panels by title."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from opsgen.artifacts import Artifact, render
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.grafana import GrafanaOptions, target
from tests.targets.prometheus.worlds import plan_of, shop

__all__ = ["artifacts", "dashboard", "expressions", "panel", "panels", "plan_of", "rows", "shop"]

Json = dict[str, Any]

V2 = GrafanaOptions(schema="v2", version="13.0")


def artifacts(plan: Plan, options: GrafanaOptions | None = None) -> list[Artifact]:
    return list(target.emit(plan, options or GrafanaOptions(), Emit("grafana")))


def read(artifact: Artifact) -> Any:
    text = render(artifact).decode()
    return json.loads(text) if artifact.path.endswith(".json") else yaml.safe_load(text)


def dashboard(spec: str, options: GrafanaOptions | None = None) -> Json:
    """The dashboard of a spec, which comes first."""
    found: Json = read(artifacts(plan_of(spec), options)[0])
    return found


def rows(document: Json) -> dict[str, list[Json]]:
    """The panels of each row of schema v1, by its title."""
    found: dict[str, list[Json]] = {}
    for one in document["panels"]:
        if one["type"] == "row":
            found[one["title"]] = (held := list(one["panels"]))
        else:
            held.append(one)
    return found


def panels(document: Json) -> Iterator[Json]:
    """All of schema v1, those of collapsed rows too, without the rows."""
    return (panel for held in rows(document).values() for panel in held)


def panel(document: Json, title: str, kind: str = "timeseries") -> Json:
    """The one of that title and type."""
    found = [one for one in panels(document) if (one["title"], one["type"]) == (title, kind)]
    assert len(found) == 1, (title, [(one["title"], one["type"]) for one in panels(document)])
    return found[0]


def expressions(panel: Json) -> list[str]:
    """Each on one line."""
    return [" ".join(target["expr"].split()) for target in panel["targets"]]


def steps(panel: Json) -> list[tuple[str, float | None]]:
    """(colour, value) of each threshold, from the lowest up."""
    found = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    return [(step["color"], step["value"]) for step in found]


def titles(document: Json, row: str) -> list[str]:
    return [panel["title"] for panel in rows(document).get(row, [])]
