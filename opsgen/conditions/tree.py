"""What the user wrote, with character offsets; it knows no metric.

Equality ignores offsets and spelling: two trees are equal when they say the same. The text
between the `start` and `end` of any node parses to that node again; parentheses around a
node belong to its parent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from opsgen.units import Unit

ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]
ComparisonOperator: TypeAlias = Literal[">", ">=", "<", "<=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A literal: `500ms`, `5%`, `200 USD`, `5/min`, `0.05`.

    `value` is the number as written, in `unit`; `per` is the seconds of `/s` (1), `/min` (60).
    """

    value: Fraction
    unit: Unit | None
    per: int | None
    text: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)

    @property
    def base(self) -> Fraction:
        """The value in base units (seconds, bytes, one for ratios), per second."""
        scale = self.unit.scale if self.unit else Fraction(1)
        return self.value * scale / (self.per or 1)


@dataclass(frozen=True, slots=True)
class Name:
    """A metric, a constant, or (as second argument of `share`) a label; without backticks."""

    id: str
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`function` is a key of FUNCTIONS and the arguments fit its signature in number and shape."""

    function: str
    arguments: tuple[Node, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Negate:
    """A minus before a value: `-10%`."""

    operand: Node
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two values and the operator between them; its own place is `op_start` to `op_end`."""

    op: ArithmeticOperator
    left: Node
    right: Node
    op_start: int = field(compare=False)
    op_end: int = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values and how they compare; the operator's own place is `op_start` to `op_end`."""

    op: ComparisonOperator
    left: Node
    right: Node
    op_start: int = field(compare=False)
    op_end: int = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A call that is a condition by itself: `absent(x)`."""

    call: Call
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Both:
    """All of two or more conditions, joined by `and`."""

    items: tuple[Condition, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Any of two or more conditions, joined by `or`."""

    items: tuple[Condition, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Threshold:
    """`>500ms`: a comparison whose left side is the metric that carries it."""

    op: ComparisonOperator
    value: Node
    op_start: int = field(compare=False)
    op_end: int = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)


Node: TypeAlias = Quantity | Name | Call | Negate | Arithmetic
Condition: TypeAlias = Comparison | Predicate | Both | Either
Tree: TypeAlias = Node | Condition | Threshold
