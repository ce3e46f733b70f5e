"""The day that every picture shows: calm, a release at 02:30, an incident from 02:37 on."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

END = int(datetime(2026, 1, 15, 3, 12, tzinfo=UTC).timestamp())
INCIDENT = END - 35 * 60
RELEASE = INCIDENT - 7 * 60
RISE = 10 * 60
DAY = 86400

FINE = 8 * 3600
"""For so long before the end there is a sample per scrape, before that one per `COARSE`."""

COARSE = 60


def times(scrape: int, history: int) -> list[int]:
    """When the figures are scraped: the last `history` seconds, the far ones more seldom."""
    seldom = max(scrape, COARSE)
    old = range(END - max(history, FINE), END - FINE, seldom)
    return [*old, *range(END - FINE, END + 1, scrape)]


def incident(at: float) -> float:
    """0 before the incident, 1 when it is in full swing."""
    share = min(1.0, max(0.0, (at - INCIDENT) / RISE))
    return share * share * (3 - 2 * share)


def tide(at: float) -> float:
    """The day's own rise and fall of traffic, around 1."""
    return 1 + 0.25 * math.sin(2 * math.pi * (at - DAY / 3) / DAY)


def ripple(seed: str, size: float) -> Callable[[], float]:
    """A figure around 1 that wanders; the same for the same seed."""
    chance, state = random.Random(seed), 0.0

    def following() -> float:
        nonlocal state
        state = 0.97 * state + 0.24 * chance.gauss(0, 1)
        return max(0.3, 1 + size * state)

    return following


@dataclass(frozen=True, slots=True)
class Course:
    """A figure that is `calm` on a good day and `peak` in the incident."""

    calm: float
    peak: float
    tidal: bool = False
    size: float = 0.06
    most: float = math.inf

    def figures(self, seed: str, times: Sequence[int]) -> list[float]:
        """The figure at each of the times; the same for the same seed."""
        noise = ripple(seed, self.size)
        return [min(self.most, self._level(at) * noise()) for at in times]

    def scaled(self, factor: float) -> Course:
        return replace(self, calm=self.calm * factor, peak=self.peak * factor)

    def spared(self, factor: float) -> Course:
        """The same for somebody whom the incident does not hit."""
        return replace(self, calm=self.calm * factor, peak=self.calm * factor)

    def _level(self, moment: float) -> float:
        level = self.calm + (self.peak - self.calm) * incident(moment)
        return level * tide(moment) if self.tidal else level
