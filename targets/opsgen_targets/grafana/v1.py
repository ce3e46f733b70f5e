"""The dashboard of Grafana 10.4 and later: a flat list of panels."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.artifacts import JsonNode
from opsgen.plan import Origin
from opsgen_targets.grafana import GrafanaOptions
from opsgen_targets.grafana.drawing import drawing, link_node
from opsgen_targets.grafana.ids import numbers
from opsgen_targets.grafana.layout import COLUMNS, Place, Size, flow
from opsgen_targets.grafana.marks import BUILT_IN, DATASOURCE, GRAFANA, STEP, Mark, marks
from opsgen_targets.grafana.panels import Panel, Row, Story

SCHEMA_VERSION = 39
"""Of Grafana 10.4; later versions migrate it when they load it."""

Node = dict[str, JsonNode]


def dashboard(story: Story, options: GrafanaOptions) -> tuple[Node, dict[str, Origin]]:
    """(the bare object that file provisioning reads, the input behind each panel)."""
    placed = list(_panels(story.rows))
    origins = {
        f"/panels/{pointer}": panel.origin
        for pointer, panel in _pointers(story.rows)
        if panel.origin is not None
    }
    return {
        "annotations": {"list": [_built_in(), *map(_mark, marks(story))]},
        "description": story.description,
        "editable": False,
        "fiscalYearStartMonth": 0,
        "graphTooltip": 1,
        "id": None,
        "links": list(map(link_node, story.links)),
        "liveNow": False,
        "panels": placed,
        "refresh": story.refresh,
        "schemaVersion": SCHEMA_VERSION,
        "tags": list(story.tags),
        "templating": {"list": [_variable(options)]},
        "time": {"from": f"now-{story.since}", "to": "now"},
        "timepicker": {},
        "timezone": "browser",
        "title": story.title,
        "uid": story.uid,
        "version": 1,
        "weekStart": "",
    }, origins


def _panels(rows: tuple[Row, ...]) -> Iterator[Node]:
    ids, top = numbers(rows), 0
    for row in rows:
        head = _row(row, ids[row.key], top)
        sizes = [Size(panel.width, panel.height, panel.starts_line) for panel in row.panels]
        places, end = flow(sizes, top + 1)
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


def _pointers(rows: tuple[Row, ...]) -> Iterator[tuple[str, Panel]]:
    """Where each panel stands in `panels`: of a collapsed row, within the row."""
    place = 0
    for row in rows:
        for number, panel in enumerate(row.panels):
            yield (f"{place}/panels/{number}" if row.collapsed else f"{place + 1 + number}"), panel
        place += 1 if row.collapsed else 1 + len(row.panels)


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
    source = DATASOURCE if panel.queries else GRAFANA
    targets: list[JsonNode] = [
        {"datasource": DATASOURCE, **query, "refId": ref} for ref, query in drawn.queries
    ]
    node: Node = {
        "datasource": source,
        "description": panel.description,
        "fieldConfig": drawn.fields,
        "gridPos": _grid(place),
        "id": number,
        "links": [
            {"targetBlank": True, "title": link.title, "url": link.url} for link in panel.links
        ],
        "options": drawn.options,
        "targets": targets,
        "title": panel.title,
        "transformations": [
            {"id": name, "options": options} for name, options in drawn.transformations
        ],
        "type": drawn.type,
    }
    if panel.look_back is not None:
        node["timeFrom"] = panel.look_back
    return {key: value for key, value in sorted(node.items()) if value != []}


def _grid(place: Place) -> Node:
    return {"h": place.height, "w": place.width, "x": place.x, "y": place.y}


def _built_in() -> Node:
    return {
        "builtIn": 1,
        "datasource": GRAFANA,
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
        "name": BUILT_IN,
        "type": "dashboard",
    }


def _mark(mark: Mark) -> Node:
    own: Node = {"target": mark.query}
    if mark.source is DATASOURCE:
        # In the form that 10.4 and 13 both read (grafana-prometheus, annotations.ts).
        own = {"expr": mark.query["expr"], "step": f"{STEP}s", **mark.words}
    return {
        "datasource": mark.source,
        "enable": True,
        "iconColor": mark.colour,
        "name": mark.name,
        **own,
    }


def _variable(options: GrafanaOptions) -> Node:
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
