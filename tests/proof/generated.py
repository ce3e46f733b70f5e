"""Random worlds and random values over them, the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from opsgen.plan import Matcher, Origin, Selector, Value
from opsgen.plan import values as v
from opsgen.plan.values import Aggregation, Labels
from opsgen.proof import Track, label_set
from opsgen.units import NUMBER

START = 1_760_000_400
"""A whole number of every interval that a world has."""
LENGTH = 4 * 3600
HERE = Origin((), None)
AGGREGATIONS: tuple[Aggregation, ...] = ("max", "min", "avg", "sum")
MATCHERS = (
    (),
    (Matcher("zone", "=", "x"),),
    (Matcher("zone", "!=", "x"),),
    (Matcher("pod", "=~", "a|b"), Matcher("zone", "=", "y")),
    (Matcher("pod", "!~", "b.*"),),
)
BOUNDS = ("0.1", "0.5", "1", "2.5", "+Inf")


@dataclass(frozen=True, slots=True)
class Case:
    """A value, the tracks that it reads, and the seconds between two evaluations."""

    name: str
    value: Value
    tracks: tuple[Track, ...]
    interval: int


class Draw:
    """One case. Names carry its number, so that all cases live in one server."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.number = number
        self.scrape = self.random.choice((15, 30, 60, 60, 150))
        self.interval = self.random.choice((30, 60, 60, 300))
        self.tracks: list[Track] = []
        self.names = 0

    def case(self, kind: str) -> Case:
        by: Labels = self.random.choice(((), ("pod",), ("pod", "zone"), ("zone",)))
        node = KINDS[kind](self, by)
        value = node if isinstance(node, Value) else _value(node, by)
        return Case(f"{kind}-{self.number}", value, tuple(self.tracks), self.interval)

    def gauge(self, by: Labels) -> v.Node:
        window = self.random.choice((None, None, 600, 3600))
        return v.Series(self._selector(self._gauge), self.random.choice(AGGREGATIONS), window)

    def rate(self, by: Labels) -> v.Node:
        return v.Rate(self._selector(self._counter), self._window())

    def increase(self, by: Labels) -> v.Node:
        return v.Increase(self._selector(self._counter), self._window())

    def ratio(self, by: Labels) -> v.Node:
        total = self._selector(self._counter)
        if self.random.random() < 0.3:
            return v.Ratio(self._selector(self._counter), total, self._window())
        part = (*total.matchers, Matcher("code", "=~", "5.."))
        return v.Ratio(Selector(total.series, part), total, self._window())

    def quantile(self, by: Labels) -> v.Node:
        selector = self._selector(self._histogram, self.random.choice(MATCHERS[:3]))
        name = selector.series.removesuffix("_bucket")
        q = Fraction(self.random.choice((1, 25, 50, 90, 99)), 100)
        return v.Quantile(Selector(name, selector.matchers), q, self._window())

    def over_time(self, by: Labels) -> v.Node:
        function = self.random.choice(("avg", "min", "max"))
        return v.OverTime(function, self._inner(by), self._span())  # type: ignore[arg-type]  # one of three

    def baseline(self, by: Labels) -> v.Node:
        return v.Baseline(self._inner(by), self._span(), self._lag())

    def zscore(self, by: Labels) -> v.Node:
        floor = self.random.choice((None, Fraction(5, 1000)))
        return v.ZScore(self._inner(by), self._span(), self._lag(), floor)

    def change(self, by: Labels) -> v.Node:
        span = self._span()
        if self.random.random() < 0.4:
            return v.Change(_value(v.Increase(self._selector(self._counter), span), by), span)
        return v.Change(self._inner(by), span)

    def share(self, by: Labels) -> Value:
        of = self.random.choice((self.gauge, self.rate))(by)
        if isinstance(of, v.Series):
            of = v.Series(of.selector, "sum", of.window)
        left = tuple(label for label in by if label != "pod")
        part = tuple(sorted({*left, "pod"}))
        share = v.Share(_value(of, part), _value(of, left), "pod")
        return _value(share, left)

    def absent(self, by: Labels) -> Value:
        selector = self._selector(self._gauge)
        if self.random.random() < 0.3:
            selector = Selector(selector.series, (Matcher("zone", "=", "nowhere"),))
        window = self.random.choice((None, 900))
        return _value(v.Absent(selector, window), ())

    def age(self, by: Labels) -> v.Node:
        return v.Age(self._selector(self._clock), 3600)

    def filled(self, by: Labels) -> Value:
        of = v.Series(self._selector(self._gauge), "sum")
        return _value(v.OrElse(_value(of, ()), Fraction(0)), ())

    def arithmetic(self, by: Labels) -> v.Node:
        op = self.random.choice("+-*/")
        left, right = self._inner(by), self._inner(by)
        constant = _value(v.Const(Fraction(self.random.randint(1, 50), 4)), ())
        match self.random.randint(0, 2):
            case 0:
                left = constant
            case 1:
                right = constant
        return v.Arith(op, left, right)  # type: ignore[arg-type]  # one of four

    def _inner(self, by: Labels) -> Value:
        kinds = (self.gauge, self.rate, self.ratio, self.quantile)
        return _value(self.random.choice(kinds)(by), by)

    def _window(self) -> int:
        return self.random.choice((2, 3, 4, 5, 7, 20)) * self.scrape

    def _span(self) -> int:
        return self.random.choice((4, 7, 10)) * self.interval

    def _lag(self) -> int:
        return self.random.choice((0, 1, 2, 5)) * self.interval + self.random.choice((0, 0, 17))

    def _selector(self, course: Course, matchers: tuple[Matcher, ...] | None = None) -> Selector:
        self.names += 1
        suffix = "_bucket" if course == self._histogram else ""
        name = f"m{self.number}_{self.names}{suffix}"
        for pod in ("a", "b", "bb"):
            for zone in ("x", "y", ""):
                if self.random.random() < 0.6:
                    course(name, (("pod", pod), ("zone", zone)))
        return Selector(name, self.random.choice(MATCHERS) if matchers is None else matchers)

    def _gauge(self, name: str, labels: tuple[tuple[str, str], ...]) -> None:
        level = self.random.uniform(-5, 50)

        def figure() -> float:
            if self.random.random() < 0.02:
                return math.nan
            return level + self.random.uniform(-10, 10) if self.random.random() < 0.95 else 0.0

        self._track(name, labels, figure)

    def _counter(self, name: str, labels: tuple[tuple[str, str], ...]) -> None:
        for code in ("200", "500", "404"):
            if self.random.random() < 0.7:
                self._track(name, (*labels, ("code", code)), self._growing(3))

    def _histogram(self, name: str, labels: tuple[tuple[str, str], ...]) -> None:
        times = self._times()
        counts = [0.0] * len(BOUNDS)
        bounds = [bound for bound in BOUNDS if self.random.random() < 0.95]
        rows: dict[str, list[tuple[int, float]]] = {bound: [] for bound in bounds}
        weights = [self.random.uniform(0, 4) for _ in BOUNDS]
        for time in times:
            grown = 0.0
            for place, weight in enumerate(weights):
                grown += self.random.choice((0, weight, round(weight)))
                counts[place] += grown
                if BOUNDS[place] in rows:
                    rows[BOUNDS[place]].append((time, counts[place]))
        for bound, row in rows.items():
            self.tracks.append(Track(name, label_set((*labels, ("le", bound))), tuple(row)))

    def _clock(self, name: str, labels: tuple[tuple[str, str], ...]) -> None:
        self._track(name, labels, lambda: float(START + self.random.randint(-3600, LENGTH)))

    def _growing(self, pace: float) -> Callable[[], float]:
        count = self.random.choice((0.0, 0.0, 1.0, 4711.0))
        still = self.random.random() < 0.15

        def figure() -> float:
            nonlocal count
            if self.random.random() < 0.02:
                count = self.random.choice((0.0, 2.0))
            count += 0 if still else self.random.choice((0, 1, pace * self.random.random()))
            return count

        return figure

    def _track(
        self, name: str, labels: tuple[tuple[str, str], ...], figure: Callable[[], float]
    ) -> None:
        samples = tuple((time, figure()) for time in self._times())
        self.tracks.append(Track(name, label_set(labels), samples))

    def _times(self) -> list[int]:
        """Scrapes, some of them late, with holes, of a series that may begin late or end early."""
        first, last = START, START + LENGTH
        if self.random.random() < 0.3:
            first += self.random.randrange(0, LENGTH, self.scrape)
        if self.random.random() < 0.2:
            last -= self.random.randrange(0, LENGTH // 2, self.scrape)
        late = self.random.choice((0, 0, 3))
        holes = self.random.choice((0.0, 0.0, 0.05))
        return [
            time + self.random.randint(0, late)
            for time in range(first, last, self.scrape)
            if self.random.random() >= holes
        ]


Course = Callable[[str, tuple[tuple[str, str], ...]], None]
"""Draws the samples of one series, given its name and labels."""

KINDS: dict[str, Callable[[Draw, Labels], v.Node | Value]] = {
    "gauge": Draw.gauge,
    "rate": Draw.rate,
    "increase": Draw.increase,
    "ratio": Draw.ratio,
    "quantile": Draw.quantile,
    "over_time": Draw.over_time,
    "baseline": Draw.baseline,
    "zscore": Draw.zscore,
    "change": Draw.change,
    "share": Draw.share,
    "absent": Draw.absent,
    "age": Draw.age,
    "filled": Draw.filled,
    "arithmetic": Draw.arithmetic,
}


def cases(each: int) -> list[Case]:
    """`each` cases of every kind."""
    return [
        Draw(each * place + number).case(kind)
        for place, kind in enumerate(KINDS)
        for number in range(each)
    ]


def _value(node: v.Node, by: Labels) -> Value:
    return Value(node, NUMBER, by, HERE)
