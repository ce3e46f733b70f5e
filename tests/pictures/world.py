"""From a plan to the series that it reads: calm below every threshold, worse in the incident."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from opsgen.plan import Plan, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from tests.pictures.counters import SPARED, Counters
from tests.pictures.courses import Courses
from tests.pictures.day import Course
from tests.pictures.labels import combinations, satisfying
from tests.pictures.streams import Stream, gauge, histogram

Labels = dict[str, str]


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
        self._done: set[tuple[str, str]] = set()
        # Every label that is read of a series anywhere: each of its samples has them all.
        self._labels: dict[str, set[str]] = {}
        self._counters = Counters(times, self._labels, self._job())

    def streams(self) -> Iterator[Stream]:
        leaves = [leaf for value in _values(self._plan) for leaf in v.walk(value)]
        for leaf in leaves:
            for selector in _selectors(leaf.node):
                self._labels.setdefault(selector.series, set()).update(leaf.labels)
        # Thresholds first: of two readings of one series, the judged one says how it moves.
        leaves.sort(key=lambda leaf: not self._courses.is_judged(leaf))
        for leaf in leaves:
            yield from self._leaf(leaf)
        yield from self._counters.streams()

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
                self._counters.read(selector, course)
            case v.Increase(selector, window):
                self._counters.read(selector, course.scaled(1 / window))
            case v.Ratio(part, total, _):
                self._counters.read_ratio(part, total, course, self._courses.traffic(0))
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


def _bounds(course: Course) -> list[float]:
    """1, 2.5, 5 of each decade around the figure."""
    low = math.floor(math.log10(course.calm)) - 1
    return [digit * 10.0**power for power in range(low, low + 4) for digit in (1.0, 2.5, 5.0)]
