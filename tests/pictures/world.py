"""From a plan to the series that it reads: calm below every threshold, worse in the incident."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsgen.plan import Plan, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from tests.pictures.courses import Courses
from tests.pictures.day import Course
from tests.pictures.labels import avoiding, combinations, satisfying
from tests.pictures.streams import Stream, counter, gauge, histogram

SPARED = 0.8
"""What those whom the incident spares have of everything, against the first."""

Labels = dict[str, str]


@dataclass(slots=True)
class Counted:
    """All that is read of one counter: its parts, each with its share of the whole."""

    rate: Course | None = None
    common: Labels = field(default_factory=dict)
    parts: list[tuple[tuple[v.Matcher, ...], Course]] = field(default_factory=list)


def streams(plan: Plan, times: Sequence[int]) -> list[Stream]:
    """The series of every value that a metric or an alert of the plan reads, each once.

    A counter may be a histogram's own count: the histogram, told first, has the say.
    """
    found: dict[str, Stream] = {}
    for stream in _World(plan, times).streams():
        found.setdefault(stream.selector, stream)
    return list(found.values())


class _World:
    def __init__(self, plan: Plan, times: Sequence[int]) -> None:
        self._plan = plan
        self._times = times
        self._courses = Courses(plan)
        self._counters: dict[str, Counted] = {}
        self._done: set[tuple[str, str]] = set()
        # Every label that is read of a series anywhere: each of its samples has them all.
        self._labels: dict[str, set[str]] = {}

    def streams(self) -> Iterator[Stream]:
        leaves = [leaf for value in _values(self._plan) for leaf in v.walk(value)]
        for leaf in leaves:
            for selector in _selectors(leaf.node):
                self._labels.setdefault(selector.series, set()).update(leaf.labels)
        # Thresholds first: of two readings of one series, the judged one says how it moves.
        leaves.sort(key=lambda leaf: not self._courses.is_judged(leaf))
        for leaf in leaves:
            yield from self._leaf(leaf)
        for series, counted in self._counters.items():
            yield from self._counter(series, counted)

    def _leaf(self, leaf: Value) -> Iterator[Stream]:
        course = self._courses.of(leaf)
        match leaf.node:
            case v.Series(v.Selector("up"), _, _):
                return  # whether targets answer is nothing that a plan measures
            case v.Series(selector, _, _):
                yield from self._gauges(selector, course)
            case v.Age(selector, _):
                yield from self._ages(selector)
            case v.Rate(selector, _):
                self._count(selector, course)
            case v.Increase(selector, window):
                self._count(selector, course.scaled(1 / window))
            case v.Ratio(part, total, _):
                self._count_part(part, total, course)
            case v.Quantile():
                yield from self._histogram(leaf.node, course)

    def _gauges(self, selector: v.Selector, course: Course) -> Iterator[Stream]:
        for place, combination in enumerate(self._combinations(selector)):
            if self._is_new(selector.series, combination):
                mine = course if place == 0 else course.spared(SPARED)
                yield gauge(selector.series, combination, mine, self._times)

    def _ages(self, selector: v.Selector) -> Iterator[Stream]:
        (labels, *_) = self._combinations(selector)
        if self._is_new(selector.series, labels):
            # It ran at every full hour.
            moments = [float(at - at % 3600) for at in self._times]
            yield Stream(selector.series, labels, self._times, moments)

    def _histogram(self, node: v.Quantile, course: Course) -> Iterator[Stream]:
        name = node.histogram.series
        bounds = [float(bound) for bound in node.buckets] or _bounds(course)
        for place, labels in enumerate(self._combinations(node.histogram)):
            if not self._is_new(name, labels):
                continue
            mine = course if place == 0 else course.spared(SPARED)
            seed = f"{name}{labels}"
            figures = mine.figures(seed, self._times)
            traffic = self._courses.traffic(place).figures(f"{seed} traffic", self._times)
            yield from histogram(name, labels, figures, float(node.q), bounds, traffic, self._times)

    def _count(self, selector: v.Selector, rate: Course) -> None:
        counted = self._counters.setdefault(selector.series, Counted())
        counted.common |= satisfying(selector.matchers)
        counted.rate = counted.rate or rate

    def _count_part(self, part: v.Selector, total: v.Selector, share: Course) -> None:
        traffic = self._courses.traffic(0)
        self._count(total, traffic)
        if part.series != total.series:
            self._count(part, _product(traffic, share))
            return
        extra = tuple(one for one in part.matchers if one not in total.matchers)
        counted = self._counters[part.series]
        if all(extra != known for known, _ in counted.parts):
            counted.parts.append((extra, share))

    def _counter(self, series: str, counted: Counted) -> Iterator[Stream]:
        rate = counted.rate or self._courses.traffic(0)
        told = [satisfying(extra) for extra, _ in counted.parts]
        names = {label for labels in told for label in labels}
        rest = {
            label: avoiding(label, [one for extra, _ in counted.parts for one in extra])
            for label in names
        }
        for place, combination in enumerate(combinations(sorted(self._labels[series] - names))):
            labels = {**self._job(), **combination, **counted.common}
            mine = rate if place == 0 else rate.spared(SPARED)
            whole = mine.figures(f"{series}{labels}", self._times)
            left = list(whole)
            for (_, share), extra in zip(counted.parts, told, strict=True):
                shared = share if place == 0 else share.spared(SPARED)
                shares = shared.figures(f"{series}{labels}{extra}", self._times)
                part = [all_ * min(1.0, one) for all_, one in zip(whole, shares, strict=True)]
                left = [max(0.0, all_ - one) for all_, one in zip(left, part, strict=True)]
                yield counter(series, {**labels, **rest, **extra}, part, self._times)
            yield counter(series, {**labels, **rest}, left, self._times)

    def _combinations(self, selector: v.Selector) -> list[Labels]:
        fixed = satisfying(selector.matchers)
        free = sorted(self._labels[selector.series] - fixed.keys())
        return [{**self._job(), **chosen, **fixed} for chosen in combinations(free)]

    def _job(self) -> Labels:
        return {"job": self._plan.job or self._plan.service, "instance": "10.2.0.14:8000"}

    def _is_new(self, series: str, labels: Mapping[str, str]) -> bool:
        key = (series, repr(sorted(labels.items())))
        fresh = key not in self._done
        self._done.add(key)
        return fresh


def _selectors(node: v.Node) -> tuple[v.Selector, ...]:
    match node:
        case v.Ratio(part, total):
            return (part, total)
        case v.Quantile(selector):
            return (selector,)
        case v.Series(selector) | v.Rate(selector) | v.Increase(selector) | v.Age(selector):
            return (selector,)
        case _:
            return ()


def _values(plan: Plan) -> Iterator[Value]:
    for signal in plan.signals:
        yield signal.value
    for alert in plan.alerts:
        yield from plan_conditions.values(alert.condition)


def _product(rate: Course, share: Course) -> Course:
    return Course(rate.calm * share.calm, rate.calm * share.peak, rate.tidal, share.size)


def _bounds(course: Course) -> list[float]:
    """1, 2.5, 5 of each decade around the figure."""
    low = math.floor(math.log10(course.calm)) - 1
    return [digit * 10.0**power for power in range(low, low + 4) for digit in (1.0, 2.5, 5.0)]
