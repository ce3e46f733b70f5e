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
from opsgen.units import NUMBER, RATIO, Kind, Unit, merge

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
    """The unit of `left * right`; a plain number keeps the other's."""
    if left == NUMBER:
        return right
    if right == NUMBER:
        return left
    dims = merge(left.dims, right.dims, 1)
    kind: Kind = "quantity" if dims else left.kind
    name = left.name if not right.dims else right.name if not left.dims else ""
    return Unit(name or f"{left.name}*{right.name}", dims, left.scale * right.scale, kind)


def quotient(left: Unit, right: Unit) -> Unit:
    """The unit of `left / right`; equal dimensions give a ratio.

    Its scale is another than 1 where the two had different ones (ms / s).
    """
    if right == NUMBER:
        return left
    dims = merge(left.dims, right.dims, -1)
    scale = left.scale / right.scale
    if not dims:
        kind: Kind = "number" if left.kind == right.kind == "number" else "ratio"
        return Unit("ratio" if kind == "ratio" else "1", dims, scale, kind)
    if not right.dims:
        return Unit(left.name, dims, scale, "quantity")
    return Unit(f"{left.name}/{right.name}", dims, scale, "quantity")


def whole(unit: Unit) -> Unit:
    """The unit without a scale, where it has no dimension: percent and ms/s are ratios."""
    if unit.dims or unit.scale == 1:
        return unit
    return RATIO if unit.kind == "ratio" else Unit(unit.name, unit.dims, Fraction(1), unit.kind)
