"""The dashboard as a resource of Grafana 13: elements, and a layout that places them."""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.artifacts import JsonNode
from opsgen.plan import Origin
from opsgen_targets.grafana import GrafanaOptions
from opsgen_targets.grafana.drawing import drawing, link_node
from opsgen_targets.grafana.ids import numbers
from opsgen_targets.grafana.layout import Place, Size, flow
from opsgen_targets.grafana.marks import BUILT_IN, DATASOURCE, GRAFANA, Mark, marks
from opsgen_targets.grafana.panels import Panel, Row, Story

API_VERSION = "dashboard.grafana.app/v2"
_REFRESHES = ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"]

Node = dict[str, JsonNode]


def dashboard(story: Story, options: GrafanaOptions) -> tuple[Node, dict[str, Origin]]:
    """(the resource, the input behind each of its elements)."""
    panels = [panel for row in story.rows for panel in row.panels]
    ids = numbers(story.rows)
    metadata: Node = {"name": story.uid}
    if options.folder is not None:
        metadata["annotations"] = {"grafana.app/folder": options.folder}
    resource: Node = {
        "apiVersion": API_VERSION,
        "kind": "Dashboard",
        "metadata": metadata,
        "spec": {
            "annotations": [_built_in(), *map(_mark, marks(story))],
            "cursorSync": "Crosshair",
            "description": story.description,
            "editable": False,
            "elements": {
                _element(ids[panel.key]): _panel(panel, ids[panel.key]) for panel in panels
            },
            "layout": _kind("RowsLayout", {"rows": [_row(row, ids) for row in story.rows]}),
            "links": list(map(link_node, story.links)),
            "preload": False,
            "tags": list(story.tags),
            "timeSettings": {
                "autoRefresh": story.refresh,
                "autoRefreshIntervals": list(_REFRESHES),
                "fiscalYearStartMonth": 0,
                "from": f"now-{story.since}",
                "hideTimepicker": False,
                "timezone": "browser",
                "to": "now",
            },
            "title": story.title,
            "variables": [_variable(options)],
        },
    }
    return resource, {
        f"/spec/elements/{_element(ids[panel.key])}": panel.origin
        for panel in panels
        if panel.origin is not None
    }


def _kind(kind: str, spec: Node) -> Node:
    return {"kind": kind, "spec": spec}


def _element(number: int) -> str:
    """As Grafana itself names an element when it saves one."""
    return f"panel-{number}"


def _panel(panel: Panel, number: int) -> Node:
    drawn = drawing(panel)
    queries: list[JsonNode] = [
        _kind("PanelQuery", {"hidden": False, "query": _query(DATASOURCE, query), "refId": ref})
        for ref, query in drawn.queries
    ]
    transformations: list[JsonNode] = [
        {"group": name, "kind": "Transformation", "spec": {"options": options}}
        for name, options in drawn.transformations
    ]
    data: Node = {
        "queries": queries,
        "queryOptions": {} if panel.look_back is None else {"timeFrom": panel.look_back},
        "transformations": transformations,
    }
    links: list[JsonNode] = [
        {"targetBlank": True, "title": link.title, "url": link.url} for link in panel.links
    ]
    look: Node = {
        "group": drawn.type,
        "kind": "VizConfig",
        "spec": {"fieldConfig": drawn.fields, "options": drawn.options},
        "version": "",
    }
    return _kind(
        "Panel",
        {
            "data": _kind("QueryGroup", data),
            "description": panel.description,
            "id": number,
            "links": links,
            "title": panel.title,
            "vizConfig": look,
        },
    )


def _query(source: Node, spec: Node) -> Node:
    return {
        "datasource": {"name": source["uid"]},
        "group": source["type"],
        "kind": "DataQuery",
        "spec": spec,
        "version": "v0",
    }


def _row(row: Row, ids: Mapping[str, int]) -> Node:
    sizes = [Size(panel.width, panel.height, panel.starts_line) for panel in row.panels]
    places, _ = flow(sizes)
    items: list[JsonNode] = [
        _item(ids[panel.key], place) for panel, place in zip(row.panels, places, strict=True)
    ]
    spec: Node = {
        "collapse": row.collapsed,
        "layout": _kind("GridLayout", {"items": items}),
        "title": row.title,
    }
    return _kind("RowsLayoutRow", spec)


def _item(number: int, place: Place) -> Node:
    spec: Node = {
        "element": {"kind": "ElementReference", "name": _element(number)},
        "height": place.height,
        "width": place.width,
        "x": place.x,
        "y": place.y,
    }
    return _kind("GridLayoutItem", spec)


def _built_in() -> Node:
    spec: Node = {
        "builtIn": True,
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
        "name": BUILT_IN,
        "query": _query(GRAFANA, {}),
    }
    return _kind("AnnotationQuery", spec)


def _mark(mark: Mark) -> Node:
    spec: Node = {
        "enable": True,
        "hide": False,
        "iconColor": mark.colour,
        "name": mark.name,
        "query": _query(mark.source, mark.query),
    }
    if mark.words:
        # Where Grafana's own conversion of an older dashboard puts them.
        spec["legacyOptions"] = mark.words
    return _kind("AnnotationQuery", spec)


def _variable(options: GrafanaOptions) -> Node:
    spec: Node = {
        "allowCustomValue": False,
        "current": {"text": options.datasource_name, "value": options.datasource},
        "hide": "dontHide",
        "includeAll": False,
        "label": "Data source",
        "multi": False,
        "name": "datasource",
        "options": [],
        "pluginId": "prometheus",
        "refresh": "onDashboardLoad",
        "regex": "",
        "skipUrlSync": False,
    }
    return _kind("DatasourceVariable", spec)
