"""Reads the spec of a dashboard resource (schema v2): a map of elements, placed by a layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.judges.grafana_lint.model import Dashboard, Panel, Source, Target, Variable
from tests.judges.grafana_lint.read_classic import has_mappings, shows_text, units

Json = Mapping[str, Any]

TYPES = {
    "QueryVariable": "query",
    "DatasourceVariable": "datasource",
    "CustomVariable": "custom",
    "IntervalVariable": "interval",
    "ConstantVariable": "constant",
    "TextVariable": "textbox",
    "AdhocVariable": "adhoc",
    "GroupByVariable": "groupby",
    "SwitchVariable": "switch",
}
REFRESH = {"never": 0, "onDashboardLoad": 1, "onTimeRangeChanged": 2}


def dashboard(spec: Json) -> Dashboard:
    panels = [
        _panel(one["spec"])
        for one in spec.get("elements", {}).values()
        # A library panel has no spec of its own.
        if one.get("kind") == "Panel"
    ]
    return Dashboard(
        title=spec.get("title", ""),
        editable=spec.get("editable", True),
        variables=tuple(_variable(one) for one in spec.get("variables", ())),
        panels=tuple(sorted(panels, key=lambda panel: panel.id)),
    )


def _source(query: Json) -> Source:
    return Source((query.get("datasource") or {}).get("name", ""), query.get("group", ""))


def _variable(raw: Json) -> Variable:
    spec = raw["spec"]
    kind = TYPES[raw["kind"]]
    query = spec.get("query", "")
    source = Source()
    if isinstance(query, Mapping):
        source = _source(query)
        query = query.get("spec", {}).get("query", "")
    values = [spec.get("current") or {}, *(spec.get("options") or ())]
    return Variable(
        name=spec.get("name", ""),
        label=spec.get("label") or "",
        type=kind,
        query=spec.get("pluginId", "") if kind == "datasource" else query,
        source=source,
        multi=spec.get("multi", False),
        all_value=spec.get("allValue") or "",
        refresh=REFRESH[spec.get("refresh", "never")],
        sample=next((text for one in values if isinstance(text := one.get("value"), str)), ""),
    )


def _panel(spec: Json) -> Panel:
    viz = spec["vizConfig"]
    field_config = viz["spec"].get("fieldConfig") or {}
    options = viz["spec"].get("options") or {}
    queries = spec["data"]["spec"].get("queries") or ()
    targets = tuple(_target(i, one["spec"]) for i, one in enumerate(queries))
    return Panel(
        id=spec.get("id", 0),
        title=spec.get("title") or "",
        description=spec.get("description") or "",
        type=viz["group"],
        targets=targets,
        # Only a query has a data source here.
        source=targets[0].source if targets else Source(),
        units=tuple(units(field_config, options)),
        has_mappings=has_mappings(field_config),
        shows_text=shows_text(viz["group"], options),
    )


def _target(index: int, spec: Json) -> Target:
    asked = spec["query"]["spec"]
    return Target(
        index=index,
        expr=asked.get("expr") or "",
        panel_id=asked.get("panelId") or 0,
        hidden=spec.get("hidden", False),
        source=_source(spec["query"]),
    )
