"""Numbers in generated files: exact, in digits that every reader takes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from opsgen.units import format_number


def exact(value: int | Decimal | Fraction) -> str:
    """`value` without exponent and without rounding.

    Raises ValueError for infinity, NaN and a fraction that no finite decimal equals.
    """
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number that a file can hold")
        return format(value, "f")
    return format_number(Fraction(value))
