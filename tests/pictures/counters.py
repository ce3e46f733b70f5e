"""The series of counters, of which several figures may read different parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from opsgen.plan.values import Matcher, Selector
from tests.pictures.day import Course
from tests.pictures.labels import avoiding, combinations, satisfying
from tests.pictures.streams import Stream, counter

SPARED = 0.8
"""What those whom the incident spares have of everything, against the first."""

Matchers = frozenset[Matcher]


@dataclass(slots=True)
class Counters:
    """What is read of each counter: `rates` by its matchers, and `shares` of one by more matchers.

    `labels` are all that anybody reads of each series, `job` those that every series has.
    """

    times: Sequence[int]
    labels: Mapping[str, Set[str]]
    job: Mapping[str, str]
    rates: dict[str, dict[Matchers, Course]] = field(default_factory=dict)
    shares: dict[str, dict[tuple[Matchers, Matchers], Course]] = field(default_factory=dict)

    def read(self, selector: Selector, rate: Course) -> None:
        """Somebody reads `selector`; the first says how fast it counts."""
        by_matchers = self.rates.setdefault(selector.series, {})
        by_matchers.setdefault(frozenset(selector.matchers), rate)

    def read_ratio(self, part: Selector, total: Selector, share: Course, traffic: Course) -> None:
        """Somebody reads which `share` of `total` is `part`."""
        self.read(total, traffic)
        of, whole = frozenset(part.matchers), frozenset(total.matchers)
        if part.series == total.series and of > whole:
            self.shares.setdefault(part.series, {}).setdefault((whole, of - whole), share)
        else:
            calm, peak = traffic.calm * share.calm, traffic.peak * share.peak
            self.read(part, Course(calm, peak, tidal=True, size=share.size))

    def streams(self) -> Iterator[Stream]:
        for series, rates in self.rates.items():
            for whole, rate in rates.items():
                if not any(other < whole for other in rates):
                    yield from self._whole(series, whole, rate)

    def _whole(self, series: str, whole: Matchers, rate: Course) -> Iterator[Stream]:
        """The parts of a whole, and one series more for the rest of it."""
        parts = [(satisfying(extra), share) for extra, share in self._parts(series, whole, rate)]
        names = {label for labels, _ in parts for label in labels}
        every = [one for extra, _ in self._parts(series, whole, rate) for one in extra]
        rest = {
            label: avoiding(label, [one for one in every if one.label == label]) for label in names
        }
        fixed = satisfying(whole)
        free = sorted(self.labels[series] - names - fixed.keys())
        for place, combination in enumerate(combinations(free)):
            labels = {**self.job, **combination, **fixed}
            counts = _hit(rate, place).figures(f"{series}{labels}", self.times)
            left = list(counts)
            for extra, share in parts:
                shares = _hit(share, place).figures(f"{series}{labels}{extra}", self.times)
                part = [count * min(1.0, one) for count, one in zip(counts, shares, strict=True)]
                left = [max(0.0, count - one) for count, one in zip(left, part, strict=True)]
                yield counter(series, {**labels, **rest, **extra}, part, self.times)
            yield counter(series, {**labels, **rest}, left, self.times)

    def _parts(
        self, series: str, whole: Matchers, rate: Course
    ) -> Iterator[tuple[tuple[Matcher, ...], Course]]:
        for (of, extra), share in self.shares.get(series, {}).items():
            if of == whole:
                yield _ordered(extra), share
        for matchers, mine in self.rates[series].items():
            if whole < matchers:
                part = min(0.5, mine.calm / (rate.calm or 1))
                rise = mine.peak / mine.calm if mine.calm else 1.0
                yield _ordered(matchers - whole), Course(part, min(0.9, part * rise))


def _hit(course: Course, place: int) -> Course:
    return course if place == 0 else course.spared(SPARED)


def _ordered(matchers: Matchers) -> tuple[Matcher, ...]:
    return tuple(sorted(matchers, key=lambda one: (one.label, one.op, one.value)))
