"""Puts a sample value for each of Grafana's variables, so that a query can be parsed.

What stands between double quotes is left alone: there `$job` is what a rule looks for. The syntax
is `$name`, `${name}`, `${name:format}` and `[[name]]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from tests.judges.grafana_lint.model import Variable

RATE_INTERVAL = timedelta(milliseconds=7_919_001)
"""No one types this; so wherever it turns up, `$__rate_interval` stood."""

GLOBALS = {
    "__rate_interval": "7919001ms",
    "__interval": "7907003ms",
    "__range": "7901007ms",
    "__interval_ms": "7883009",
    "__range_ms": "7879011",
    "__range_s": "7877",
    "__auto": "7873013ms",
    "__from": "1700000000000",
    "__to": "1700003600000",
}
AUTO_INTERVAL = "__auto_interval"

FORMATS: dict[str, Callable[[str], str]] = {
    "csv": lambda text: ",".join([text] * 3),
    "raw": lambda text: ",".join([text] * 3),
    "pipe": lambda text: "|".join([text] * 3),
    "regex": lambda text: "|".join([text] * 3),
    "glob": lambda text: "{" + ",".join([text] * 3) + "}",
    "doublequote": lambda text: ",".join([f'"{text}"'] * 3),
    "singlequote": lambda text: ",".join([f"'{text}'"] * 3),
    "seconds": lambda text: text[:-3],
}
"""How several chosen values become text; `date:seconds` of a time is the same in seconds."""

_REFERENCE = re.compile(r"\$(\w+)|\$\{([^}]+)\}|\[\[([^\[\]]+)\]\]")


def expand(expr: str, variables: Sequence[Variable]) -> str:
    """`expr` as Grafana may send it; ValueError at a format that nobody knows."""
    parts = expr.split('"')
    outside = parts[::2]
    parts[::2] = [_REFERENCE.sub(lambda m: _sample(m, variables), part) for part in outside]
    return '"'.join(parts)


def _sample(found: re.Match[str], variables: Sequence[Variable]) -> str:
    name, *formats = next(text for text in found.groups() if text).split(":")
    value = _value(name, variables)
    for one in formats:
        if one == "date":
            continue
        if one not in FORMATS:
            raise ValueError(f"unknown format of a variable: {found[0]}")
        value = FORMATS[one](value)
    return value


def _value(name: str, variables: Sequence[Variable]) -> str:
    if name in GLOBALS:
        return GLOBALS[name]
    if name.startswith(AUTO_INTERVAL):
        return "10s"
    for one in variables:
        if one.name == name and one.sample:
            # Its value may name others; without itself it comes to an end.
            return expand(one.sample, [other for other in variables if other.name != name])
    return name
