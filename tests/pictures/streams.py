"""Series of samples, and their text in OpenMetrics."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from tests.pictures.day import Course

SPREAD = 0.5
"""Of the logarithm of a latency."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Stream:
    """One series: a value for each of the times."""

    name: str
    labels: Mapping[str, str]
    times: Sequence[int]
    values: Sequence[float]

    @property
    def selector(self) -> str:
        """The identity of the series; an empty label is none."""
        told = sorted((label, text) for label, text in self.labels.items() if text)
        pairs = ",".join(f'{label}="{_escaped(text)}"' for label, text in told)
        return f"{self.name}{{{pairs}}}"

    def lines(self) -> Iterator[str]:
        head = self.selector
        for at, value in zip(self.times, self.values, strict=True):
            yield f"{head} {value:.10g} {at}\n"


def gauge(name: str, labels: Mapping[str, str], course: Course, times: Sequence[int]) -> Stream:
    seed = f"{name}{sorted(labels.items())}"
    return Stream(name, labels, times, course.figures(seed, times))


def counter(
    name: str, labels: Mapping[str, str], rates: Sequence[float], times: Sequence[int]
) -> Stream:
    """Counts `rates` per second up."""
    total, before, values = 0.0, times[0], []
    for at, rate in zip(times, rates, strict=True):
        total += rate * (at - before)
        before = at
        values.append(total)
    return Stream(name, labels, times, values)


def histogram(
    name: str,
    labels: Mapping[str, str],
    figures: Sequence[float],
    q: float,
    bounds: Sequence[float],
    traffic: Sequence[float],
    times: Sequence[int],
) -> Iterator[Stream]:
    """Buckets whose `q`-quantile follows `figures`, with their count and sum."""
    stretch = math.exp(SPREAD * _NORMAL.inv_cdf(q))
    medians = [figure / stretch for figure in figures]
    for bound in bounds:
        shares = [_NORMAL.cdf(math.log(bound / median) / SPREAD) for median in medians]
        below = [rate * share for rate, share in zip(traffic, shares, strict=True)]
        yield _whole(counter(f"{name}_bucket", {**labels, "le": f"{bound:g}"}, below, times))
    yield _whole(counter(f"{name}_bucket", {**labels, "le": "+Inf"}, traffic, times))
    yield _whole(counter(f"{name}_count", labels, traffic, times))
    spent = [rate * median for rate, median in zip(traffic, medians, strict=True)]
    yield counter(f"{name}_sum", labels, spent, times)


def _whole(stream: Stream) -> Stream:
    """Only whole events are counted, so that what is seldom shows seldom."""
    return replace(stream, values=[math.floor(value) for value in stream.values])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
