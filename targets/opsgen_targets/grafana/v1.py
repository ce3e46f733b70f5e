"""The dashboard of Grafana 10.4 and later: a flat list of panels, schema version 39."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsgen.artifacts import JsonNode
from opsgen_targets.grafana import GrafanaOptions
from opsgen_targets.grafana.ids import panel_ids
from opsgen_targets.grafana.layout import COLUMNS, Place, Size, flow
from opsgen_targets.grafana.panels import Panel, Row, Story
from opsgen_targets.grafana.parts import DATASOURCE, drawing, marks, time_range

SCHEMA_VERSION = 39
"""Of Grafana 10.4; later versions migrate it when they load it."""

Node = dict[str, JsonNode]


def dashboard(story: Story, options: GrafanaOptions) -> Node:
    """The bare object that file provisioning reads."""
    return {
        "annotations": {"list": marks(story)},
        "description": story.description,
        "editable": False,
        "fiscalYearStartMonth": 0,
        "graphTooltip": 1,
        "id": None,
        "links": [_link(link.title, link.url) for link in story.links],
        "panels": list(_panels(story.rows)),
        "preload": False,
        "refresh": story.refresh,
        "schemaVersion": SCHEMA_VERSION,
        "tags": list(story.tags),
        "templating": {"list": [_datasource(options)]},
        "time": time_range(story),
        "timepicker": {},
        "timezone": "browser",
        "title": story.title,
        "uid": story.uid,
        "version": 1,
        "weekStart": "",
    }


def _panels(rows: Iterable[Row]) -> Iterator[Node]:
    rows = tuple(rows)
    keys = [key for row in rows for key in (row.key, *(panel.key for panel in row.panels))]
    ids, top = panel_ids(keys), 0
    for row in rows:
        head = _row(row, ids[row.key], top)
        places, end = flow([Size(panel.width, panel.height) for panel in row.panels], top + 1)
        inner = [
            _panel(panel, ids[panel.key], place)
            for panel, place in zip(row.panels, places, strict=True)
        ]
        if row.collapsed:
            yield {**head, "panels": inner}
            top += 1
        else:
            yield {**head, "panels": []}
            yield from inner
            top = end


def _row(row: Row, number: int, top: int) -> Node:
    return {
        "collapsed": row.collapsed,
        "gridPos": _grid(Place(0, top, COLUMNS, 1)),
        "id": number,
        "title": row.title,
        "type": "row",
    }


def _panel(panel: Panel, number: int, place: Place) -> Node:
    drawn = drawing(panel)
    node: Node = {
        "description": panel.description,
        "gridPos": _grid(place),
        "id": number,
        "links": [_link(link.title, link.url) for link in panel.links],
        "options": drawn.options,
        "title": panel.title,
        "type": drawn.type,
    }
    if panel.queries:
        node["datasource"] = DATASOURCE
        node["targets"] = [
            {"datasource": DATASOURCE, "refId": ref, **query} for ref, query in drawn.queries
        ]
    if drawn.fields is not None:
        node["fieldConfig"] = drawn.fields
    if drawn.transformations:
        node["transformations"] = drawn.transformations
    return dict(sorted(node.items()))


def _grid(place: Place) -> Node:
    return {"h": place.height, "w": place.width, "x": place.x, "y": place.y}


def _link(title: str, url: str) -> Node:
    return {
        "asDropdown": False,
        "icon": "external link",
        "includeVars": False,
        "keepTime": False,
        "tags": [],
        "targetBlank": True,
        "title": title,
        "tooltip": "",
        "type": "link",
        "url": url,
    }


def _datasource(options: GrafanaOptions) -> Node:
    return {
        "current": {
            "selected": True,
            "text": options.datasource_name,
            "value": options.datasource,
        },
        "hide": 0,
        "includeAll": False,
        "label": "Data source",
        "multi": False,
        "name": "datasource",
        "options": [],
        "query": "prometheus",
        "refresh": 1,
        "regex": "",
        "skipUrlSync": False,
        "type": "datasource",
    }
