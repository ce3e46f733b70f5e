"""The quantile of a histogram in buckets, interpolated within the bucket that holds it.

Written from Prometheus' documentation of `histogram_quantile`: bounds rise from the lowest, whose
lower end is zero; beyond the highest finite bound nothing is known, so that bound is given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from opsgen.proof.vectors import divided

_SAME = 1e-12
"""Relative difference of counts that is an error of the arithmetic (promql/quantile.go)."""


def quantile(q: float, rates: Mapping[float, float]) -> float:
    """`rates` are cumulative, by upper bound; NaN without traffic or without the bucket +Inf."""
    bounds = sorted(rates)
    if len(bounds) < 2 or not math.isinf(bounds[-1]):
        return math.nan
    counts = _rising([rates[bound] for bound in bounds])
    if counts[-1] == 0 or math.isnan(counts[-1]):
        return math.nan
    rank = q * counts[-1]
    last = len(bounds) - 1
    place = next(place for place, count in enumerate(counts) if count >= rank or place == last)
    if place == last:
        return bounds[last - 1]
    if place == 0:
        return bounds[0] if bounds[0] <= 0 else bounds[0] * divided(rank, counts[0])
    low, below = bounds[place - 1], counts[place - 1]
    return low + (bounds[place] - low) * ((rank - below) / (counts[place] - below))


def exponential_quantile(q: float, rates: Mapping[float, float]) -> float:
    """The same of a native histogram, whose bounds each are twice the one before (schema 0).

    Within a bucket observations are spread evenly over the logarithms (prometheus 3.0, #14677).
    """
    bounds = sorted(rates)
    if not bounds or rates[bounds[-1]] == 0 or math.isnan(rates[bounds[-1]]):
        return math.nan
    rank, below = q * rates[bounds[-1]], 0.0
    for bound in bounds:
        if rates[bound] >= rank and rates[bound] > below:
            return float(bound / 2 * 2 ** ((rank - below) / (rates[bound] - below)))
        below = rates[bound]
    return bounds[-1]


def _rising(counts: list[float]) -> list[float]:
    """Buckets are scraped one after the other, so a higher one may hold less for a moment."""
    risen = [counts[0]]
    for count in counts[1:]:
        highest = risen[-1]
        same = math.isclose(count, highest, rel_tol=_SAME)
        risen.append(highest if same or count < highest else count)
    return risen
