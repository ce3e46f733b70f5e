"""What a rollout is watched by: checks of the new version, and comparisons with the stable one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Literal

from opsgen.plan.conditions import All, AnyOf, Compare, Condition, Holds
from opsgen.plan.origin import Origin
from opsgen.plan.values import Matcher, Node, Selector, Value


@dataclass(frozen=True, slots=True)
class Tracks:
    """The label by which the series of the new version and of the stable one are told apart."""

    label: str
    new: str
    stable: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Traffic:
    """Below `least` events, which `events` counts without labels, `of` says nothing."""

    of: Compare
    events: Value
    least: int


@dataclass(frozen=True, slots=True)
class Check:
    """A measurement fails where `condition` holds; `text` is how the user wrote it.

    `baseline` are series that have samples while the stable version runs. What is only
    `observed` is reported and decides nothing.
    """

    text: str
    condition: Condition
    traffic: tuple[Traffic, ...]
    baseline: tuple[Selector, ...]
    observed: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new version fails where it is worse beyond doubt, by ratio and by difference.

    `new` and `stable` are the same figure of each track, without labels. `alpha` is the chance
    that is taken of calling two alike versions different; `min_delta` is in the figure's unit.
    """

    name: str
    new: Value
    stable: Value
    worse: Literal["higher", "lower"]
    max_ratio: Fraction
    min_delta: Fraction
    alpha: Fraction
    origin: Origin


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often each outcome may come in one watch before it decides."""

    failures: int
    inconclusives: int
    errors: int
    errors_in_a_row: int


@dataclass(frozen=True, slots=True)
class Gate:
    """Seconds: between two measurements, before the first, and of the watch at each weight.

    `weights` are the percents of `gradual_rollout`, in ascending order.
    """

    interval: int
    delay: int
    hold: int
    weights: tuple[int, ...]
    allowed: Allowance
    checks: tuple[Check, ...]
    comparisons: tuple[Comparison, ...]
    tracks: Tracks | None
    origin: Origin


def narrowed(condition: Condition, matcher: Matcher) -> Condition:
    """The same of the series that `matcher` picks; a selector that names its label keeps its own.

    The user's own PromQL stays as it is.
    """
    match condition:
        case Compare(left, op, right):
            return Compare(narrowed_value(left, matcher), op, narrowed_value(right, matcher))
        case Holds(value):
            return Holds(narrowed_value(value, matcher))
        case All(items):
            return All(tuple(narrowed(item, matcher) for item in items))
        case AnyOf(items):
            return AnyOf(tuple(narrowed(item, matcher) for item in items))
        case _:
            return condition


def narrowed_value(value: Value, matcher: Matcher) -> Value:
    """`narrowed` of one value."""
    return replace(value, node=_node(value.node, matcher))


def _node(node: Node, matcher: Matcher) -> Node:
    changed: dict[str, object] = {}
    for each in fields(node):
        part = getattr(node, each.name)
        if isinstance(part, Value):
            changed[each.name] = narrowed_value(part, matcher)
        elif isinstance(part, Selector):
            changed[each.name] = narrowed_selector(part, matcher)
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]  # by its fields


def narrowed_selector(selector: Selector, matcher: Matcher) -> Selector:
    """`narrowed` of one selector."""
    if any(each.label == matcher.label for each in selector.matchers):
        return selector
    return replace(selector, matchers=(*selector.matchers, matcher))
