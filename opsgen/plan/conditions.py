"""When something is the case: comparisons of values, joined over equal label sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from opsgen.plan.values import Const, Increase, Labels, Value

CompareOp = Literal[">", ">=", "<", "<=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Compare:
    """True for each label set at which `left op right`; `right` is in `left`'s unit."""

    left: Value
    op: CompareOp
    right: Value


@dataclass(frozen=True, slots=True)
class Holds:
    """True wherever `value` has a sample at all (absence, the Watchdog, the digest's list)."""

    value: Value


@dataclass(frozen=True, slots=True)
class AtTime:
    """True for `minutes` from the UTC minute of the day `start`, and every `period` minutes.

    `period` divides a day. `weekday` (0 is Sunday) narrows it to one day of the week.
    """

    start: int
    period: int
    minutes: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class All:
    """True where every item is; the result has the first item's figure."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one item is; the result has the figure of the first such item."""

    items: tuple[Condition, ...]


Condition = Compare | Holds | AtTime | All | AnyOf


def leaves(condition: Condition) -> Iterator[Compare | Holds | AtTime]:
    """All that is joined by `and` and `or`, in reading order."""
    match condition:
        case All(items) | AnyOf(items):
            for item in items:
                yield from leaves(item)
        case _:
            yield condition


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison, in reading order."""
    match condition:
        case Compare():
            yield condition
        case All(items) | AnyOf(items):
            for item in items:
                yield from comparisons(item)


def values(condition: Condition) -> Iterator[Value]:
    """The outermost values of a condition, in reading order."""
    match condition:
        case Compare(left, _, right):
            yield left
            yield right
        case Holds(value):
            yield value
        case All(items) | AnyOf(items):
            for item in items:
                yield from values(item)


def labels(condition: Condition) -> Labels:
    """The labels that the result carries: those of its first value that is not a constant."""
    for value in values(condition):
        if not isinstance(value.node, Const):
            return value.labels
    return ()


def without_guards(condition: Condition) -> Condition:
    """The condition as the user wrote it, without the least traffic that opsgen asks for."""
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(map(without_guards, condition.items)))
    if not isinstance(condition, All):
        return condition
    asked = tuple(without_guards(item) for item in condition.items if not is_guard(item))
    return asked[0] if len(asked) == 1 else All(asked)


def is_guard(condition: Condition) -> bool:
    """Whether opsgen asks for it, so that a ratio of next to nothing fires no alert.

    Nameless, because the user names every figure of a condition.
    """
    if not isinstance(condition, Compare):
        return False
    return isinstance(condition.left.node, Increase) and condition.left.name is None
