"""History: what is kept of a value at each evaluation, in blocks that are computed once."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import repeat
from typing import Protocol

from opsgen.plan import Value
from opsgen.plan import values as v
from opsgen.proof import spans
from opsgen.proof.samples import LabelSet
from opsgen.proof.vectors import Vector

_BLOCK = 64
"""Evaluations. A mean over a week reads twenty thousand, each time again."""


class Rest(Protocol):
    """Knows when nothing changes."""

    def same(self, at: int, back: int) -> int:
        """A second at which all is as it is at `at`, for what sees the last `back` seconds."""
        ...

    def until(self, at: int, back: int) -> int:
        """Until when it stays so; `at` where that is not known."""
        ...

    @property
    def beat(self) -> int:
        """Evaluations until the newest sample is as old again."""
        ...


class Restless:
    """Of samples of which nothing is known."""

    def same(self, at: int, back: int) -> int:
        return at

    def until(self, at: int, back: int) -> int:
        return at

    @property
    def beat(self) -> int:
        return 1


RESTLESS = Restless()

Weighted = list[tuple[float, int]]
"""Figures, and how often each is there."""

Block = dict[LabelSet, tuple[list[int], list[float]]]
"""The seconds at which there was a figure, and the figures."""


@dataclass(slots=True)
class Records:
    """`of` at each multiple of `interval`, where `figures` tell what it is at a second."""

    of: Value
    interval: int
    figures: Callable[[Value, int], Vector]
    rest: Rest
    _blocks: dict[int, Block] = field(default_factory=dict)
    _known: dict[int, Vector] = field(default_factory=dict)
    _looks_back: int = field(init=False)

    def __post_init__(self) -> None:
        self._looks_back = spans.looks_back(self.of)

    def within(self, steps: range) -> dict[LabelSet, Weighted]:
        """All figures at `steps`, which are an interval apart."""
        found: dict[LabelSet, Weighted] = {}
        step, length = steps.start, _BLOCK * self.interval
        while step < steps.stop:
            until = min(self.rest.until(step, self._looks_back), steps[-1])
            if until > step:
                count = (until - step) // self.interval + 1
                beat = self.rest.beat
                for place in range(min(count, beat)):
                    times = -(-(count - place) // beat)
                    for labels, figure in self._kept(step + place * self.interval).items():
                        found.setdefault(labels, []).append((figure, times))
                step += count * self.interval
            else:
                end = min(step // length * length + length, steps.stop)
                for labels, (when, figures) in self._block(step // length).items():
                    first, last = bisect_left(when, step), bisect_left(when, end)
                    known = found.setdefault(labels, [])
                    known += zip(figures[first:last], repeat(1), strict=False)
                step = max(end, step + self.interval) if end == steps.stop else end
        return found

    def seen(self, looks: range) -> dict[LabelSet, int]:
        """At how many of `looks` there is a record that is not over."""
        found: dict[LabelSet, int] = {}
        for look in looks:
            for labels in self._kept(look // self.interval * self.interval):
                found[labels] = found.get(labels, 0) + 1
        return found

    def at(self, step: int) -> Vector:
        """What is kept of one evaluation: nothing that is not a number.

        Nor what is infinite, where a division can give that.
        """
        bounded = isinstance(self.of.node, v.Arith | v.Raw)
        return {
            labels: figure
            for labels, figure in self.figures(self.of, step).items()
            if figure > -math.inf and not (bounded and figure == math.inf)
        }

    def _kept(self, step: int) -> Vector:
        since = self.rest.same(step, self._looks_back)
        if since not in self._known:
            self._known[since] = self.at(since)
        return self._known[since]

    def _block(self, number: int) -> Block:
        if number not in self._blocks:
            block: Block = {}
            first = number * _BLOCK
            for place in range(first, first + _BLOCK):
                step = place * self.interval
                for labels, figure in self._kept(step).items():
                    times, figures = block.setdefault(labels, ([], []))
                    times.append(step)
                    figures.append(figure)
            self._blocks[number] = block
        return self._blocks[number]
