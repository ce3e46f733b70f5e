"""What a world can turn: how high a gauge stands, how fast a counter runs, how slow requests are.

A series gets only the labels that `by`, `where` and matchers name: with an invented one an alert
that can never fire would look proven.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_lowercase
from typing import Literal

from opsgen.plan import Compare, Condition, Matcher, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.proof import spans
from opsgen.proof.samples import LabelSet, label_set, matches
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.vectors import kept
from opsgen.proof.witness import failing, passing

Kind = Literal["gauge", "counter", "histogram", "native", "moment"]

ASSUMED_BOUNDS = tuple(float(f"{digit}e{power}") for power in range(-3, 10) for digit in (1, 3))
"""Of a histogram without declared buckets: milliseconds, tokens and megabytes fit into them."""

AROUND = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
"""Buckets that are assumed about a figure with which a quantile is compared, as its multiples."""

EXPONENTS = range(-10, 31)
"""Of the bounds of a native histogram, as powers of two, unless its limits say better."""

BELOW, ABOVE = 5, 8
"""How many powers of two a native histogram has around a figure with which it is compared."""

SIDES = ("a", "b")
"""Of every label that a result keeps there are two values: the one in trouble, and the other."""


HISTOGRAMS: tuple[Kind, ...] = ("histogram", "native")

_TELLING: tuple[Kind, ...] = ("gauge", "moment", "counter", *HISTOGRAMS)
"""A series that is read in two ways is of the later kind: any may be asked whether it is there."""


@dataclass(frozen=True, slots=True)
class Knob:
    """`kind` tells what its level is: a figure, events per second, a typical observation, an age.

    `name` is the series', a histogram's without `_bucket`; `bounds` are its finite ones, of a
    native histogram the upper ones of all its buckets, each twice the one before.
    """

    kind: Kind
    name: str
    labels: LabelSet
    bounds: tuple[float, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A search looks knobs up a million times.
        object.__setattr__(self, "_hash", hash((self.kind, self.name, self.labels)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Reader:
    """One place where a condition reads series: what is read, and the labels that it keeps.

    A result that is `split` by a label has series of as many values of it as `parts`. What is
    `parted` has no series but those of its parts, which are read too.
    """

    kind: Kind
    selector: Selector
    by: Labels
    bounds: tuple[float, ...] = ()
    split: str | None = None
    parts: int = 2
    parted: bool = False


@dataclass(slots=True)
class Board:
    """The knobs of several conditions, which share a knob where they read the same series."""

    readers: tuple[Reader, ...]
    knobs: tuple[Knob, ...] = ()
    _values: dict[tuple[str, str], str] = field(default_factory=dict)
    _named: dict[str, list[Knob]] = field(default_factory=dict)
    _read: dict[tuple[Selector, Labels], tuple[Knob, ...]] = field(default_factory=dict)
    _contrasts: dict[int, tuple[Condition, Mapping[str, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.knobs = tuple(dict.fromkeys(self._made()))
        for knob in self.knobs:
            self._named.setdefault(knob.name, []).append(knob)

    def named(self, series: str) -> Sequence[Knob]:
        """The knobs of the series, or of the histogram, of that name."""
        return self._named.get(series, ())

    def in_trouble(self, selector: Selector, by: Labels) -> tuple[Knob, ...]:
        """The knobs that `selector` reads at the labels in trouble, of those that are kept."""
        if (selector, by) not in self._read:
            trouble = label_set((name, self.label(name)) for name in by)
            self._read[selector, by] = tuple(
                knob
                for knob in self.named(selector.series)
                if kept(knob.labels, by) == trouble and passes(selector, knob.labels)
            )
        return self._read[selector, by]

    def contrasts(self, leaf: Condition) -> Mapping[str, int]:
        """What `spans.contrasts` says, which is asked at every turn of a knob."""
        if id(leaf) not in self._contrasts:
            self._contrasts[id(leaf)] = (leaf, spans.contrasts(leaf))
        return self._contrasts[id(leaf)][1]

    def label(self, name: str, side: str = SIDES[0]) -> str:
        """The value of a kept label on one side, which every selector lets pass if one can."""
        if (name, side) not in self._values:
            asked = [
                matcher
                for reader in self.readers
                if name in reader.by
                for matcher in reader.selector.matchers
                if matcher.label == name
            ]
            try:
                found = passing(dict.fromkeys(asked), f"{name}-{side}")
            except UnprovenError:
                found = f"{name}-{side}"
            self._values[name, side] = found
        return self._values[name, side]

    def fellow(self, knob: Knob) -> Knob:
        """The knob in trouble that is the same but for the kept labels; itself, if it is one."""
        names = {label for reader in self.readers_of(knob.name) for label in reader.by}
        labels = dict(knob.labels)
        for name in names:
            if labels.get(name) == self.label(name, SIDES[1]):
                labels[name] = self.label(name)
        return replace(knob, labels=label_set(labels.items()))

    def readers_of(self, series: str) -> Iterator[Reader]:
        """Those that read the series, or the histogram, of that name."""
        return (reader for reader in self.readers if reader.selector.series == series)

    def _made(self) -> Iterator[Knob]:
        kept: dict[str, set[str]] = {}
        bounds: dict[str, tuple[float, ...]] = {}
        kinds: dict[str, Kind] = {}
        for reader in self.readers:
            name = reader.selector.series
            kept.setdefault(name, set()).update(reader.by)
            kinds[name] = max(reader.kind, kinds.get(name, "gauge"), key=_TELLING.index)
            if reader.kind in HISTOGRAMS:
                bounds[name] = tuple(sorted({*bounds.get(name, ()), *reader.bounds}))
        natives = {
            name: _exponential(bounds.pop(name)) for name in kinds if kinds[name] == "native"
        }
        buckets = {f"{name}_bucket" for name in bounds}
        for reader in self.readers:
            histogram = reader.selector.series.removesuffix("_bucket")
            if histogram in bounds:
                asked = {
                    bound for m in reader.selector.matchers if (bound := _bound(m)) is not None
                }
                bounds[histogram] = tuple(sorted({*bounds[histogram], *asked}))
        parted = {reader.selector for reader in self.readers if reader.parted}
        for reader in self.readers:
            name = reader.selector.series
            if name in buckets or (reader.selector in parted and reader.split is None):
                continue
            for side in SIDES:
                for labels in self._labels(reader, kept[name], side):
                    known = bounds.get(name, ()) or (ASSUMED_BOUNDS if name in bounds else ())
                    known = natives.get(name, known)
                    yield Knob(kinds[name], name, labels, known)

    def _labels(self, reader: Reader, kept: set[str], side: str) -> Iterator[LabelSet]:
        by_label: dict[str, list[Matcher]] = {}
        for matcher in reader.selector.matchers:
            by_label.setdefault(matcher.label, []).append(matcher)
        labels = {name: self.label(name, side) for name in kept}
        for name, asked in by_label.items():
            if not all(matches(matcher, labels.get(name, "")) for matcher in asked):
                labels[name] = passing(asked)
        # A series has every label by which its sum is split, or it were one more part of it.
        for other in self.readers_of(reader.selector.series):
            if other.split is not None:
                labels.setdefault(other.split, f"{other.split}-a")
        if reader.split is None:
            yield label_set(labels.items())
            return
        for part in ascii_lowercase[: reader.parts]:
            yield label_set((labels | {reader.split: f"{reader.split}-{part}"}).items())


def passes(selector: Selector, labels: LabelSet) -> bool:
    """Whether `selector` reads a series of its name with these labels."""
    values = dict(labels)
    return all(matches(matcher, values.get(matcher.label, "")) for matcher in selector.matchers)


def reads(selector: Selector, knob: Knob) -> bool:
    """Whether `selector` reads the series of `knob`."""
    return selector.series == knob.name and passes(selector, knob.labels)


def _bound(matcher: Matcher) -> float | None:
    """The finite bound that a matcher asks for."""
    if matcher.label != "le" or matcher.op != "=":
        return None
    try:
        bound = float(matcher.value)
    except ValueError:
        return None
    return bound if math.isfinite(bound) else None


def readers(conditions: Iterable[Condition]) -> tuple[Reader, ...]:
    """All that the conditions read, in reading order, each once. Raises UnprovenError."""
    found: dict[Reader, None] = {}
    for condition in conditions:
        for compare in plan_conditions.comparisons(condition):
            found |= dict.fromkeys(_assumed(compare))
        for leaf in plan_conditions.leaves(condition):
            for outer in plan_conditions.values(leaf):
                found |= dict.fromkeys(_of_value(outer, _parts(leaf)))
    return tuple(found)


def _parts(leaf: Condition) -> int:
    """How many parts a whole has, so that even the greatest may be as small as is asked for."""
    match leaf:
        case Compare(left, "<" | "<=", Value(node=v.Const(limit))) if 0 < limit < 1:
            if any(isinstance(value.node, v.Share) for value in v.walk(left)):
                if limit * (len(ascii_lowercase) - 2) < 1:
                    raise UnprovenError("no world has so many parts that each is so small")
                return int(1 / limit) + 2
    return 2


def _assumed(compare: Compare) -> Iterator[Reader]:
    """A histogram of unknown buckets has some about what its quantile is compared with."""
    limit, left = compare.right.node, compare.left
    if not isinstance(limit, v.Const) or not isinstance(left.node, v.Quantile):
        return
    if limit.value > 0 and not left.node.buckets:
        figure = float(limit.value)
        if left.node.native:
            _, exponent = math.frexp(figure)
            bounds = tuple(2.0**power for power in range(exponent - BELOW, exponent + ABOVE))
            yield Reader("native", left.node.histogram, left.labels, bounds)
        else:
            bounds = tuple(figure * factor for factor in AROUND)
            yield Reader("histogram", left.node.histogram, left.labels, bounds)


def _exponential(bounds: Sequence[float]) -> tuple[float, ...]:
    """Powers of two without a gap, from the lowest of `bounds` to the highest."""
    powers = [math.frexp(bound)[1] - 1 for bound in bounds] or EXPONENTS
    return tuple(2.0**power for power in range(min(powers), max(powers) + 1))


def _of_value(outer: Value, parts: int) -> Iterator[Reader]:
    splits = {
        id(value.node.part): value.node.label
        for value in v.walk(outer)
        if isinstance(value.node, v.Share)
    }
    for value in v.walk(outer):
        by = value.labels
        split = splits.get(id(value))
        if split is not None:
            by = tuple(label for label in by if label != split)
        match value.node:
            case v.Series(selector):
                yield Reader("gauge", selector, by, split=split, parts=parts)
            case v.Rate(selector) | v.Increase(selector):
                yield Reader("counter", selector, by, split=split, parts=parts)
            case v.Ratio(part, total):
                rest = _rest(part, total)
                yield Reader("counter", part, by)
                yield Reader("counter", rest, by)
                yield Reader("counter", total, by, parted=rest != total)
            case v.Quantile(histogram, native=True):
                yield Reader("native", histogram, by)
            case v.Quantile(histogram, buckets=buckets):
                yield Reader("histogram", histogram, by, tuple(float(bound) for bound in buckets))
            case v.Age(selector):
                yield Reader("moment", selector, by)
            case v.Absent(selector):
                yield Reader("gauge", selector, by)


def _rest(part: Selector, total: Selector) -> Selector:
    """Series of the total that are not of the part, so that they can differ."""
    if part.series != total.series or _are_apart(part, total):
        return total
    for matcher in part.matchers:
        if matcher in total.matchers:
            continue
        value = failing(matcher, [m for m in total.matchers if m.label == matcher.label])
        if value is not None:
            return Selector(total.series, (*total.matchers, Matcher(matcher.label, "=", value)))
    return total


def _are_apart(part: Selector, total: Selector) -> bool:
    """Whether no series is of both: `{status="fail"}` and `{status="total"}`."""
    asked: dict[str, list[Matcher]] = {}
    for matcher in (*part.matchers, *total.matchers):
        asked.setdefault(matcher.label, []).append(matcher)
    try:
        for matchers in asked.values():
            passing(matchers)
    except UnprovenError:
        return True
    return False
