"""Figures in an alert's words: the measured one by a template, the threshold as text.

Both take the unit in which the series is exported and speak in the one that people use.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from opsgen.artifacts.escape_gotemplate import value as template
from opsgen.units import BYTES, NONE, SECONDS, TOKEN, Unit, format_number

_TIMES = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
_FRACTIONS = (("ms", 1000), ("us", 10**6), ("ns", 10**9))
_SIZES = (
    ("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10),
    ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3),
)  # fmt: skip
_PERIODS = (("s", 1), ("min", 60), ("h", 3600), ("d", 86400))


def value(unit: Unit) -> str:
    """The template that prints `$value`, a figure in `unit`.

    Templates cannot calculate, so a series in milliseconds or MiB prints in that unit.
    """
    if unit.kind in ("ratio", "relative"):
        if unit.scale == 1:
            return template("humanizePercentage")
        return template('printf "%.3g"') + "%"
    if unit == SECONDS:
        return template("humanizeDuration")
    if unit.dims == BYTES.dims:
        return template("humanize1024") + "B" if unit == BYTES else _printed(1, unit.name)
    if unit.dims == SECONDS.dims:
        return _printed(1, unit.name)
    if unit.dims == TOKEN.dims:
        return template("humanize") + " tokens"
    if unit.dims == NONE:
        # `humanize` says 50m for 0.05, which reads as minutes; a count is hardly ever below 1.
        return template("humanize") if unit.kind == "count" else template('printf "%.4g"')
    if unit.name.endswith("/s"):
        return template('printf "%.4g"') + _suffix(unit.name.removesuffix("/s"), "/s")
    return template('printf "%.2f"') + f" {unit.name}"


def threshold(figure: Fraction, unit: Unit) -> str:
    """A constant in `unit` as people write it: `5%`, `500ms`, `10MiB`, `5/min`, `200 USD`."""
    if unit.kind in ("ratio", "relative"):
        return number(figure * unit.scale * 100) + "%"
    if unit.dims == SECONDS.dims:
        return _duration(figure * unit.scale)
    if unit.dims == BYTES.dims:
        return _size(figure * unit.scale)
    if unit.dims == NONE:
        return number(figure)
    if unit.name.endswith("/s"):
        return _rate(figure, unit.name.removesuffix("/s"))
    return f"{number(figure)} {unit.name}"


def number(figure: Fraction) -> str:
    """Exact where few digits suffice, else to four of them."""
    return _exact(figure) or f"{float(figure):.4g}"


def _exact(figure: Fraction) -> str | None:
    try:
        text = format_number(figure)
    except ValueError:
        return None
    return text if "." not in text or len(text) <= 8 else None


def _printed(decimals: int, name: str) -> str:
    """Not `%g`, which writes 12345 as 1.234e+04."""
    return template(f'printf "%.{decimals}f"') + name


def _suffix(what: str, per: str) -> str:
    return per if what == "1" else f" {what}{per}"


def _duration(seconds: Fraction) -> str:
    if seconds <= 0:
        return f"{number(seconds)}s"
    if seconds.denominator == 1:
        return _compound(int(seconds))
    if seconds < 1:
        for name, per_second in _FRACTIONS:
            if seconds * per_second >= 1:
                return number(seconds * per_second) + name
    return f"{number(seconds)}s"


def _compound(seconds: int) -> str:
    """`5400` as `1h30m`."""
    parts: list[str] = []
    for name, size in _TIMES:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts)


def _size(size: Fraction) -> str:
    """In the first unit that leaves at most two decimals."""
    for name, step in _SIZES:
        if abs(size) >= step and (size / step * 100).denominator == 1:
            return number(size / step) + name
    return f"{number(size)}B"


def _rate(per_second: Fraction, what: str) -> str:
    """In the shortest period in which it is a short decimal: 5 / 60 per second is `5/min`."""
    for name, figure in _by_period(per_second):
        if (text := _exact(figure)) is not None:
            return text + _suffix(what, f"/{name}")
    return number(per_second) + _suffix(what, "/s")


def _by_period(per_second: Fraction) -> Iterable[tuple[str, Fraction]]:
    return ((name, per_second * size) for name, size in _PERIODS)
