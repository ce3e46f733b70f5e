"""How each kind of panel is drawn: what both schemas say of it in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from opsgen.artifacts import JsonNode
from opsgen.promql import Expr, to_promql
from opsgen_targets.grafana import steps
from opsgen_targets.grafana.absences import by_name
from opsgen_targets.grafana.alert_table import OPTIONS, columns, fields
from opsgen_targets.grafana.escape import in_promql
from opsgen_targets.grafana.panels import Link, Panel, Query

Node = dict[str, JsonNode]

_ROOM = Fraction(1, 5)
"""How far the axis reaches beyond a limit, in parts of the limit."""
_LITTLE = {"percentunit": Fraction(1, 100)}
"""What is little in a unit, if not one: of nothing but zeros Grafana makes an axis up to 100."""
_WHOLE = {"percentunit": Fraction(1), "percent": Fraction(100)}
_REDUCE: Node = {"calcs": ["lastNotNull"], "fields": "", "values": False}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel without its place and name. `queries` are (refId, body), `transformations` (id,
    options)."""

    type: str
    options: Node
    fields: Node
    queries: tuple[tuple[str, Node], ...] = ()
    transformations: tuple[tuple[str, Node], ...] = ()


def link_node(link: Link) -> Node:
    """A link of the whole dashboard."""
    return {
        "asDropdown": False,
        "icon": "external link",
        "includeVars": False,
        "keepTime": False,
        "tags": [],
        "targetBlank": True,
        "title": link.title,
        "tooltip": "",
        "type": "link",
        "url": link.url,
    }


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
            queries = _queries(panel, "table", instant=True)
            return Drawing(
                "table", OPTIONS, fields(_defaults(panel)), queries, (columns(panel.hidden),)
            )
        case "deploys":
            return Drawing("annolist", _deploys(panel), {"defaults": {}, "overrides": []})
    assert_never(panel.kind)


def expression(expr: Expr) -> str:
    """The expression as Grafana passes it on."""
    text = to_promql(expr)
    # Few ask for an absence, and to look through every tree for one takes long.
    return in_promql(to_promql(by_name(expr)) if "absent" in text else text)


def _tile(panel: Panel) -> Drawing:
    judged = steps.judges(panel.limits)
    options: Node = {
        "colorMode": "background" if judged else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "reduceOptions": _REDUCE,
        "showPercentChange": False,
        "textMode": "name" if panel.named else "value",
        "wideLayout": True,
    }
    nothing: Node = {"color": steps.NEUTRAL, "index": 0, "text": panel.no_data}
    defaults = _defaults(panel) | {
        "color": {"mode": "thresholds"},
        "mappings": [{"options": {"match": "null+nan", "result": nothing}, "type": "special"}],
        "thresholds": {
            "mode": "absolute",
            "steps": steps.judgement(panel.limits) if judged else [steps.base(steps.NEUTRAL)],
        },
    }
    # Now, and not the last figure of the past hour: a service that is gone has none.
    queries = _queries(panel, "time_series", instant=True)
    return Drawing("stat", options, {"defaults": _sorted(defaults), "overrides": []}, queries)


def _series(panel: Panel) -> Drawing:
    many = any("{{" in query.legend for query in panel.queries)
    options: Node = {
        "legend": {
            # A list wraps, where a table would be cut after two rows.
            "calcs": ["lastNotNull"] if many else [],
            "displayMode": "list",
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
        "showPoints": "never",
        "spanNulls": False,
        "thresholdsStyle": {"mode": _threshold_style(panel)},
    }
    custom |= {f"axisSoft{end}": steps.number(value) for end, value in _axis(panel).items()}
    defaults = _defaults(panel) | {
        "color": {"mode": "palette-classic"},
        "custom": _sorted(custom),
        "thresholds": {"mode": "absolute", "steps": steps.dashes(panel.limits)},
    }
    overrides: list[JsonNode] = [
        {"matcher": {"id": "byFrameRefID", "options": _ref(place)}, "properties": properties}
        for place, query in enumerate(panel.queries)
        if (properties := _style(query))
    ]
    fields: Node = {"defaults": _sorted(defaults), "overrides": overrides}
    return Drawing("timeseries", options, fields, _queries(panel, "time_series"))


def _threshold_style(panel: Panel) -> str:
    """Dashes, and a veil over what lies beyond them, so that no series passes for a limit.

    Grafana veils what is above a step, so a limit that figures fall below has its dashes alone, and
    so has one of zero, where the axis ends: its veil would lie over good figures too.
    """
    if not panel.limits:
        return "off"
    up, down = steps.nearest(panel.limits)
    veiled = panel.veiled and up != 0 and down is None
    return "dashed+area" if veiled else "dashed"


def _axis(panel: Panel) -> dict[str, Fraction]:
    """The ends that the axis has at least, so that the limit which is met first is in sight.

    On both sides of it: the figures may long be beyond, and then the line is what one looks for.
    """
    met = [limit for limit in steps.nearest(panel.limits) if limit is not None]
    if not met:
        little = _LITTLE.get(panel.unit)
        return {} if little is None or panel.least is None else {"Max": panel.least + little}
    highest, whole = max(met), _WHOLE.get(panel.unit)
    end = highest + (abs(highest) * _ROOM or _LITTLE.get(panel.unit, Fraction(1)))
    ends = {"Max": end if whole is None or highest > whole else min(end, whole)}
    if panel.least is None:  # else it is where the axis ends
        lowest = min(met)
        ends["Min"] = lowest - abs(lowest) * _ROOM
    return ends


def _style(query: Query) -> list[JsonNode]:
    match query.style:
        case "line":
            return []
        case "bold":
            return [{"id": "custom.lineWidth", "value": 4}]
        case "thin":
            return [{"id": "custom.lineWidth", "value": 1}]
        case "dashed":
            colour = steps.COLOURS[query.severity] if query.severity else steps.NEUTRAL
            return [
                {"id": "custom.lineStyle", "value": {"dash": [10, 10], "fill": "dash"}},
                {"id": "custom.lineWidth", "value": 1},
                {"id": "color", "value": {"fixedColor": colour, "mode": "fixed"}},
            ]
    assert_never(query.style)


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
        # Empty buckets stay unpainted.
        "filterValues": {"le": Decimal("0.000000001")},
        "legend": {"show": True},
        "rowsFrame": {"layout": "auto"},
        "tooltip": {"mode": "single", "showColorScale": False, "yHistogram": True},
        "yAxis": {"axisPlacement": "left", "reverse": False, "unit": panel.unit},
    }
    fields: Node = {"defaults": _defaults(panel), "overrides": []}
    return Drawing("heatmap", options, fields, _queries(panel, "heatmap"))


def _deploys(panel: Panel) -> Node:
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


def _queries(panel: Panel, form: str, *, instant: bool = False) -> tuple[tuple[str, Node], ...]:
    return tuple(
        (
            _ref(place),
            {
                "editorMode": "code",
                "expr": expression(query.expr),
                "format": form,
                "instant": instant,
                "legendFormat": query.legend,
                "range": not instant,
            },
        )
        for place, query in enumerate(panel.queries)
    )


def _ref(place: int) -> str:
    """`A` to `Z`, then `AA`, as Grafana itself counts."""
    letters, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _defaults(panel: Panel) -> Node:
    defaults: Node = {"noValue": panel.no_data, "unit": panel.unit}
    if panel.least is not None:
        defaults["min"] = steps.number(panel.least)
    return defaults


def _sorted(node: Node) -> Node:
    return dict(sorted(node.items()))
