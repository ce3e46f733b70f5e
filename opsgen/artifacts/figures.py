"""Exact constants in words, as people type them in operations.yaml: `500ms`, `5%`, `1.5 MiB`.

One place prints them, so that the pager, the runbook and whatever comes next cannot disagree.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from opsgen.units import BYTES, NONE, SECONDS, TIME, Unit, format_duration, format_number, merge

_PARTS = (("ms", 1000), ("us", 10**6), ("ns", 10**9))
_SIZES = (
    ("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10),
    ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("B", 1),
)  # fmt: skip
_PERIODS = (("s", 1), ("min", 60), ("h", 3600), ("d", 86400))
_SHORT = 8
"""Characters of a decimal that still reads at a glance."""


def figure(value: Fraction, unit: Unit) -> str:
    """A constant that is exported in `unit`, in the unit that people use."""
    if is_time_per_time(unit):
        return _below_a_minute(value * unit.scale) + "/s"
    if unit.kind in ("ratio", "relative"):
        return number(value * unit.scale * 100) + "%"
    if unit.dims == NONE:
        return number(value)
    if unit.name.endswith("/s"):
        return _rate(value, unit)
    return _amount(value, unit)


def duration(seconds: int | Fraction) -> str:
    """In the largest unit that holds it whole: `200ms`, `1.5s`, `90s`, `5m`, `26h`."""
    exact = Fraction(seconds)
    return format_duration(exact) if exact.denominator == 1 else _below_a_minute(exact)


def number(value: Fraction) -> str:
    """Exact where few digits suffice, else to four of them: `about 33.33`."""
    return _short(value) or f"about {format_number(_rounded(value))}"


def is_time_per_time(unit: Unit) -> bool:
    """Whether it is the growth of a counter of milliseconds and the like.

    It is a share, but the exported figure is a thousand times the share, and no reader may take
    the one for the other: it keeps its own unit, `500ms/s`.
    """
    return unit.kind == "ratio" and unit.scale != 1 and unit.name.endswith("/s")


def _amount(value: Fraction, unit: Unit) -> str:
    if unit.dims == SECONDS.dims:
        return duration(value * unit.scale)
    if unit.dims == BYTES.dims:
        return _size(value * unit.scale)
    return f"{number(value)} {unit.name}"


def _below_a_minute(seconds: Fraction) -> str:
    for name, per_second in _PARTS:
        if 1 <= abs(seconds * per_second) < 1000:
            return number(seconds * per_second) + name
    return number(seconds) + "s"


def _size(size: Fraction) -> str:
    """In the unit that leaves the fewest digits, and at most two decimals."""
    fitting = (
        (len(text), f"{text} {name}")
        for name, step in _SIZES
        if abs(size) >= step
        and (size / step * 100).denominator == 1
        and (text := _short(size / step))
    )
    _, shortest = min(fitting, default=(0, f"{number(size)} B"), key=lambda found: found[0])
    return shortest


def _rate(per_second: Fraction, unit: Unit) -> str:
    """Per the shortest period in which it is a short decimal: 5 / 60 per second is `5/min`."""
    period, times = next(
        (each for each in _PERIODS if _short(per_second * unit.scale * each[1])), _PERIODS[0]
    )
    what = Unit(unit.name.removesuffix("/s"), merge(unit.dims, TIME, 1), unit.scale, "quantity")
    if what.dims == NONE:
        return f"{number(per_second * times)}/{period}"
    return f"{_amount(per_second * times, what)}/{period}"


def _short(value: Fraction) -> str | None:
    try:
        exact = format_number(value)
    except ValueError:
        return None
    return exact if "." not in exact or len(exact) <= _SHORT else None


def _rounded(value: Fraction) -> Fraction:
    """To four digits, without a detour over binary floating point."""
    return Fraction(Context(prec=4).divide(Decimal(value.numerator), Decimal(value.denominator)))
