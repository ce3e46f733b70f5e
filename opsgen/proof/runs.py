"""Samples that come evenly and rise evenly, known without being written down one by one.

A world of a week has twenty thousand samples per series, and three paces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import overload

from opsgen.proof.samples import Sample


@dataclass(frozen=True, slots=True)
class Run:
    """`count` samples from second `start` on, one `every` so many seconds.

    The first has the figure `first`, and each is by `slope` more than the one before.
    """

    start: int
    every: int
    count: int
    first: float
    slope: float = 0.0

    def __getitem__(self, place: int) -> tuple[int, float]:
        figure = self.first + self.slope * place if self.slope else self.first
        return self.start + self.every * place, figure

    def until(self, at: int) -> int:
        """How many of them come up to the second `at`, with it."""
        return min(max((at - self.start) // self.every + 1, 0), self.count)


@dataclass(frozen=True, slots=True)
class Runs(Sequence[Sample]):
    """Runs one after the other, as the samples that they stand for."""

    runs: tuple[Run, ...]
    _firsts: tuple[int, ...] = field(init=False)
    _steady: bool = field(init=False)

    def __post_init__(self) -> None:
        counts = (run.count for run in self.runs)
        object.__setattr__(self, "_firsts", tuple(accumulate(counts, initial=0)))
        figures = [end for run in self.runs for end in (run[0][1], run[run.count - 1][1])]
        object.__setattr__(self, "_steady", figures == sorted(figures))

    def __len__(self) -> int:
        return self._firsts[-1]

    @overload
    def __getitem__(self, place: int) -> Sample: ...
    @overload
    def __getitem__(self, place: slice) -> list[Sample]: ...
    def __getitem__(self, place: int | slice) -> Sample | list[Sample]:
        if isinstance(place, slice):
            return [self.at(one) for one in range(*place.indices(len(self)))]
        return self.at(range(len(self))[place])

    def at(self, place: int) -> tuple[int, float]:
        """The sample at `place`, which must be one."""
        for run, first in zip(self.runs, self._firsts, strict=False):
            if place < first + run.count:
                return run[place - first]
        raise IndexError(place)

    def until(self, at: int) -> int:
        """How many samples come up to the second `at`, with it."""
        found = 0
        for run in self.runs:
            if run.start > at:
                break
            found += run.until(at)
        return found

    @property
    def never_falls(self) -> bool:
        """Whether no figure is lower than the one before: a counter that was not restarted."""
        return self._steady
