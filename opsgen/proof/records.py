"""History: what is kept of a value at each evaluation, in blocks that are computed once."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from opsgen.plan import Value
from opsgen.plan import values as v
from opsgen.proof import spans
from opsgen.proof.samples import LabelSet
from opsgen.proof.vectors import Vector

_BLOCK = 64
"""Evaluations. A mean over a week reads twenty thousand, each time again."""

Rest = Callable[[int, int], int]
"""(second, seconds that are seen) → a second at which all is the same."""

Block = dict[LabelSet, tuple[list[int], list[float]]]
"""The seconds at which there was a figure, and the figures."""


@dataclass(slots=True)
class Records:
    """`of` at each multiple of `interval`, where `figures` tell what it is at a second.

    `rest` gives a moment at which all is the same for a value that looks back so many seconds.
    """

    of: Value
    interval: int
    figures: Callable[[Value, int], Vector]
    rest: Rest
    _blocks: dict[int, Block] = field(default_factory=dict)
    _known: dict[int, Vector] = field(default_factory=dict)
    _looks_back: int = field(init=False)

    def __post_init__(self) -> None:
        self._looks_back = spans.looks_back(self.of)

    def within(self, steps: range) -> dict[LabelSet, list[float]]:
        """All figures at `steps`, which are an interval apart."""
        found: dict[LabelSet, list[float]] = {}
        if not steps:
            return found
        length = _BLOCK * self.interval
        for number in range(steps[0] // length, steps[-1] // length + 1):
            for labels, (times, figures) in self._block(number).items():
                first, last = bisect_left(times, steps[0]), bisect_left(times, steps[-1] + 1)
                found.setdefault(labels, []).extend(figures[first:last])
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
        since = self.rest(step, self._looks_back)
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
