"""What a number means: the engine-free tree that rules, panels, gates and prose share.

A `Value` yields one figure per combination of its `labels`. The unit carries the scale in
which the figure is exported, so that every constant beside it is already converted: a
lowering never knows units. Windows, lags and offsets are whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from opsgen.plan.origin import Origin
from opsgen.units import Unit

Labels = tuple[str, ...]
"""Sorted label names that a result keeps."""

MatchOp = Literal["=", "!=", "=~", "!~"]
Aggregation = Literal["max", "min", "avg", "sum"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """`value` is plain text for `=` and `!=`, an RE2 pattern for the others."""

    label: str
    op: MatchOp
    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """Series of one exported name, byte for byte, narrowed by matchers."""

    series: str
    matchers: tuple[Matcher, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A gauge's present figure; with `window`, the last one seen within it."""

    selector: Selector
    aggregate: Aggregation
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Events per second of a counter over `window`."""

    selector: Selector
    window: int


@dataclass(frozen=True, slots=True)
class Increase:
    """Events of a counter within `window`."""

    selector: Selector
    window: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """`part` events per `total` event over `window`.

    0 without part events, nothing without traffic.
    """

    part: Selector
    total: Selector
    window: int


@dataclass(frozen=True, slots=True)
class Quantile:
    """The `q`-quantile of a histogram named without `_bucket`.

    `buckets` are the declared upper bounds in the exported unit, empty when unknown.
    """

    histogram: Selector
    q: Fraction
    window: int
    buckets: tuple[Fraction, ...] = ()
    native: bool = False


@dataclass(frozen=True, slots=True)
class OverTime:
    """The average, minimum or maximum of `of` over `window`."""

    function: Literal["avg", "min", "max"]
    of: Value
    window: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The mean of `of` over the `window` that ended `lag` ago."""

    of: Value
    window: int
    lag: int


@dataclass(frozen=True, slots=True)
class ZScore:
    """The distance of `of` from its baseline in standard deviations over the same span.

    The deviation is never below 5 % of the baseline, nor below `floor`.
    """

    of: Value
    window: int
    lag: int
    floor: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`of` now against `window` ago, minus one; of an `Increase`, against the window before."""

    of: Value
    window: int


@dataclass(frozen=True, slots=True)
class Share:
    """The largest part of a whole: `part` keeps one label more than `whole`."""

    part: Value
    whole: Value
    label: str


@dataclass(frozen=True, slots=True)
class Absent:
    """1 when no series matched within `window` seconds (at present, when None)."""

    selector: Selector
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """Seconds since the newest Unix time that the series held within `window`."""

    selector: Selector
    window: int


@dataclass(frozen=True, slots=True)
class Fired:
    """Seconds for which each alert of `severities` of the service was firing within `window`.

    Counted in evaluations, `interval` seconds apart. Keeps every label of those alerts; their
    name and severity move to `digest_alert` and `digest_severity`, because the alert that lists
    them has a name and severity of its own.
    """

    service: str
    severities: tuple[str, ...]
    window: int
    interval: int


@dataclass(frozen=True, slots=True)
class Always:
    """1, at all times."""


@dataclass(frozen=True, slots=True)
class Const:
    """A figure. `per` asks to print it as a fraction (`5 / 60`), as it was typed per minute."""

    value: Fraction
    per: int = 1


@dataclass(frozen=True, slots=True)
class Arith:
    """Arithmetic of two values; scales are already equal where `+` and `-` need it."""

    op: Literal["+", "-", "*", "/"]
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class OrElse:
    """`of`, or the figure `other` where `of` has no sample; only without labels."""

    of: Value
    other: Fraction


@dataclass(frozen=True, slots=True)
class Raw:
    """The user's own PromQL, bound to that engine; its labels are its declared `by`."""

    promql: str


Node = (
    Series
    | Rate
    | Increase
    | Ratio
    | Quantile
    | OverTime
    | Baseline
    | ZScore
    | Change
    | Share
    | Absent
    | Age
    | Fired
    | Always
    | Const
    | Arith
    | OrElse
    | Raw
)


@dataclass(frozen=True, slots=True)
class Value:
    """`node` with the unit of its figure, the labels that its result keeps and its origin.

    `name` is what the user calls it (`error_rate`, `p99_latency`), None for a part of a sum.
    """

    node: Node
    unit: Unit
    labels: Labels
    origin: Origin
    name: str | None = None


def children(value: Value) -> tuple[Value, ...]:
    """The values that `value` is made of, in reading order."""
    match value.node:
        case Arith(_, left, right):
            return (left, right)
        case Share(part, whole, _):
            return (part, whole)
        case OverTime(of=of) | Baseline(of=of) | ZScore(of=of) | Change(of=of) | OrElse(of=of):
            return (of,)
        case _:
            return ()


def walk(value: Value) -> Iterator[Value]:
    """`value` and all that it is made of, parents first."""
    yield value
    for child in children(value):
        yield from walk(child)
