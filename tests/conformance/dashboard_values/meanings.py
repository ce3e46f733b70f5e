"""What each query of a dashboard means: the value of the plan that it must be.

A query is known by its text, and the text of a value is its lowering; a query that is no value's
has no meaning and fails the test. What it must come to is computed without any PromQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from opsgen.plan import SEVERITIES, Compare, Condition, Holds, Matcher, Plan, Selector, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql import Aggregate, Binary, tree
from opsgen.promql.lower import Lowering
from opsgen.proof import Evaluator, Vector
from opsgen.units import COUNT, Unit, per_second
from opsgen_targets.grafana.drawing import expression
from opsgen_targets.grafana.firing import count_and_worst, worst_first

Meaning = Callable[[Evaluator, int], Vector]
_EVENTS = per_second(COUNT)
_AT_ANY_LABELS = v.Rate | v.Increase | v.Series | v.Ratio | v.Quantile
RUNGS = (Fraction(1, 2), Fraction(95, 100), Fraction(99, 100))


@dataclass(frozen=True, slots=True)
class Meanings:
    """The meaning of each text that a panel may ask, and the unit of its figure.

    `raw` are the user's own expressions, whose meaning only their engine knows.
    """

    plan: Plan
    of: Mapping[str, Meaning]
    units: Mapping[str, Unit]
    raw: frozenset[str] = frozenset()

    def text(self, value: Value) -> str:
        """How a panel asks for `value`."""
        return expression(Lowering(self.plan.evaluation_interval).value(value))

    def condition(self, condition: Condition) -> str:
        return expression(Lowering(self.plan.evaluation_interval).condition(condition))


def meanings(plan: Plan) -> Meanings:
    """Of all that the plan measures: at its labels and without any, whole and in parts."""
    lower = Lowering(plan.evaluation_interval)
    found: dict[str, Meaning] = {}
    units: dict[str, Unit] = {}
    for value in _values(plan):
        expr = lower.value(value)
        found[expression(expr)] = _of(value)
        units[expression(expr)] = value.unit
        for worst, pick in (("max", max), ("min", min)):
            text = expression(Aggregate(worst, None, None, expr))
            found[text], units[text] = _worst(value, pick), value.unit
    for alert in plan.alerts:
        if alert.cause == "no_data":
            found[expression(lower.condition(alert.condition))] = _where(alert.condition)
    firing = Selector("ALERTS", _firing(plan.service))
    found[expression(worst_first(plan))] = lambda e, at: _ranks(_present(e, firing, at))
    found[expression(count_and_worst(plan))] = lambda e, at: _count(_present(e, firing, at))
    if plan.job is not None:
        up = Selector("up", (Matcher("job", "=", plan.job),))
        asked = tree.Selector("up", (tree.Matcher("job", "=", plan.job),))
        gone = Binary(
            "-", Aggregate("count", None, None, asked), Aggregate("sum", None, None, asked)
        )
        found[expression(gone)] = lambda e, at: _unreachable(e, up, at)
    raw = [signal.value for signal in plan.signals if isinstance(signal.value.node, v.Raw)]
    return Meanings(plan, found, units, frozenset(expression(lower.value(value)) for value in raw))


def leaves(condition: Condition) -> Iterator[Compare | Holds]:
    """The comparisons and presences of a condition."""
    match condition:
        case plan_conditions.All(items) | plan_conditions.AnyOf(items):
            for item in items:
                yield from leaves(item)
        case Compare() | Holds():
            yield condition


def _values(plan: Plan) -> Iterator[Value]:
    outer = [signal.value for signal in plan.signals]
    outer += [value for alert in plan.alerts for value in plan_conditions.values(alert.condition)]
    for whole in outer:
        for value in v.walk(whole):
            if isinstance(value.node, v.Const | v.Raw | v.Fired | v.Always):
                continue
            for variant in _variants(value):
                yield variant
                if isinstance(variant.node, _AT_ANY_LABELS):
                    yield replace(variant, labels=())


def _variants(value: Value) -> Iterator[Value]:
    """The value, and what a panel shows to explain it."""
    yield value
    match value.node:
        case v.Ratio(part, total, window):
            yield replace(value, node=v.Rate(part, window), unit=_EVENTS)
            yield replace(value, node=v.Rate(total, window), unit=_EVENTS)
        case v.Quantile(histogram, _, window, _, False) as node:
            for rung in RUNGS:
                yield replace(value, node=replace(node, q=rung))
            count = Selector(f"{histogram.series}_count", histogram.matchers)
            yield replace(value, node=v.Rate(count, window), unit=_EVENTS)
            buckets = Selector(f"{histogram.series}_bucket", histogram.matchers)
            yield replace(value, node=v.Rate(buckets, window), labels=("le",), unit=_EVENTS)
        case v.ZScore(of, window, lag):
            yield replace(of, node=v.Baseline(of, window, lag))


def _of(value: Value) -> Meaning:
    return lambda evaluator, at: evaluator.vector(value, at)


def _where(condition: Condition) -> Meaning:
    return lambda evaluator, at: evaluator.condition(condition, at)


def _worst(value: Value, pick: Callable[[list[float]], float]) -> Meaning:
    def worst(evaluator: Evaluator, at: int) -> Vector:
        figures = [figure for figure in evaluator.vector(value, at).values() if figure == figure]
        known = evaluator.vector(value, at)
        return {(): pick(figures)} if figures else ({(): float("nan")} if known else {})

    return worst


def _firing(service: str) -> tuple[Matcher, ...]:
    return (
        Matcher("alertstate", "=", "firing"),
        Matcher("service", "=", service),
        Matcher("severity", "!=", "none"),
    )


def _present(evaluator: Evaluator, selector: Selector, at: int) -> Vector:
    seen = {
        track.labels: evaluator.reading.instant(track, at)
        for track in evaluator.samples.select(selector)
    }
    return {labels: figure for labels, figure in seen.items() if figure is not None}


def _ranks(firing: Vector) -> Vector:
    """4 for a critical alert, 1 for a low one."""
    least_first = SEVERITIES[::-1]
    return {labels: 1.0 + least_first.index(dict(labels)["severity"]) for labels in firing}


def _count(firing: Vector) -> Vector:
    """How many as a label, and the rank of the worst."""
    return {(("alerts", str(len(firing))),): max(_ranks(firing).values(), default=0.0)}


def _unreachable(evaluator: Evaluator, up: Selector, at: int) -> Vector:
    seen = _present(evaluator, up, at)
    return {(): len(seen) - sum(seen.values())} if seen else {}
