"""How each figure moves on the day: from its thresholds, and where it has none, from its unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from zlib import crc32

from opsgen.plan import Compare, Plan, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.units import CURRENCIES, RATIO, TIME
from tests.pictures.day import Course

CALM = 0.45
"""Of the lowest threshold, on a good day."""

PEAK = 1.45
"""Of the threshold that the incident passes."""

RARE = ("fail", "error", "cooldown", "lost", "reject", "dead")
"""Words of what happens seldom on a good day."""

FIXED = ("budget", "capacity", "limit")
"""Words of what somebody sets."""

HIT = 0.6
"""Of the judged figures, that the incident moves at all: a night is seldom all red."""

NIGHT = "245"
"""Which of them: another word, another night."""

QUIET = ("drift", "psi", "source", "score", "budget", "cost", "spend", "token", "usage_daily")
"""Words of figures that an incident of half an hour does not move, if they are no duration."""


class Courses:
    """The course of any value of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._limits: dict[v.Node, list[tuple[str, float]]] = {}
        self._references: set[v.Node] = set()
        self._named: dict[v.Node, str] = {signal.value.node: signal.name for signal in plan.signals}
        for compare in _comparisons(plan):
            for inner in v.walk(compare.right):
                self._references.add(inner.node)
        self._hit = _chosen(
            {
                self._name(compare.left)
                for compare in _comparisons(plan)
                if compare.op in (">", ">=") and not self._is_quiet(compare.left)
            }
        )
        for compare in _comparisons(plan):
            limit = self._figure(compare.right)
            self._limits.setdefault(compare.left.node, []).append((compare.op, limit))

    def is_judged(self, value: Value) -> bool:
        return value.node in self._limits

    def traffic(self, place: int) -> Course:
        """Requests per second of the service's label set number `place`."""
        rate = (18.0, 7.0, 4.0, 2.0)[place % 4]
        return Course(rate, rate * 1.25, tidal=True)

    def of(self, value: Value) -> Course:
        limits = self._limits.get(value.node)
        usual = _usual(value)
        if value.node in self._references or not limits:
            return self._unjudged(value, usual)
        above = sorted({limit for op, limit in limits if op in (">", ">=")})
        below = sorted({limit for op, limit in limits if op in ("<", "<=")}, reverse=True)
        if above and min(above) <= 0:
            return Course(0.0, 0.0)
        if above:
            return self._rising(value, above)
        if below and max(below) > 0:
            calm = min(below[0] * 2.4, (below[0] + _most(value)) / 2)
            return Course(calm, calm * 0.85, most=_most(value))
        return Course(usual, usual)

    def _unjudged(self, value: Value, usual: float) -> Course:
        if value.node in self._references:
            return Course(usual, usual, size=0)
        if any(word in self._name(value) for word in FIXED):
            left = 0.6 if "left" in self._name(value) else 1.0
            return Course(usual * left, usual * left, size=0)
        if any(word in self._name(value) for word in RARE):
            return Course(usual / 100, usual / 60)
        return Course(usual, usual, tidal=isinstance(value.node, v.Rate | v.Increase))

    def _is_quiet(self, value: Value) -> bool:
        name = self._name(value)
        return value.unit.dims != TIME and any(word in name for word in QUIET)

    def _name(self, value: Value) -> str:
        return (value.name or self._named.get(value.node, "")).lower()

    def _rising(self, value: Value, limits: list[float]) -> Course:
        calm = limits[0] * CALM
        name = self._name(value)
        if self._is_quiet(value):
            return Course(calm * 1.4, calm * 1.5)
        if name not in self._hit:
            return Course(calm, calm * 1.2, most=_most(value))
        passed = (len(limits) + 1) // 2
        peak = limits[passed - 1] * PEAK
        if passed < len(limits):
            peak = min(peak, (limits[passed - 1] + limits[passed]) / 2)
        return Course(calm, peak, most=_most(value))

    def _figure(self, value: Value) -> float:
        """What the right side of a comparison is on this day."""
        match value.node:
            case v.Const(figure, _):
                return float(figure)
            case v.Arith(op, left, right):
                one, other = self._figure(left), self._figure(right)
                return {"+": one + other, "-": one - other, "*": one * other}.get(
                    op, one / (other or 1)
                )
            case v.OverTime(of=of) | v.Baseline(of=of) | v.OrElse(of=of):
                return self._figure(of)
            case _:
                return _usual(value)


def _comparisons(plan: Plan) -> Iterator[Compare]:
    for signal in plan.signals:
        for _, compare in signal.thresholds:
            yield compare
    for alert in plan.alerts:
        # A guard asks for the least traffic, and says nothing about how much there is.
        for compare in plan_conditions.comparisons(alert.condition):
            if compare.op != ">=" or not isinstance(compare.left.node, v.Increase):
                yield compare


def _chosen(names: set[str]) -> set[str]:
    """The names that the night hits; of one alone, that one."""
    ordered = sorted(names, key=lambda name: crc32(f"{NIGHT} {name}".encode()))
    return set(ordered[: math.ceil(HIT * len(names))])


def _most(value: Value) -> float:
    """What the figure can be at most: the whole of a ratio."""
    return float(RATIO.scale / value.unit.scale) if value.unit.kind == "ratio" else math.inf


def _usual(value: Value) -> float:
    """A plausible figure of the unit."""
    unit = value.unit
    bases = dict(unit.dims)
    if unit.kind == "ratio":
        return float(Fraction(1, 4) / unit.scale)
    if "B" in bases:
        return float(6_000_000_000 / unit.scale)
    if "token" in bases:
        return 900.0 if "s" in bases else 1200.0
    if CURRENCIES & bases.keys():
        return 120.0
    if bases == {"s": 1}:
        return float(Fraction(1, 3) / unit.scale)
    if bases == {"s": -1}:
        return 4.0
    return 6.0 if unit.kind == "count" else 200.0
