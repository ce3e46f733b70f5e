"""What a value is and whether a condition holds, computed from samples alone.

The second opinion on the lowering: it follows what the nodes of a plan mean, knows no PromQL and
shares no code with the room that writes it. Where both agree on what an engine is fed, the rule
says what the spec meant.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import assert_never

from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.history import looked_at_every
from opsgen.plan.values import Labels
from opsgen.proof import counters, histograms
from opsgen.proof.reading import PROMETHEUS_3, Reading
from opsgen.proof.records import RESTLESS, Records, Rest, Weighted
from opsgen.proof.samples import LabelSet, Samples, Track, label_set
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.vectors import (
    Figures,
    Vector,
    by_labels,
    deviation,
    divided,
    folding,
    gather,
    highest,
    kept,
    lowest,
    weighted_mean,
)

LEAST_DEVIATION = 0.05
"""Of the baseline (LANGUAGE 2.2, `zscore`)."""

_DAY = 24 * 60
_OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divided,
}
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


_FOLDS: Mapping[str, Callable[[Weighted], float]] = {
    "avg": weighted_mean,
    "min": lambda history: lowest(figure for figure, _ in history),
    "max": lambda history: highest(figure for figure, _ in history),
}


@dataclass(slots=True)
class Evaluator:
    """Evaluates over `samples`; `interval` is the seconds between two records of history.

    `planned` are the seconds between two evaluations that the rules were written for, should
    they be made to record more seldom. `rest` may know since when nothing changes, so that
    history need not be computed anew.
    """

    samples: Samples
    interval: int
    reading: Reading = PROMETHEUS_3
    rest: Rest = RESTLESS
    planned: int | None = None
    _history: dict[int, Records] = field(default_factory=dict)

    def value(self, value: Value, at: int) -> Figures:
        """The figures of `value` at the Unix second `at`. Raises UnprovenError."""
        by = value.labels
        match value.node:
            case v.Const(figure):
                return float(figure)
            case v.Series(selector, aggregation, window):
                read = self._last(selector, at, window)
                return gather(read, by, folding(aggregation))
            case v.Rate(selector, window):
                return _scaled(self._increase(selector, by, at, window), 1 / window)
            case v.Increase(selector, window):
                return self._increase(selector, by, at, window)
            case v.Ratio():
                return self._ratio(value.node, by, at)
            case v.Quantile():
                return self._quantile(value.node, by, at)
            case v.OverTime(function, of, window):
                fold = _FOLDS[function]
                return self._over(of, at, window, 0, fold)
            case v.Baseline(of, window, lag):
                return self._over(of, at, window, lag, weighted_mean)
            case v.ZScore():
                return self._zscore(value.node, at)
            case v.Change(of, window):
                return self._change(of, by, at, window)
            case v.Share(part, whole, _):
                return self._share(part, whole, by, at)
            case v.Absent(selector, window):
                gone = all(figure is None for _, figure in self._last(selector, at, window))
                return {(): 1.0} if gone else {}
            case v.Age(selector, window):
                newest = gather(self._last(selector, at, window), by, highest)
                return {labels: at - figure for labels, figure in newest.items()}
            case v.Fired():
                return self._fired(value.node, at)
            case v.Always():
                return {(): 1.0}
            case v.OrElse(of, other):
                return self.vector(of, at) or {(): float(other)}
            case v.Arith(op, left, right):
                return self._arithmetic(op, left, right, at)
            case v.Raw():
                raise UnprovenError("`promql:` has a meaning to its own engine alone")
        assert_never(value.node)

    def vector(self, value: Value, at: int) -> Vector:
        """The same, a plain number as the figure without labels."""
        figures = self.value(value, at)
        return figures if isinstance(figures, dict) else {(): figures}

    def condition(self, condition: Condition, at: int) -> Vector:
        """Where `condition` is true at `at`, with the figure that is told of it there."""
        match condition:
            case Compare(left, op, right):
                return self._compared(left, _COMPARISONS[op], right, at)
            case Holds(value):
                return self.vector(value, at)
            case AtTime():
                since = _minutes_since(condition, at)
                return {} if since is None else {(): float(since)}
            case All(items):
                return self._all(items, at)
            case AnyOf(items):
                return self._any(items, at)
        assert_never(condition)

    def _last(
        self, selector: Selector, at: int, window: int | None
    ) -> Iterator[tuple[Track, float | None]]:
        for track in self.samples.select(selector):
            if window is None:
                yield track, self.reading.instant(track, at)
            else:
                yield track, self.reading.newest(track, at - window, at)

    def _increase(self, selector: Selector, by: Labels, at: int, window: int) -> Vector:
        tracks = self.samples.select(selector)
        grown = ((track, counters.increase(track, at, window, self.reading)) for track in tracks)
        return gather(grown, by, sum)

    def _ratio(self, node: v.Ratio, by: Labels, at: int) -> Vector:
        part = self._increase(node.part, by, at, node.window)
        total = self._increase(node.total, by, at, node.window)
        return {
            labels: part.get(labels, 0.0) / figure for labels, figure in total.items() if figure > 0
        }

    def _quantile(self, node: v.Quantile, by: Labels, at: int) -> Vector:
        if node.native:
            return self._native_quantile(node, by, at)
        buckets = Selector(f"{node.histogram.series}_bucket", node.histogram.matchers)
        groups: dict[LabelSet, dict[float, float]] = {}
        for track in self.samples.select(buckets):
            grown = counters.increase(track, at, node.window, self.reading)
            bound = _bound(track.label("le"))
            if grown is None or bound is None:
                continue
            group = groups.setdefault(kept(track.labels, by), {})
            group[bound] = group.get(bound, 0.0) + grown
        q = float(node.q)
        return {labels: histograms.quantile(q, rates) for labels, rates in groups.items()}

    def _native_quantile(self, node: v.Quantile, by: Labels, at: int) -> Vector:
        groups: dict[LabelSet, dict[float, float]] = {}
        for track in self.samples.select(node.histogram):
            grown = counters.counted(track, at, node.window, self.reading)
            if grown is None or track.bucket is None:
                continue
            group = groups.setdefault(kept(track.labels, by), {})
            group[track.bucket] = group.get(track.bucket, 0.0) + grown
        q = float(node.q)
        return {
            labels: histograms.exponential_quantile(q, _cumulative(alone))
            for labels, alone in groups.items()
        }

    def _over(
        self, of: Value, at: int, window: int, lag: int, fold: Callable[[Weighted], float]
    ) -> Vector:
        """`fold` over history, where half of the span at least is known."""
        every = looked_at_every(window, self.planned or self.interval)
        half = math.ceil(Fraction(window, 2 * every))
        records = self._records(of)
        start, end = at - lag - window, at - lag
        seen = records.seen(self.reading.steps(start, end, every))
        past = records.within(self.reading.steps(start, end, self.interval))
        return {
            labels: fold(figures) for labels, figures in past.items() if seen.get(labels, 0) >= half
        }

    def _records(self, of: Value) -> Records:
        if id(of) not in self._history:
            self._history[id(of)] = Records(of, self.interval, self.vector, self.rest)
        return self._history[id(of)]

    def _zscore(self, node: v.ZScore, at: int) -> Vector:
        means = self._over(node.of, at, node.window, node.lag, weighted_mean)
        spreads = self._over(node.of, at, node.window, node.lag, deviation)
        floor = float(node.floor) if node.floor is not None else 0.0
        found: Vector = {}
        for labels, figure in self.vector(node.of, at).items():
            if labels in means:
                least = max(LEAST_DEVIATION * abs(means[labels]), floor)
                spread = max(spreads[labels], least)
                found[labels] = divided(figure - means[labels], spread)
        return found

    def _change(self, of: Value, by: Labels, at: int, window: int) -> Vector:
        now = self.vector(of, at)
        if isinstance(of.node, v.Increase):
            selector = of.node.selector
            before = self._increase(selector, by, at - window, window)
            # Younger than half of the earlier window, a counter has no past to compare with.
            end = at - window - window // 2
            lived = gather(self._last(selector, end, window - window // 2), by, highest)
            before = {labels: figure for labels, figure in before.items() if labels in lived}
        else:
            before = self._records(of).at((at - window) // self.interval * self.interval)
        return {
            labels: figure / before[labels] - 1
            for labels, figure in now.items()
            if before.get(labels, 0.0) > 0
        }

    def _share(self, part: Value, whole: Value, by: Labels, at: int) -> Vector:
        largest: dict[LabelSet, list[float]] = {}
        for labels, figure in self.vector(part, at).items():
            largest.setdefault(kept(labels, by), []).append(figure)
        return {
            labels: highest(largest[labels]) / figure
            for labels, figure in self.vector(whole, at).items()
            if labels in largest and figure > 0
        }

    def _fired(self, node: v.Fired, at: int) -> Vector:
        found: Vector = {}
        for track in self.samples.select(Selector("ALERTS")):
            labels = dict(track.labels)
            count = len(self.reading.window(track, at - node.window, at))
            wanted = (
                labels.get("alertstate") == "firing"
                and labels.get("service") == node.service
                and labels.get("severity") in node.severities
            )
            if not wanted or not count:
                continue
            named = {
                "digest_alert": labels.pop("alertname", ""),
                "digest_severity": labels.pop("severity", ""),
            }
            rest = {k: t for k, t in labels.items() if k not in ("alertstate", "signal")}
            key = label_set((rest | named).items())
            found[key] = found.get(key, 0.0) + count * node.interval
        return found

    def _arithmetic(self, op: str, left: Value, right: Value, at: int) -> Figures:
        above, below = self.value(left, at), self.value(right, at)
        compute = _OPERATORS[op]
        if op == "/" and isinstance(below, dict):
            # Dividing by nothing gives nothing (docs/decisions.md).
            below = {labels: figure for labels, figure in below.items() if figure != 0}
        if isinstance(above, dict) and isinstance(below, dict):
            shared = _shared(left.labels, right.labels)
            others = by_labels(below, shared)
            return {
                labels: compute(figure, others[labels][1])
                for labels, (_, figure) in by_labels(above, shared).items()
                if labels in others
            }
        if isinstance(above, dict):
            assert not isinstance(below, dict)
            return {labels: compute(figure, below) for labels, figure in above.items()}
        if isinstance(below, dict):
            return {labels: compute(above, figure) for labels, figure in below.items()}
        return compute(above, below)

    def _compared(
        self, left: Value, holds: Callable[[float, float], bool], right: Value, at: int
    ) -> Vector:
        ours, theirs = self.value(left, at), self.value(right, at)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            shared = _shared(left.labels, right.labels)
            others = by_labels(theirs, shared)
            return {
                labels: figure
                for labels, (_, figure) in by_labels(ours, shared).items()
                if labels in others and holds(figure, others[labels][1])
            }
        if isinstance(ours, dict):
            assert not isinstance(theirs, dict)
            return {labels: figure for labels, figure in ours.items() if holds(figure, theirs)}
        if isinstance(theirs, dict):
            return {labels: figure for labels, figure in theirs.items() if holds(ours, figure)}
        raise UnprovenError("both sides are plain numbers")

    def _all(self, items: tuple[Condition, ...], at: int) -> Vector:
        first, *rest = items
        found, labels_kept = self.condition(first, at), plan_conditions.labels(first)
        for item in rest:
            shared = _shared(labels_kept, plan_conditions.labels(item))
            also = {kept(labels, shared) for labels in self.condition(item, at)}
            found = {
                labels: figure for labels, figure in found.items() if kept(labels, shared) in also
            }
        return found

    def _any(self, items: tuple[Condition, ...], at: int) -> Vector:
        first, *rest = items
        found, labels_kept = self.condition(first, at), plan_conditions.labels(first)
        for item in rest:
            shared = _shared(labels_kept, plan_conditions.labels(item))
            have = {kept(labels, shared) for labels in found}
            more = self.condition(item, at)
            found |= {
                labels: figure
                for labels, figure in more.items()
                if kept(labels, shared) not in have
            }
        return found


def _shared(left: Labels, right: Labels) -> tuple[str, ...]:
    return tuple(label for label in left if label in right)


def _scaled(vector: Vector, factor: float) -> Vector:
    return {labels: figure * factor for labels, figure in vector.items()}


def _bound(le: str) -> float | None:
    try:
        return float(le)
    except ValueError:
        return None


def _cumulative(alone: Mapping[float, float]) -> dict[float, float]:
    bounds = sorted(alone)
    return dict(zip(bounds, accumulate(alone[bound] for bound in bounds), strict=True))


def _minutes_since(when: AtTime, at: int) -> int | None:
    """Minutes since it was last due; None outside of its time."""
    minute = at // 60 % _DAY
    since = (minute - when.start) % _DAY % when.period
    if since >= when.minutes:
        return None
    # Time began on a Thursday, and the day is that on which it was due.
    day = ((at - 60 * when.start) // (60 * _DAY) + 4) % 7
    return since if when.weekday is None or day == when.weekday else None
