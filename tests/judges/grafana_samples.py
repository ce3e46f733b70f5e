"""Two clean dashboards, one of each schema, and where to plant a fault in them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
Changes = Mapping[Any, object]
"""What to plant by place: the name of one of PLACES, or a pair of pointers."""

GONE = object()
"""Planted in place of a value, takes the key away."""

SCOPE = 'job=~"$job",instance=~"$instance"'
CLEAN = f"sum(rate(demo_total{{{SCOPE}}}[$__rate_interval]))"
LOGS = {"engine": "loki", "expr": 'sum(rate({app="demo"}[$__auto]))'}
FIELDS: Json = {
    "defaults": {
        "unit": "reqps",
        "custom": {"drawStyle": "line", "thresholdsStyle": {"mode": "dashed"}},
        "thresholds": {"mode": "absolute", "steps": [{"color": "green", "value": None}]},
    },
    "overrides": [],
}
OPTIONS: Json = {
    "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": True},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


def _classic_variable(name: str) -> Json:
    return {
        "name": name,
        "label": name.title(),
        "type": "query",
        "datasource": {"type": "prometheus", "uid": "${datasource}"},
        "query": f"label_values(up, {name})",
        "multi": True,
        "includeAll": True,
        "allValue": ".+",
        "refresh": 2,
        "skipUrlSync": False,
    }


CLASSIC: Json = {
    "title": "Demo",
    "editable": False,
    "schemaVersion": 39,
    "timezone": "browser",
    "fiscalYearStartMonth": 0,
    "graphTooltip": 1,
    "annotations": {"list": []},
    "templating": {
        "list": [
            {
                "name": "datasource",
                "label": "Data source",
                "type": "datasource",
                "query": "prometheus",
                "multi": False,
                "includeAll": False,
                "skipUrlSync": False,
            },
            _classic_variable("job"),
            _classic_variable("instance"),
        ]
    },
    "panels": [
        {
            "id": 3,
            "type": "row",
            "title": "Details",
            "collapsed": True,
            "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1},
            "panels": [
                {
                    "id": 1,
                    "type": "timeseries",
                    "title": "Requests",
                    "description": "Requests per second.",
                    "datasource": {"type": "prometheus", "uid": "${datasource}"},
                    "gridPos": {"x": 0, "y": 1, "w": 24, "h": 8},
                    "fieldConfig": FIELDS,
                    "options": OPTIONS,
                    "targets": [{"refId": "A", "expr": CLEAN}],
                }
            ],
        },
        {
            "id": 2,
            "type": "text",
            "gridPos": {"x": 0, "y": 1, "w": 24, "h": 4},
            "options": {"content": "Demo", "mode": "markdown"},
        },
    ],
}


def _resource_variable(name: str) -> Json:
    return {
        "kind": "QueryVariable",
        "spec": {
            "name": name,
            "label": name.title(),
            "query": {
                "kind": "DataQuery",
                "group": "prometheus",
                "version": "v0",
                "datasource": {"name": "${datasource}"},
                "spec": {"query": f"label_values(up, {name})"},
            },
            "multi": True,
            "allValue": ".+",
            "refresh": "onTimeRangeChanged",
        },
    }


RESOURCE: Json = {
    "apiVersion": "dashboard.grafana.app/v2",
    "kind": "Dashboard",
    "metadata": {"name": "demo"},
    "spec": {
        "title": "Demo",
        "editable": False,
        "annotations": [],
        "cursorSync": "Crosshair",
        "layout": {
            "kind": "GridLayout",
            "spec": {
                "items": [
                    {
                        "kind": "GridLayoutItem",
                        "spec": {
                            "x": 0,
                            "y": 0,
                            "width": 24,
                            "height": 8,
                            "element": {"kind": "ElementReference", "name": "panel-1"},
                        },
                    }
                ]
            },
        },
        "links": [],
        "preload": False,
        "tags": [],
        "timeSettings": {
            "from": "now-1h",
            "to": "now",
            "timezone": "browser",
            "autoRefresh": "30s",
            "autoRefreshIntervals": ["30s"],
            "fiscalYearStartMonth": 0,
            "hideTimepicker": False,
        },
        "variables": [
            {
                "kind": "DatasourceVariable",
                "spec": {
                    "name": "datasource",
                    "label": "Data source",
                    "pluginId": "prometheus",
                    "current": {"text": "", "value": ""},
                    "hide": "dontHide",
                    "includeAll": False,
                    "multi": False,
                    "options": [],
                    "refresh": "onDashboardLoad",
                    "regex": "",
                    "skipUrlSync": False,
                },
            },
            _resource_variable("job"),
            _resource_variable("instance"),
        ],
        "elements": {
            "panel-1": {
                "kind": "Panel",
                "spec": {
                    "id": 1,
                    "title": "Requests",
                    "description": "Requests per second.",
                    "links": [],
                    "data": {
                        "kind": "QueryGroup",
                        "spec": {
                            "queryOptions": {},
                            "transformations": [],
                            "queries": [
                                {
                                    "kind": "PanelQuery",
                                    "spec": {
                                        "refId": "A",
                                        "hidden": False,
                                        "query": {
                                            "kind": "DataQuery",
                                            "group": "prometheus",
                                            "version": "v0",
                                            "datasource": {"name": "${datasource}"},
                                            "spec": {"expr": CLEAN},
                                        },
                                    },
                                }
                            ],
                        },
                    },
                    "vizConfig": {
                        "kind": "VizConfig",
                        "group": "timeseries",
                        "version": "13.0.0",
                        "spec": {
                            "options": OPTIONS,
                            "fieldConfig": FIELDS,
                        },
                    },
                },
            },
            "library": {
                "kind": "LibraryPanel",
                "spec": {
                    "id": 9,
                    "title": "Shared",
                    "libraryPanel": {"name": "shared", "uid": "shared"},
                },
            },
        },
    },
}

PANEL = "/panels/0/panels/0"
ELEMENT = "/spec/elements/panel-1/spec"
QUERY = f"{ELEMENT}/data/spec/queries/0/spec"
VIZ = f"{ELEMENT}/vizConfig"
PLACES = {
    "editable": ("/editable", "/spec/editable"),
    "variables": ("/templating/list", "/spec/variables"),
    "engine": ("/templating/list/0/query", "/spec/variables/0/spec/pluginId"),
    "source name": ("/templating/list/0/name", "/spec/variables/0/spec/name"),
    "source label": ("/templating/list/0/label", "/spec/variables/0/spec/label"),
    "job name": ("/templating/list/1/name", "/spec/variables/1/spec/name"),
    "job label": ("/templating/list/1/label", "/spec/variables/1/spec/label"),
    "job multi": ("/templating/list/1/multi", "/spec/variables/1/spec/multi"),
    "job all": ("/templating/list/1/allValue", "/spec/variables/1/spec/allValue"),
    "job refresh": ("/templating/list/1/refresh", "/spec/variables/1/spec/refresh"),
    "job query": ("/templating/list/1/query", "/spec/variables/1/spec/query/spec/query"),
    "job source": (
        "/templating/list/1/datasource/uid",
        "/spec/variables/1/spec/query/datasource/name",
    ),
    "job type": ("/templating/list/1/type", "/spec/variables/1/kind"),
    "instance name": ("/templating/list/2/name", "/spec/variables/2/spec/name"),
    "instance all": ("/templating/list/2/allValue", "/spec/variables/2/spec/allValue"),
    "title": (f"{PANEL}/title", f"{ELEMENT}/title"),
    "description": (f"{PANEL}/description", f"{ELEMENT}/description"),
    "type": (f"{PANEL}/type", f"{VIZ}/group"),
    "options": (f"{PANEL}/options", f"{VIZ}/spec/options"),
    "unit": (f"{PANEL}/fieldConfig/defaults/unit", f"{VIZ}/spec/fieldConfig/defaults/unit"),
    "mappings": (
        f"{PANEL}/fieldConfig/defaults/mappings",
        f"{VIZ}/spec/fieldConfig/defaults/mappings",
    ),
    "overrides": (f"{PANEL}/fieldConfig/overrides", f"{VIZ}/spec/fieldConfig/overrides"),
    "panel source": (f"{PANEL}/datasource/uid", f"{QUERY}/query/datasource/name"),
    "targets": (f"{PANEL}/targets", f"{ELEMENT}/data/spec/queries"),
    "expr": (f"{PANEL}/targets/0/expr", f"{QUERY}/query/spec/expr"),
    "panel id": (f"{PANEL}/targets/0/panelId", f"{QUERY}/query/spec/panelId"),
    "hidden": (f"{PANEL}/targets/0/hide", f"{QUERY}/hidden"),
}
"""Where a thing stands in the classic dashboard and in the resource."""

FORMS = {"classic": CLASSIC, "resource": RESOURCE}


def planted(form: str, changes: Changes) -> Json:
    """A copy of the clean dashboard with a value at each place; a pair has one for each form."""
    document = copy.deepcopy(FORMS[form])
    index = list(FORMS).index(form)
    for place, value in changes.items():
        pointers = PLACES[place] if isinstance(place, str) else place
        *way, last = pointers[index].removeprefix("/").split("/")
        node: Any = document
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if isinstance(value, tuple):
            value = value[index]
        if value is GONE:
            del node[last]
        else:
            node[last] = value
    return document
