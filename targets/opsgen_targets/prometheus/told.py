"""What a person reads of an alert, worked out without a template, for the generated tests.

The figures are told as Prometheus' template functions tell them (template/template.go, and
HumanizeDuration of prometheus/common): promtool then says whether the template does the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from opsgen.artifacts.figures import is_time_per_time
from opsgen.units import BYTES, NONE, SECONDS, TIME, TOKEN, Unit, merge

_LARGE = ("", "k", "M", "G", "T", "P", "E", "Z", "Y")
_SMALL = ("", "m", "u", "n", "p", "f", "a", "z", "y")
_BINARY = ("", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")


@dataclass(frozen=True, slots=True)
class Told:
    """How the parts of a message read where an alert fires with these labels and this figure."""

    labels: Mapping[str, str]
    figure: float

    def text(self, words: str) -> str:
        return words

    def label(self, name: str) -> str:
        return self.labels.get(name, "")

    def value(self, unit: Unit) -> str:
        return told(self.figure, unit)


def told(figure: float, unit: Unit) -> str:
    """A figure that is exported in `unit`, in the words of the unit that people use."""
    base = figure * float(unit.scale)
    if is_time_per_time(unit):
        return f"{_fixed(figure, 1)}{unit.name}"
    if unit.kind in ("ratio", "relative"):
        return f"{_short(figure * 100 if unit.scale == 1 else figure)}%"
    if unit.dims == SECONDS.dims:
        return _time(base) if _decimal(unit) else f"{_fixed(figure, 1)}{unit.name}"
    if unit.dims == BYTES.dims:
        return f"{_binary(base)}B" if _decimal(unit) else f"{_fixed(figure, 1)} {unit.name}"
    if unit.dims == TOKEN.dims:
        return f"{_human(figure)} tokens"
    if unit.dims == NONE:
        return _human(figure) if unit.kind == "count" else _plain(figure)
    if not unit.name.endswith("/s"):
        return f"{_fixed(figure, 2) if figure >= 1 else _short(figure)} {unit.name}"
    what = merge(unit.dims, TIME, 1)
    if what == NONE:
        return f"{_plain(figure)}/s"
    if what == BYTES.dims and unit.scale == 1:
        return f"{_binary(figure)}B/s"
    return f"{_plain(figure)} {unit.name}"


def _decimal(unit: Unit) -> bool:
    """Whether it is a thousand, a million and so on of the base unit, or such a part of it."""
    power = math.log10(unit.scale)
    return power % 3 == 0 and -9 <= power < 13


def _short(figure: float) -> str:
    """To four digits. Go writes infinity with its sign."""
    if math.isinf(figure):
        return "+Inf" if figure > 0 else "-Inf"
    return "NaN" if math.isnan(figure) else f"{figure:.4g}"


def _fixed(figure: float, decimals: int) -> str:
    return f"{figure:.{decimals}f}" if math.isfinite(figure) else _short(figure)


def _plain(figure: float) -> str:
    return _human(figure) if figure >= 10_000 else _short(figure)


def _human(figure: float) -> str:
    if figure == 0 or not math.isfinite(figure):
        return _short(figure)
    if abs(figure) >= 1:
        return _scaled(figure, 1000, _LARGE)
    return _fraction(figure)


def _fraction(figure: float) -> str:
    place = 0
    while abs(figure) < 1 and place < len(_SMALL) - 1:
        figure *= 1000
        place += 1
    return _short(figure) + _SMALL[place]


def _binary(figure: float) -> str:
    if abs(figure) <= 1 or not math.isfinite(figure):
        return _short(figure)
    return _scaled(figure, 1024, _BINARY)


def _scaled(figure: float, step: int, names: tuple[str, ...]) -> str:
    place = 0
    while abs(figure) >= step and place < len(names) - 1:
        figure /= step
        place += 1
    return _short(figure) + names[place]


def _time(seconds: float) -> str:
    if not math.isfinite(seconds):
        return _short(seconds)
    if seconds == 0:
        return "0s"
    if abs(seconds) < 1:
        return f"{_fraction(seconds)}s"
    sign, whole = ("-" if seconds < 0 else ""), int(abs(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {rest}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {rest}s"
    return f"{sign}{minutes}m {rest}s" if minutes else f"{sign}{_short(abs(seconds))}s"
