"""How much a counter grew: restarts counted, and reckoned up to the edges of the window.

Written from Prometheus' own words about `rate` and `increase` (promql/functions.go,
extrapolatedRate): a series that reaches nearly to an edge is taken to go on up to it, one that
starts or ends within the window to do so half a gap away, and none begins below zero.
"""

from __future__ import annotations

from itertools import pairwise

from opsgen.proof.reading import Reading
from opsgen.proof.runs import Runs
from opsgen.proof.samples import Track

_NEARLY = 1.1
"""Gaps between samples within which a series reaches an edge."""


def increase(track: Track, at: int, window: int, reading: Reading) -> float | None:
    """The growth within the `window` seconds until `at`; None with fewer than two samples."""
    found = _grown(track, at - window, at, reading)
    if found is None:
        return None
    first, last, count, grown = found
    spanned = last[0] - first[0]
    gap = spanned / (count - 1)
    before = _before(first[0] - (at - window), gap, first[1], grown, spanned, reading)
    after = _reach(at - last[0], gap)
    return grown * ((spanned + before + after) / spanned)


def counted(track: Track, at: int, window: int, reading: Reading) -> float | None:
    """The growth between the first and the last sample of the window, as far as it was seen."""
    found = _grown(track, at - window, at, reading)
    return None if found is None else found[3]


Point = tuple[int, float]


def _grown(
    track: Track, start: int, end: int, reading: Reading
) -> tuple[Point, Point, int, float] | None:
    """The first and the last sample, how many there are, and what was counted between the two."""
    if isinstance(track.samples, Runs) and track.samples.never_falls:
        places = reading.places(track, start, end)
        if len(places) < 2:
            return None
        first, last = track.samples.at(places[0]), track.samples.at(places[-1])
        return first, last, len(places), last[1] - first[1]
    samples = reading.window(track, start, end)
    if len(samples) < 2:
        return None
    figures = [figure for _, figure in samples]
    # What was counted before each restart.
    lost = sum(before for before, after in pairwise(figures) if after < before)
    return samples[0], samples[-1], len(samples), figures[-1] - figures[0] + lost


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
