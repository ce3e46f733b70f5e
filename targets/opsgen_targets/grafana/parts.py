"""What both schemas share: how each kind of panel is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from opsgen.artifacts import JsonNode
from opsgen.plan import Severity
from opsgen.promql import to_promql
from opsgen_targets.grafana.panels import Panel, Query, Story

Node = dict[str, JsonNode]

DATASOURCE: Node = {"type": "prometheus", "uid": "${datasource}"}
GRAFANA: Node = {"type": "grafana", "uid": "-- Grafana --"}
COLOURS: dict[Severity, str] = {
    "critical": "red",
    "high": "orange",
    "medium": "yellow",
    "low": "blue",
}
_CALM = "green"
_UPWARDS = (">", ">=")
_REDUCE: Node = {"calcs": ["lastNotNull"], "fields": "", "values": False}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel without its place and name: `queries` are (refId, body) pairs."""

    type: str
    options: Node
    fields: Node | None = None
    queries: tuple[tuple[str, Node], ...] = ()
    transformations: tuple[Node, ...] = ()


def drawing(panel: Panel) -> Drawing:
    """How Grafana draws `panel`."""
    match panel.kind:
        case "tile":
            return _tile(panel)
        case "series":
            return _series(panel)
        case "heatmap":
            return _heatmap(panel)
        case "alerts":
            return _alerts(panel)
        case "deploys":
            return Drawing("annolist", _annotation_list(panel))
        case "text":
            return Drawing("text", {"content": panel.description, "mode": "markdown"})
    assert_never(panel.kind)


def number(value: Fraction) -> Decimal:
    """The figure that Prometheus compares with: a 64-bit float, in its shortest digits."""
    return Decimal(repr(float(value)))


def time_range(story: Story) -> Node:
    return {"from": f"now-{story.since}", "to": "now"}


def marks(story: Story) -> list[JsonNode]:
    return [
        {
            "builtIn": 1,
            "datasource": GRAFANA,
            "enable": True,
            "hide": True,
            "iconColor": "rgba(0, 211, 255, 1)",
            "name": "Annotations & Alerts",
            "type": "dashboard",
        },
        {
            "datasource": GRAFANA,
            "enable": True,
            "iconColor": "blue",
            "name": "Deploys",
            "target": {
                "limit": 100,
                "matchAny": False,
                "tags": ["deploy", story.service],
                "type": "tags",
            },
        },
        {
            "datasource": DATASOURCE,
            "enable": True,
            "expr": to_promql(story.firing),
            "iconColor": "red",
            "name": "Alerts",
            "step": "60s",
            "tagKeys": "severity",
            "textFormat": "{{severity}}",
            "titleFormat": "{{alertname}}",
            "useValueForTime": False,
        },
    ]


def _queries(
    panel: Panel, *, format: str = "time_series", instant: bool = False
) -> tuple[tuple[str, Node], ...]:
    return tuple(
        (
            _ref(place),
            {
                "editorMode": "code",
                "expr": to_promql(query.expr),
                "format": format,
                "instant": instant,
                "legendFormat": query.legend,
                "range": not instant,
            },
        )
        for place, query in enumerate(panel.queries)
    )


def _ref(place: int) -> str:
    """`A` to `Z`, then `AA`: spreadsheets' columns, as Grafana itself counts."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _tile(panel: Panel) -> Drawing:
    judged = bool(panel.limits)
    options: Node = {
        "colorMode": "background" if judged else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "reduceOptions": _REDUCE,
        "showPercentChange": False,
        "textMode": "auto",
        "wideLayout": True,
    }
    defaults = _defaults(panel) | {
        "color": {"mode": "thresholds"},
        "thresholds": {"mode": "absolute", "steps": _judgement(panel)},
    }
    fields: Node = {"defaults": _sorted(defaults), "overrides": []}
    return Drawing("stat", options, fields, _queries(panel, instant=True))


def _series(panel: Panel) -> Drawing:
    many = any("{{" in query.legend for query in panel.queries) or len(panel.queries) > 1
    options: Node = {
        "legend": {
            "calcs": ["lastNotNull", "max"] if many else [],
            "displayMode": "table" if many else "list",
            "placement": "bottom",
            "showLegend": True,
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    custom: Node = {
        "axisBorderShow": False,
        "drawStyle": "line",
        "fillOpacity": 0,
        "lineInterpolation": "linear",
        "lineWidth": 2,
        "showPoints": "auto",
        "spanNulls": False,
        "thresholdsStyle": {"mode": "dashed" if panel.limits else "off"},
    }
    if panel.limits:
        first = min if panel.limits[0].op in _UPWARDS else max
        nearest = first(limit.value for limit in panel.limits)
        custom["axisSoftMax"] = number(nearest * Fraction(6, 5))
    defaults = _defaults(panel) | {
        "color": {"mode": "palette-classic"},
        "custom": _sorted(custom),
        "thresholds": {"mode": "absolute", "steps": _dashes(panel)},
    }
    overrides: list[JsonNode] = [
        {"matcher": {"id": "byFrameRefID", "options": _ref(place)}, "properties": properties}
        for place, query in enumerate(panel.queries)
        if (properties := _style(query))
    ]
    fields: Node = {"defaults": _sorted(defaults), "overrides": overrides}
    return Drawing("timeseries", options, fields, _queries(panel))


def _style(query: Query) -> list[JsonNode]:
    match query.style:
        case "line":
            return []
        case "bold":
            return [{"id": "custom.lineWidth", "value": 3}]
        case "thin":
            return [{"id": "custom.lineWidth", "value": 1}]
        case "limit":
            colour = COLOURS[query.severity] if query.severity else "text"
            return [
                {"id": "custom.lineStyle", "value": {"dash": [10, 10], "fill": "dash"}},
                {"id": "custom.lineWidth", "value": 1},
                {"id": "color", "value": {"fixedColor": colour, "mode": "fixed"}},
            ]
    assert_never(query.style)


def _dashes(panel: Panel) -> list[JsonNode]:
    """A step is a line in its own colour, whichever side of it is the bad one."""
    worst_last = {limit.value: COLOURS[limit.severity] for limit in reversed(panel.limits)}
    return [
        _base("transparent"),
        *(_step(value, worst_last[value]) for value in sorted(worst_last)),
    ]


def _judgement(panel: Panel) -> list[JsonNode]:
    """The colour that a tile takes from each figure on: that of the worst alert which fires."""
    if not panel.limits:
        return [_base("text")]
    ordered = sorted(panel.limits, key=lambda limit: limit.value)
    if ordered[0].op in _UPWARDS:
        steps = {limit.value: COLOURS[limit.severity] for limit in ordered}
        return [_base(_CALM), *(_step(value, colour) for value, colour in steps.items())]
    colours = [*(COLOURS[limit.severity] for limit in ordered), _CALM]
    pairs = zip(ordered, colours[1:], strict=True)
    return [_base(colours[0]), *(_step(limit.value, colour) for limit, colour in pairs)]


def _base(colour: str) -> Node:
    return {"color": colour, "value": None}


def _step(value: Fraction, colour: str) -> Node:
    return {"color": colour, "value": number(value)}


def _heatmap(panel: Panel) -> Drawing:
    options: Node = {
        "calculate": False,
        "cellGap": 1,
        "color": {
            "exponent": Decimal("0.5"),
            "fill": "dark-orange",
            "mode": "scheme",
            "reverse": False,
            "scale": "exponential",
            "scheme": "Oranges",
            "steps": 64,
        },
        "exemplars": {"color": "rgba(255,0,255,0.7)"},
        "filterValues": {"le": Decimal("0.000000001")},
        "legend": {"show": True},
        "rowsFrame": {"layout": "auto"},
        "tooltip": {"mode": "single", "showColorScale": False, "yHistogram": True},
        "yAxis": {"axisPlacement": "left", "reverse": False, "unit": panel.unit},
    }
    fields: Node = {"defaults": {"noValue": panel.no_data}, "overrides": []}
    return Drawing("heatmap", options, fields, _queries(panel, format="heatmap"))


def _alerts(panel: Panel) -> Drawing:
    options: Node = {
        "cellHeight": "sm",
        "footer": {"countRows": False, "fields": "", "reducer": ["sum"], "show": False},
        "showHeader": True,
        "sortBy": [{"desc": False, "displayName": "severity"}],
    }
    hidden = ("Time", "Value", "__name__", "alertstate", "service", "signal")
    columns: Node = {
        "id": "organize",
        "options": {
            "excludeByName": dict.fromkeys(hidden, True),
            "indexByName": {"alertname": 1, "severity": 0},
            "renameByName": {"alertname": "alert"},
        },
    }
    colours: Node = {
        severity: {"color": colour, "index": place, "text": severity}
        for place, (severity, colour) in enumerate(COLOURS.items())
    }
    overrides: list[JsonNode] = [
        {
            "matcher": {"id": "byName", "options": "severity"},
            "properties": [
                {"id": "custom.cellOptions", "value": {"type": "color-text"}},
                {"id": "mappings", "value": [{"options": colours, "type": "value"}]},
            ],
        }
    ]
    defaults = _defaults(panel) | {
        "custom": {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False},
        "thresholds": {"mode": "absolute", "steps": [_base("text")]},
    }
    fields: Node = {"defaults": _sorted(defaults), "overrides": overrides}
    queries = _queries(panel, format="table", instant=True)
    return Drawing("table", options, fields, queries, (columns,))


def _annotation_list(panel: Panel) -> Node:
    return {
        "limit": 10,
        "navigateAfter": "10m",
        "navigateBefore": "10m",
        "navigateToPanel": True,
        "onlyFromThisDashboard": False,
        "onlyInTimeRange": False,
        "showTags": False,
        "showTime": True,
        "showUser": False,
        "tags": list(panel.tags),
    }


def _defaults(panel: Panel) -> Node:
    defaults: Node = {"noValue": panel.no_data, "unit": panel.unit}
    if panel.least is not None:
        defaults["min"] = number(panel.least)
    if panel.most is not None:
        defaults["max"] = number(panel.most)
    return defaults


def _sorted(node: Node) -> Node:
    return dict(sorted(node.items()))
