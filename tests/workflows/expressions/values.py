"""What expressions compute with: null, booleans, numbers, strings, arrays and objects."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

Value = Any
"""None, bool, float, str, list or Mapping."""


class UnknownNameError(Exception):
    """The workflow reads something that is not there; GitHub would give an empty text."""


class Strict(dict[str, Any]):
    """An object whose keys are all known: another one is a mistake of the workflow."""

    def __init__(self, what: str, found: Mapping[str, Any]) -> None:
        super().__init__(found)
        self.what = what


class Filtered(list[Any]):
    """What `.*` gives: a further index goes into each of its items."""


_HEX, _OCTAL, _BINARY = (re.compile(p) for p in ("0x[0-9a-fA-F]+", "0o[0-7]+", "0b[01]+"))
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def number_of(value: Value) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool | float):
        return float(value)
    return parsed(value) if isinstance(value, str) else math.nan


def parsed(text: str) -> float:
    """A number as JavaScript reads it, which GitHub's own reading follows."""
    text = text.strip()
    if not text:
        return 0.0
    for pattern, base in ((_HEX, 16), (_OCTAL, 8), (_BINARY, 2)):
        if pattern.fullmatch(text):
            return float(int(text[2:], base))
    if _DECIMAL.fullmatch(text):
        return float(text)
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def text_of(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, str):
        return value
    return "Object" if isinstance(value, Mapping) else "Array"


def _digits(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else ("-" if value < 0 else "") + "Infinity"
    rounded = round(value, 15)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def truthy(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value) if value is None or isinstance(value, bool | str) else True


def is_primitive(value: Value) -> bool:
    return value is None or isinstance(value, bool | float | str)


def index(of: Value, key: Value) -> Value:
    """`of[key]`; what is not there is null, except in a Strict object."""
    if isinstance(of, Filtered):
        found = Filtered()
        for item in of:
            if isinstance(item, Mapping | list) and (hit := _member(item, key)) is not _MISSING:
                found.append(hit)
        return found
    if not isinstance(of, Mapping | list):
        return None
    hit = _member(of, key)
    if hit is _MISSING and isinstance(of, Strict):
        raise UnknownNameError(f"{of.what} has no `{text_of(key)}`, but {sorted(of)}")
    return None if hit is _MISSING else hit


def star(of: Value) -> Value:
    """`of.*`: all its values, and of what `.*` gave before, all of theirs."""
    if isinstance(of, Filtered):
        return Filtered(inner for item in of for inner in _all(item))
    return Filtered(_all(of)) if isinstance(of, Mapping | list) else None


def _all(of: Value) -> Sequence[Value]:
    if isinstance(of, Mapping):
        return list(of.values())
    return of if isinstance(of, list) else []


_MISSING = object()


def _member(of: Mapping[str, Value] | list[Value], key: Value) -> Value:
    if isinstance(of, Mapping):
        if not is_primitive(key):
            return _MISSING
        wanted = text_of(key).lower()
        return next((each for name, each in of.items() if name.lower() == wanted), _MISSING)
    place = number_of(key)
    if math.isnan(place) or math.isinf(place) or not 0 <= place < len(of):
        return _MISSING
    return of[int(place)]


def to_json(value: Value) -> str:
    return json.dumps(_plain(value), indent=2, ensure_ascii=False)


def from_json(text: str) -> Value:
    """Raises ValueError for what is no JSON."""

    def refuse(word: str) -> float:
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_int=float, parse_constant=refuse)


def _plain(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value == int(value) else value
    return value
