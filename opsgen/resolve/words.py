"""Figures and units in words, for messages."""

from __future__ import annotations

from fractions import Fraction

from opsgen.units import NUMBER, SECONDS, Unit, format_number

_KINDS = {"ratio": "a ratio", "relative": "a relative change", "count": "a count"}
_BASES = {"B": "bytes", "token": "tokens", "s": "seconds"}


def shown(figure: Fraction) -> str:
    """The figure as a decimal, rounded where none is exact."""
    try:
        return format_number(figure)
    except ValueError:
        return f"{float(figure):g}"


def describe(unit: Unit) -> str:
    """A unit's kind with its article: `a duration`, `a count per second`."""
    if unit == NUMBER:
        return "a plain number"
    if not unit.dims:
        return _KINDS.get(unit.kind, "a plain number")
    if unit.dims == SECONDS.dims:
        return "a duration"
    above = [_BASES.get(base, base) for base, power in unit.dims if power > 0]
    below = [_BASES.get(base, base).removesuffix("s") for base, power in unit.dims if power < 0]
    text = " times ".join(above)
    if not below:
        return f"an amount of {text}"
    return f"{text or 'a count'} per {' per '.join(below)}"
