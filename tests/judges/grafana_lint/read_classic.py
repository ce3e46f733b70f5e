"""Reads a classic dashboard (schema v1): a flat list of panels, of which rows may hold some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.judges.grafana_lint.model import Dashboard, Panel, Source, Target, Variable

Json = Mapping[str, Any]


def dashboard(document: Json) -> Dashboard:
    return Dashboard(
        title=document.get("title", ""),
        # Grafana takes a dashboard that does not say so for editable.
        editable=document.get("editable", True),
        variables=tuple(_variable(one) for one in document.get("templating", {}).get("list", ())),
        panels=tuple(_panels(document.get("panels", ()))),
    )


def source(raw: object) -> Source:
    if isinstance(raw, str):
        return Source(raw)
    if isinstance(raw, Mapping):
        return Source(str(raw.get("uid", "")), str(raw.get("type", "")))
    return Source()


def units(field_config: Json, options: Json) -> Iterator[str]:
    """Of the defaults, of every override, and of a heatmap's axis, which has its own."""
    if unit := field_config.get("defaults", {}).get("unit"):
        yield unit
    yield from _overridden(field_config, "unit")
    if unit := (options.get("yAxis") or {}).get("unit"):
        yield unit


def has_mappings(field_config: Json) -> bool:
    return bool(field_config.get("defaults", {}).get("mappings")) or any(
        _overridden(field_config, "mappings")
    )


def shows_text(kind: str, options: Json) -> bool:
    """A stat panel that is told which fields to show may show other than numbers."""
    return kind == "stat" and bool(options.get("reduceOptions", {}).get("fields"))


def _overridden(field_config: Json, name: str) -> Iterator[Any]:
    for override in field_config.get("overrides", ()):
        for one in override.get("properties", ()):
            if one.get("id") == name and one.get("value"):
                yield one["value"]


def _variable(raw: Json) -> Variable:
    query = raw.get("query", "")
    if isinstance(query, Mapping):
        query = query.get("query", "")
    values = [raw.get("current") or {}, *(raw.get("options") or ())]
    return Variable(
        name=raw.get("name", ""),
        label=raw.get("label") or "",
        type=raw.get("type", ""),
        query=query,
        source=source(raw.get("datasource")),
        multi=raw.get("multi", False),
        all_value=raw.get("allValue") or "",
        refresh=raw.get("refresh", 0),
        sample=next((text for one in values if (text := _first(one.get("value")))), ""),
    )


def _first(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _panels(raw: Any) -> Iterator[Panel]:
    for one in raw:
        if one.get("type") != "row":
            yield _panel(one)
        yield from _panels(one.get("panels") or ())


def _panel(raw: Json) -> Panel:
    field_config, options = raw.get("fieldConfig") or {}, raw.get("options") or {}
    kind = raw.get("type", "")
    return Panel(
        id=raw.get("id") or 0,
        title=raw.get("title") or "",
        description=raw.get("description") or "",
        type=kind,
        targets=tuple(_target(i, one) for i, one in enumerate(raw.get("targets") or ())),
        source=source(raw.get("datasource")),
        units=tuple(units(field_config, options)),
        has_mappings=has_mappings(field_config),
        shows_text=shows_text(kind, options),
    )


def _target(index: int, raw: Json) -> Target:
    return Target(
        index=index,
        expr=raw.get("expr") or "",
        panel_id=raw.get("panelId") or 0,
        hidden=raw.get("hide", False),
        source=source(raw.get("datasource")),
    )
