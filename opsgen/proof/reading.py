"""How Prometheus reads samples: the newest one at an instant, and all within a window.

Versions differ at the edge of a window and at the start of a young counter, which is why a proof
keeps its distance from both; to compare figures exactly one has to say which version computes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from opsgen.proof.runs import Runs
from opsgen.proof.samples import Sample, Track

LOOK_BACK = 300
"""Seconds for which a sample counts as the present one (prometheus, --query.lookback-delta)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One version's way.

    `open_left`: a window leaves out what is exactly as old as it is long (3.0, docs/migration.md).

    `half_before_zero`: how far a rate reaches back before the first sample is first halved, then
    ended where the counter would be zero; older versions do it the other way round (2.51, #13725).
    """

    open_left: bool
    half_before_zero: bool

    def instant(self, track: Track, at: int) -> float | None:
        """The newest figure at `at`; None where it is too old or the series ended."""
        place = _until(track.samples, at)
        if place == 0:
            return None
        time, figure = track.samples[place - 1]
        age = at - time
        too_old = age >= LOOK_BACK if self.open_left else age > LOOK_BACK
        return None if too_old else figure

    def window(self, track: Track, start: int, end: int) -> list[tuple[int, float]]:
        """The samples from `start` to `end`, without the marks of an end."""
        places = self.places(track, start, end)
        samples = track.samples[places.start : places.stop]
        return [(time, figure) for time, figure in samples if figure is not None]

    def newest(self, track: Track, start: int, end: int) -> float | None:
        """The last figure within a window, not minding marks of an end; None without one."""
        for place in reversed(self.places(track, start, end)):
            if (figure := track.samples[place][1]) is not None:
                return figure
        return None

    def places(self, track: Track, start: int, end: int) -> range:
        """Where the samples from `start` to `end` are among all of the track."""
        first = _until(track.samples, start if self.open_left else start - 1)
        return range(first, max(_until(track.samples, end), first))

    def steps(self, start: int, end: int, step: int) -> range:
        """The multiples of `step` from `start` to `end`: when history is written down."""
        first = -(-start // step) * step
        if self.open_left and first == start:
            first += step
        return range(first, end + 1, step)


def _until(samples: Sequence[Sample], at: int) -> int:
    """How many come up to the second `at`, with it."""
    if isinstance(samples, Runs):
        return samples.until(at)
    return bisect_right(samples, at, key=_time)


def _time(sample: tuple[int, float | None]) -> int:
    return sample[0]


PROMETHEUS_2_42 = Reading(open_left=False, half_before_zero=False)
PROMETHEUS_3 = Reading(open_left=True, half_before_zero=True)
