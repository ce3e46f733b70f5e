"""Figures as people write them, and as operations.yaml does: `500ms`, `5%`, `1d2h`, `1.5GiB`."""

from __future__ import annotations

from fractions import Fraction

from opsgen.units import BYTES, NONE, SECONDS, Unit, format_number

_TIMES = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
_FRACTIONS = (("ms", 1000), ("us", 10**6), ("ns", 10**9))
_SIZES = (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))
_DECIMAL_SIZES = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
_PERIODS = (("s", 1), ("min", 60), ("h", 3600), ("d", 86400))
_SHORT = 8
"""Characters of a decimal that still reads at a glance."""


def figure(value: Fraction, unit: Unit) -> str:
    """A figure that is exported in `unit`, in the unit that people use."""
    if unit.kind in ("ratio", "relative"):
        return number(value * unit.scale * 100) + "%"
    if unit.same_dimension(SECONDS):
        return duration(value * unit.scale)
    if unit.same_dimension(BYTES):
        return _size(value * unit.scale)
    if unit.dims == NONE:
        return number(value)
    if unit.name.endswith("/s"):
        return _rate(value, unit.name.removesuffix("/s"))
    return f"{number(value)} {unit.name}"


def duration(seconds: int | Fraction) -> str:
    """Exact: `200ms`, `45s`, `1h30m`, `1d2h`."""
    if seconds != int(seconds):
        return _fraction(Fraction(seconds))
    parts, rest = [], int(seconds)
    for name, size in _TIMES:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts) or "0s"


def about(seconds: int | Fraction) -> str:
    """A duration for orientation: to the minute, from ten minutes on."""
    return duration(seconds if seconds < 600 else round(Fraction(seconds) / 60) * 60)


def number(value: Fraction) -> str:
    """Exact where few digits suffice, else to four of them."""
    return _exact(value) or f"about {format_number(Fraction(f'{float(value):.4g}'))}"


def _exact(value: Fraction) -> str | None:
    try:
        exact = format_number(value)
    except ValueError:
        return None
    return exact if "." not in exact or len(exact) <= _SHORT else None


def _fraction(seconds: Fraction) -> str:
    for name, per_second in _FRACTIONS:
        if 1 <= seconds * per_second < 1000:
            return number(seconds * per_second) + name
    return number(seconds) + "s"


def _size(size: Fraction) -> str:
    """In the first unit that leaves at most two decimals, else in bytes."""
    for name, step in (*_SIZES, *_DECIMAL_SIZES):
        if abs(size) >= step and (size / step * 100).denominator == 1:
            return number(size / step) + name
    return number(size) + "B"


def _rate(per_second: Fraction, what: str) -> str:
    """Per the shortest period in which it is a short decimal: 5 / 60 per second is `5/min`."""
    suffix = "" if what == "1" else f" {what}"
    for name, size in _PERIODS:
        if (exact := _exact(per_second * size)) is not None:
            return f"{exact}{suffix}/{name}"
    return f"{number(per_second)}{suffix}/s"
