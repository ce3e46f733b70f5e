"""Grafana's own models of a dashboard: does one that is read and written again stay the same?

The models keep no key that they do not know, so what is lost on the way was misspelt. They look at
no type, so every value is held against its hint besides. What they do not know at all (the options
of an alert list, the query of a stranger's data source) goes through unjudged.
"""

from __future__ import annotations

import enum
import json
import typing
import warnings
from collections.abc import Iterator, Mapping

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.cog.runtime import panelcfg_options_from_json
from grafana_foundation_sdk.models import dashboardv2, resource

from tests.judges.grafana_lint.read_classic import Json

with warnings.catch_warnings():
    # They would rather be asked about v2.
    warnings.simplefilter("ignore", DeprecationWarning)
    from grafana_foundation_sdk.models import dashboard

ADDED: Mapping[str, object] = {
    # An annotation and a link stand where they always stood, and are shown.
    "placement": "inControlsMenu",
    "builtIn": 0,
    "hide": False,
    # Only a variable of type interval has them.
    "auto": False,
    "auto_count": 30,
    "auto_min": "10s",
    # The text field of a variable that takes one of a list.
    "allowCustomValue": True,
    # A panel: with a background, and no repetition whose direction would matter.
    "transparent": False,
    "repeatDirection": "h",
    # A stat panel that shows no change in percent.
    "percentChangeColorMode": "standard",
    # A heatmap that shows figures where there is room, and is narrowed along the time.
    "showValue": "auto",
    "selectionMode": "x",
    # A link of a panel is one to an address; the rest is for links of a dashboard.
    "type": "link",
    "icon": "",
    "tooltip": "",
    "tags": [],
    "asDropdown": False,
    "includeVars": False,
    "keepTime": False,
    # A table that shows the one frame that there is, without signs of types.
    "frameIndex": 0,
    "showTypeIcons": False,
    # How to draw fields: as the type of panel does.
    "custom": {},
    # The picker of a time, as Grafana itself has it.
    "hidden": False,
    "refresh_intervals": ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"],
}
"""Defaults that the models write though nobody gave them: each is what Grafana takes anyway."""


def faults(document: Json) -> list[str]:
    """What the models would lose, change, add or type differently; `/panels/0/title: lost`."""
    try:
        read = _read(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"cannot be read: {type(error).__name__}: {error}"]
    return [*_differences(document, _json(read), ""), *_misfits(read, object, "")]


def _json(read: object) -> object:
    return json.loads(json.dumps(read, cls=JSONEncoder))


def _read(document: Json) -> object:
    register_default_plugins()
    if "spec" not in document:
        return dashboard.Dashboard.from_json(dict(document))
    manifest = resource.Manifest.from_json(dict(document))
    if document["apiVersion"].rpartition("/")[2].startswith("v2"):
        manifest.spec = _read_v2(document["spec"])
    else:
        manifest.spec = dashboard.Dashboard.from_json(document["spec"])
    return manifest


def _read_v2(spec: Json) -> dashboardv2.Dashboard:
    read = dashboardv2.Dashboard.from_json(dict(spec))
    for name, element in read.elements.items():
        if isinstance(element, dashboardv2.PanelKind):
            # 0.0.21 reads both names into sets, and no plugin's options by the plugin's model.
            given, viz = spec["elements"][name]["spec"]["vizConfig"], element.spec.viz_config
            viz.group, viz.version = given["group"], given.get("version", "")
            viz.spec.options = panelcfg_options_from_json(given["spec"]["options"], viz.group)
    return read


def _differences(before: object, after: object, at: str) -> Iterator[str]:
    match before, after:
        case dict(), dict():
            for key in before:
                # Null says no more than a missing key, unless the models write it too.
                if key in after:
                    yield from _differences(before[key], after[key], f"{at}/{key}")
                elif before[key] is not None:
                    yield f"{at}/{key}: lost"
            for key in after.keys() - before.keys():
                if key not in ADDED or after[key] != ADDED[key]:
                    yield f"{at}/{key}: added {after[key]!r}"
        case list(), list() if len(before) == len(after):
            for i, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from _differences(one, other, f"{at}/{i}")
        case _ if before != after or isinstance(before, bool) != isinstance(after, bool):
            yield f"{at}: {before!r} became {after!r}"


def _misfits(value: object, hint: object, at: str) -> Iterator[str]:
    """Every value that does not fit the hint of its place; `at` is in the models' own names."""
    kinds = _kinds(hint)
    if isinstance(value, dict) and (model := next(filter(_is_model, kinds), None)):
        # Some parts are left as they were read: panels' links are.
        part = model.from_json(value)
        yield from _differences(value, _json(part), at)
        yield from _misfits(part, hint, at)
    elif not any(_is_a(value, kind) for kind in kinds):
        yield f"{at}: {value!r} is no {' or '.join(map(_name, kinds))}"
    elif _is_model(type(value)):
        for name, inner in _hints(type(value)).items():
            place = f"{at}/{name.removesuffix('_val')}"
            yield from _misfits(getattr(value, name), inner, place)
    elif isinstance(value, list):
        inner = _inner(kinds, list)
        for i, one in enumerate(value):
            yield from _misfits(one, inner, f"{at}/{i}")
    elif isinstance(value, dict):
        inner = _inner(kinds, dict)
        for key, one in value.items():
            yield from _misfits(one, inner, f"{at}/{key}")


def _kinds(hint: object) -> tuple[typing.Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) is typing.Union else (hint,)


def _inner(kinds: tuple[typing.Any, ...], container: type) -> object:
    """What a list or a map holds."""
    held = (typing.get_args(kind)[-1] for kind in kinds if typing.get_origin(kind) is container)
    return next(held, object)


def _is_model(kind: object) -> bool:
    return hasattr(kind, "from_json") and hasattr(kind, "to_json")


def _is_a(value: object, kind: typing.Any) -> bool:
    origin = typing.get_origin(kind)
    if kind is typing.Any:
        return True
    if origin is typing.Literal:
        return value in typing.get_args(kind)
    if origin is not None:
        return isinstance(value, origin)
    if issubclass(kind, enum.Enum):
        return value in {member.value for member in kind}
    if kind in (int, float):
        wide = (int, float) if kind is float else int
        return isinstance(value, wide) and not isinstance(value, bool)
    return isinstance(value, kind)


def _name(kind: object) -> str:
    return str(getattr(kind, "__name__", kind))


_HINTS: dict[type, Mapping[str, object]] = {}


def _hints(model: type) -> Mapping[str, object]:
    if model not in _HINTS:
        _HINTS[model] = typing.get_type_hints(model)
    return _HINTS[model]
