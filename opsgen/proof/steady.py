"""What a value comes to when everything keeps its pace, without any sample.

A world is first sought here, where one try costs microseconds; what it gives is then computed
from its samples by the evaluator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, assert_never

from opsgen.plan import All, AnyOf, AtTime, Compare, Condition, Holds, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.values import Labels
from opsgen.proof import histograms, spans
from opsgen.proof.knobs import Board, Knob, passes
from opsgen.proof.samples import LabelSet, label_set
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.vectors import divided, folding

Phase = Literal["past", "present", "lagging"]
"""`lagging`: what a window shows that is longer than the trouble: the past, if there was any."""

STEEPNESS = 3.0
"""Of the spread of observations around the typical one, unless a world needs a longer tail or a
shorter one: a factor of 2 holds eight ninths."""

EVENTS = 10.0
"""Observations per second of a histogram, unless a world has more traffic, or less."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a knob stands, before and within the trouble; None where its series is not there.

    Of a counter or a histogram, `traffic` is the factor that its events are multiplied by in the
    trouble; of a histogram, `steepness` is how near to the typical one all observations are then.
    """

    past: float | None
    present: float | None
    traffic: float = 1.0
    steepness: float = STEEPNESS

    def at(self, phase: Phase) -> float | None:
        return self.present if self._is_present(phase) else self.past

    def traffic_at(self, phase: Phase) -> float:
        return self.traffic if self._is_present(phase) else 1.0

    def steepness_at(self, phase: Phase) -> float:
        return self.steepness if self._is_present(phase) else STEEPNESS

    def _is_present(self, phase: Phase) -> bool:
        return phase == "present" or (phase == "lagging" and self.past is None)


Levels = Mapping[Knob, Level]


def share_up_to(bound: float, typical: float, steepness: float = STEEPNESS) -> float:
    """The part of observations that are no larger than `bound`, when half are below `typical`."""
    if typical <= 0 or math.isinf(bound):
        return 1.0
    if bound <= 0:
        return 0.0
    try:
        return float(1 / (1 + (typical / bound) ** steepness))
    except OverflowError:
        return 0.0


def buckets(knob: Knob, level: Level, phase: Phase) -> list[tuple[float, LabelSet, float]]:
    """(bound, labels, events per second) of each bucket of a histogram, cumulative; none where
    there is no such series. A native one has no bucket beyond its last, which holds the rest."""
    typical = level.at(phase)
    if typical is None:
        return []
    rate, steepness = EVENTS * level.traffic_at(phase), level.steepness_at(phase)
    return [
        (bound, labels, rate * share_up_to(_whole(knob, bound), typical, steepness))
        for bound, labels in _bounds(knob)
    ]


def _whole(knob: Knob, bound: float) -> float:
    return math.inf if knob.kind == "native" and bound == knob.bounds[-1] else bound


@lru_cache(maxsize=1024)
def _bounds(knob: Knob) -> tuple[tuple[float, LabelSet], ...]:
    if knob.kind == "native":
        return tuple((bound, knob.labels) for bound in knob.bounds)
    return tuple(
        (bound, label_set((*knob.labels, ("le", bound_text(bound)))))
        for bound in (*knob.bounds, math.inf)
    )


def bound_text(bound: float) -> str:
    """As exporters write it: `0.5`, `1`, `+Inf`."""
    if math.isinf(bound):
        return "+Inf"
    return str(int(bound)) if bound == int(bound) else repr(bound)


@dataclass(frozen=True, slots=True)
class Steady:
    """Figures at the labels in trouble, with every knob at its level for good.

    `began`: seconds since the trouble began, by series, where a comparison is about just that.
    """

    board: Board
    levels: Levels
    began: Mapping[str, int] = field(default_factory=dict)

    def figure(self, value: Value, phase: Phase = "present") -> float | None:
        """None where there is no figure. Raises UnprovenError."""
        by = value.labels
        if phase == "present" and self._lags(value):
            phase = "lagging"
        match value.node:
            case v.Const(figure):
                return float(figure)
            case v.Series(selector, aggregation):
                levels = self._levels(selector, by, phase)
                return folding(aggregation)(levels) if levels else None
            case v.Rate(selector):
                return self._rate(selector, by, phase)
            case v.Increase(selector, window):
                rate = self._rate(selector, by, phase)
                return None if rate is None else rate * window
            case v.Ratio(part, total):
                all_ = self._rate(total, by, phase)
                return (self._rate(part, by, phase) or 0.0) / all_ if all_ else None
            case v.Quantile():
                return self._quantile(value.node, by, phase)
            case v.OverTime(function, of):
                return self._over_time(function, of, phase)
            case v.Baseline(of=of):
                return self.figure(of, "past")
            case v.ZScore():
                return self._zscore(value.node)
            case v.Change(of, _):
                now, before = self.figure(of), self.figure(of, "past")
                return now / before - 1 if now is not None and before and before > 0 else None
            case v.Share(part, whole, label):
                return self._share(part, whole, label)
            case v.Absent(selector):
                return None if self._there(selector, phase) else 1.0
            case v.Age(selector):
                ages = self._levels(selector, by, phase)
                return min(ages) if ages else None
            case v.Always():
                return 1.0
            case v.OrElse(of, other):
                known = self.figure(of, phase)
                return float(other) if known is None else known
            case v.Arith(op, left, right):
                return _computed(op, self.figure(left, phase), self.figure(right, phase))
            case v.Fired():
                raise UnprovenError("what fired before is told by alerts, not by series")
            case v.Raw():
                raise UnprovenError("`promql:` has a meaning to its own engine alone")
        assert_never(value.node)

    def margin(self, leaf: Condition, within: Condition | None = None) -> float:
        """How far a comparison is from its edge, of the larger side; below 0 where it is false.

        It is looked at when its own windows differ most, or those of all that it stands `within`.
        """
        match leaf:
            case Compare(left, op, right):
                began = self.board.contrasts(leaf if within is None else within)
                steady = replace(self, began=began) if began else self
                ours, theirs = steady.figure(left), steady.figure(right)
                if ours is None or theirs is None or math.isnan(ours) or math.isnan(theirs):
                    return -math.inf
                return _margin(op, ours, theirs)
            case Holds(value):
                return -math.inf if self.figure(value) is None else math.inf
            case AtTime():
                raise UnprovenError("the time of day is no level")
            case All() | AnyOf():
                raise TypeError("not a leaf")
        assert_never(leaf)

    def holds(self, condition: Condition) -> bool:
        """Whether `condition` is true at the labels in trouble."""
        match condition:
            case All(items):
                return all(map(self.holds, items))
            case AnyOf(items):
                return any(map(self.holds, items))
            case _:
                return self.margin(condition) > 0

    def _lags(self, value: Value) -> bool:
        """Whether its window is longer than the trouble has lasted."""
        if not self.began or isinstance(value.node, v.Arith | v.Share | v.OrElse):
            return False
        return any(span > self.began.get(series, span) for series, _, span in spans.windows(value))

    def _over_time(self, function: str, of: Value, phase: Phase) -> float | None:
        seen = [self.figure(of, phase)]
        if phase == "lagging" and function != "avg":
            # The greatest and the least of a window are the present's at once.
            seen.append(replace(self, began={}).figure(of))
        known = [figure for figure in seen if figure is not None]
        return (min if function == "min" else max)(known, default=None)

    def _levels(self, selector: Selector, by: Labels, phase: Phase) -> list[float]:
        return [figure for _, figure in self._gauges(selector, by, phase)]

    def _gauges(
        self, selector: Selector, by: Labels, phase: Phase
    ) -> Iterable[tuple[LabelSet, float]]:
        for knob in self._knobs(selector, by):
            figure = self.levels[knob].at(phase)
            if figure is not None:
                yield knob.labels, figure

    def _rates(
        self, selector: Selector, by: Labels, phase: Phase
    ) -> Iterable[tuple[LabelSet, float]]:
        for knob in self._knobs(selector, by):
            level = self.levels[knob]
            figure = level.at(phase)
            if figure is not None:
                yield knob.labels, figure * level.traffic_at(phase)
        for _, labels, rate in self._buckets(selector, by, phase):
            yield labels, rate

    def _buckets(
        self, selector: Selector, by: Labels, phase: Phase
    ) -> Iterable[tuple[float, LabelSet, float]]:
        histogram = selector.series.removesuffix("_bucket")
        if histogram == selector.series:
            return
        for knob in self._knobs(Selector(histogram), by):
            if knob.kind == "histogram":
                for bucket in buckets(knob, self.levels[knob], phase):
                    if not selector.matchers or passes(selector, bucket[1]):
                        yield bucket

    def _rate(self, selector: Selector, by: Labels, phase: Phase) -> float | None:
        rates = [rate for _, rate in self._rates(selector, by, phase)]
        return sum(rates) if rates else None

    def _quantile(self, node: v.Quantile, by: Labels, phase: Phase) -> float | None:
        if node.native:
            return self._native_quantile(node, by, phase)
        series = Selector(f"{node.histogram.series}_bucket", node.histogram.matchers)
        rates: dict[float, float] = {}
        for bound, _, rate in self._buckets(series, by, phase):
            rates[bound] = rates.get(bound, 0.0) + rate
        return histograms.quantile(float(node.q), rates) if rates else None

    def _native_quantile(self, node: v.Quantile, by: Labels, phase: Phase) -> float | None:
        rates: dict[float, float] = {}
        for knob in self._knobs(node.histogram, by):
            for bound, _, rate in buckets(knob, self.levels[knob], phase):
                rates[bound] = rates.get(bound, 0.0) + rate
        return histograms.exponential_quantile(float(node.q), rates) if rates else None

    def _zscore(self, node: v.ZScore) -> float | None:
        now, usual = self.figure(node.of), self.figure(node.of, "past")
        if now is None or usual is None:
            return None
        least = max(0.05 * abs(usual), float(node.floor or 0))
        return divided(now - usual, least)

    def _share(self, part: Value, whole: Value, label: str) -> float | None:
        total = self.figure(whole)
        if not total or total < 0:
            return None
        rest = tuple(name for name in part.labels if name != label)
        match part.node:
            case v.Series(selector, aggregation):
                fold = folding(aggregation)
                found = self._gauges(selector, rest, "present")
            case v.Rate(selector):
                fold = sum
                found = self._rates(selector, rest, "present")
            case _:
                raise UnprovenError("a share of what is neither a gauge nor a counter")
        parts: dict[str, list[float]] = {}
        for labels, figure in found:
            parts.setdefault(dict(labels).get(label, ""), []).append(figure)
        return max(map(fold, parts.values())) / total if parts else None

    def _there(self, selector: Selector, phase: Phase) -> bool:
        return any(True for _ in self._rates(selector, (), phase))

    def _knobs(self, selector: Selector, by: Labels) -> Iterable[Knob]:
        """Those that it reads at the labels in trouble."""
        return (knob for knob in self.board.in_trouble(selector, by) if knob in self.levels)


def _computed(op: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (op == "/" and right == 0):
        return None
    compute: dict[str, Callable[[], float]] = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
    }
    return compute[op]()


def _margin(op: str, left: float, right: float) -> float:
    size = max(abs(left), abs(right))
    apart = (left - right) / size if size else 0.0
    match op:
        case ">":
            return apart
        case ">=":
            return apart if apart else math.ulp(0.0)
        case "<":
            return -apart
        case "<=":
            return -apart if apart else math.ulp(0.0)
        case "==":
            return -abs(apart) if apart else math.inf
        case "!=":
            return abs(apart) if apart else -math.inf
    raise ValueError(op)
