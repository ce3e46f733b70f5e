"""The PromQL that lowering builds: a small tree, always of well-formed nodes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

MatchOp = Literal["=", "!=", "=~", "!~"]

SetOp = Literal["and", "or", "unless"]
Comparison = Literal["==", "!=", ">", "<", ">=", "<="]
Arithmetic = Literal["+", "-", "*", "/", "%", "^", "atan2"]
BinaryOp = SetOp | Comparison | Arithmetic

SET_OPERATORS: frozenset[str] = frozenset(get_args(SetOp))
COMPARISONS: frozenset[str] = frozenset(get_args(Comparison))
ARITHMETIC: frozenset[str] = frozenset(get_args(Arithmetic))


class Printed:
    """What every expression has room for beside its fields: its text on one line, once printed.

    Of a thousand alerts each figure is printed on several pages, and most of a query is its parts.
    """

    __slots__ = ("flat",)

    flat: str


@dataclass(frozen=True, slots=True)
class Num(Printed):
    """An exact number. `per` keeps a rate readable: 1/12 with per=60 prints as `5 / 60`."""

    value: Fraction
    per: int = 1


@dataclass(frozen=True, slots=True)
class Infinity(Printed):
    """The one figure besides the numbers: `Inf`, or `-Inf`."""

    negative: bool = False


@dataclass(frozen=True, slots=True)
class Str(Printed):
    """A string argument, such as those of `label_replace`."""

    text: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """`value` is the text as meant: a plain string, or RE2 source for `=~` and `!~`."""

    label: str
    op: MatchOp
    value: str


@dataclass(frozen=True, slots=True)
class Selector(Printed):
    """Series by name and matchers, in the given order; a range makes it a range vector."""

    name: str
    matchers: tuple[Matcher, ...] = ()
    range_seconds: int | None = None
    offset_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Subquery(Printed):
    """`expr` over `range_seconds`; without a step the engine takes its evaluation interval."""

    expr: Expr
    range_seconds: int
    step_seconds: int | None = None
    offset_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Call(Printed):
    """A function of the engine and its arguments."""

    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Printed):
    """`op by (...) (param, expr)`. Of `by` and `without` at most one is given."""

    op: str
    by: tuple[str, ...] | None
    without: tuple[str, ...] | None
    expr: Expr
    param: Expr | None = None

    def __post_init__(self) -> None:
        if self.by is not None and self.without is not None:
            raise ValueError("an aggregation groups by labels or without labels, not both")


@dataclass(frozen=True, slots=True)
class Binary(Printed):
    """`left op right`.

    A set operator names the labels on which its sides meet: without `on`, a label that only
    one side has makes it match nothing, and the alert is silent for ever. Only beside
    `vector(n)`, which has no labels, it may be left out.
    """

    op: BinaryOp
    left: Expr
    right: Expr
    on: tuple[str, ...] | None = None
    group_left: tuple[str, ...] | None = None
    bool_: bool = False

    def __post_init__(self) -> None:
        if self.op in SET_OPERATORS and (
            self.group_left is not None or (self.on is None and not _is_vector(self.right))
        ):
            raise ValueError(f"`{self.op}` needs `on` and takes no `group_left`")
        if self.group_left is not None and self.on is None:
            raise ValueError("`group_left` needs `on`")
        if self.bool_ and self.op not in COMPARISONS:
            raise ValueError(f"`bool` is for comparisons, not for `{self.op}`")


@dataclass(frozen=True, slots=True)
class Negate(Printed):
    """`-expr`."""

    expr: Expr


@dataclass(frozen=True, slots=True)
class Raw(Printed):
    """PromQL that the user wrote. Never looked into, so always kept apart by parentheses."""

    text: str


Expr = Num | Infinity | Str | Selector | Subquery | Call | Aggregate | Binary | Negate | Raw


def _is_vector(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.function == "vector"
