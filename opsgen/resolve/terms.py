"""Terms: a piece of a condition with its unit, its labels and how it is built.

Checking and building are one pass: a term knows its unit and the labels that it keeps, and
builds its `Value` once the labels of the whole condition are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from opsgen.plan import Origin, Value
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.resolve.measured import Measured
from opsgen.units import (
    COUNT,
    NONE,
    NUMBER,
    RATIO,
    SERIES_UNITS,
    TIME,
    Dims,
    Kind,
    Unit,
    merge,
    per_second,
)

Build = Callable[[Labels, str], Value]


@dataclass(slots=True)
class Term:
    """`unit` is None while nothing says what it is; `constant` is a figure in `unit`.

    `bare` marks a number without a unit, which takes the other side's; `bare_rate` the same
    per time (`5/min`). `open` are the metrics whose undeclared unit the term has. `source` is
    the metric behind a bare name. `consumes` is the label that a share is taken over.
    """

    start: int
    end: int
    unit: Unit | None
    build: Build
    constant: Fraction | None = None
    per: int = 1
    bare: bool = False
    bare_rate: bool = False
    keeps: Labels | None = None
    offers: Labels | None = None
    consumes: str | None = None
    open: tuple[Measured, ...] = ()
    open_rate: bool = False
    source: Measured | None = None
    lender: str | None = None
    history: bool = False
    implicit_rate: bool = False
    parts: tuple[Term, ...] = field(default=())

    def leaves(self) -> Iterator[Term]:
        """The terms that carry labels: all but constants and sums."""
        if self.parts:
            for part in self.parts:
                yield from part.leaves()
        elif self.constant is None:
            yield self

    @property
    def plain(self) -> bool:
        """Whether it is a number without any unit, `2` or `2x`."""
        return self.constant is not None and self.unit == NUMBER

    @property
    def rises_with(self) -> Measured | None:
        """The one metric whose rise is the term's: a bare name, or a function of its past."""
        if not self.parts:
            return self.source
        return self.parts[0].source if self.history and len(self.parts) == 1 else None


def constant_term(
    start: int, end: int, figure: Fraction, unit: Unit, origin: Origin, *, per: int = 1
) -> Term:
    def build(by: Labels, op: str) -> Value:
        return Value(v.Const(figure, per), unit, (), origin)

    return Term(start, end, unit, build, constant=figure, per=per)


def scaled(build: Build, factor: Fraction, unit: Unit, origin: Origin) -> Build:
    """The same value in `unit`, `factor` times the figure."""

    def rescale(by: Labels, op: str) -> Value:
        value = build(by, op)
        if isinstance(value.node, v.Const):
            figure = v.Const(value.node.value * factor, value.node.per)
            return Value(figure, unit, (), value.origin, value.name)
        if factor == 1:
            return Value(value.node, unit, value.labels, value.origin, value.name)
        by_factor = Value(v.Const(factor), NUMBER, (), origin)
        return Value(v.Arith("*", value, by_factor), unit, value.labels, value.origin, value.name)

    return rescale


def product(left: Unit, right: Unit) -> Unit:
    """The unit of `left * right`; a plain number keeps the other's. To be settled."""
    if left == NUMBER:
        return right
    if right == NUMBER:
        return left
    dims = merge(left.dims, right.dims, 1)
    return Unit("", dims, left.scale * right.scale, "quantity" if dims else left.kind)


def quotient(left: Unit, right: Unit) -> Unit:
    """The unit of `left / right`; equal dimensions give a ratio. To be settled."""
    if right == NUMBER:
        return left
    dims = merge(left.dims, right.dims, -1)
    kind: Kind = "number" if left.kind == right.kind == "number" else "ratio"
    return Unit("", dims, left.scale / right.scale, "quantity" if dims else kind)


def settled(unit: Unit) -> Unit:
    """A unit that has a name: the same where there is one, else the one in base units."""
    if unit.name:
        return unit
    if not unit.dims:
        return RATIO if unit.kind == "ratio" else Unit("1", NONE, Fraction(1), unit.kind)
    for scale in (unit.scale, Fraction(1)):
        if (named := _named(unit.dims, scale)) is not None:
            return named
    return Unit(_spelled(unit.dims), unit.dims, Fraction(1), "quantity")


def _named(dims: Dims, scale: Fraction) -> Unit | None:
    counted = merge(dims, TIME, 1)
    if counted == NONE and scale == 1:
        return per_second(COUNT)
    for candidate in SERIES_UNITS.values():
        if candidate.dims and candidate.scale == scale:
            if candidate.dims == dims:
                return candidate
            if candidate.dims == counted:
                return per_second(candidate)
    return None


def _spelled(dims: Dims) -> str:
    """`USD/tokens`, `bytes*s`, from the bases alone."""
    names = {"B": "bytes", "token": "tokens"}
    above = [names.get(base, base) for base, power in dims for _ in range(power)]
    below = [names.get(base, base) for base, power in dims for _ in range(-power)]
    return "/".join(["*".join(above) or "1", *below])
