"""How much a counter grew: restarts counted, and reckoned up to the edges of the window.

Written from Prometheus' own words about `rate` and `increase` (promql/functions.go,
extrapolatedRate): a series that reaches nearly to an edge is taken to go on up to it, one that
starts or ends within the window to do so half a gap away, and none begins below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from opsgen.proof.reading import Reading
from opsgen.proof.samples import Track

_NEARLY = 1.1
"""Gaps between samples within which a series reaches an edge."""


def increase(track: Track, at: int, window: int, reading: Reading) -> float | None:
    """The growth within the `window` seconds until `at`; None with fewer than two samples."""
    samples = reading.window(track, at - window, at)
    if len(samples) < 2:
        return None
    first, last = samples[0], samples[-1]
    grown = _grown([figure for _, figure in samples])
    spanned = last[0] - first[0]
    gap = spanned / (len(samples) - 1)
    before = _before(first[0] - (at - window), gap, first[1], grown, spanned, reading)
    after = _reach(at - last[0], gap)
    return grown * ((spanned + before + after) / spanned)


def _grown(figures: Sequence[float]) -> float:
    """The last less the first, and what was counted before each restart."""
    lost = sum(before for before, after in pairwise(figures) if after < before)
    return figures[-1] - figures[0] + lost


def _reach(distance: float, gap: float) -> float:
    return distance if distance < gap * _NEARLY else gap / 2


def _before(
    distance: float, gap: float, first: float, grown: float, spanned: float, reading: Reading
) -> float:
    """How far the growth goes back before the first sample."""
    birth = spanned * (first / grown) if grown > 0 and first >= 0 else float("inf")
    if reading.half_before_zero:
        return min(_reach(distance, gap), birth)
    return _reach(min(distance, birth), gap)
