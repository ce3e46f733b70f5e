"""How many panels stand side by side: two, or three where a line would be left with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from opsgen_targets.grafana.layout import COLUMNS
from opsgen_targets.grafana.panels import Panel

Groups = list[list[Panel]]
"""Panels that are read together, in the order of reading."""

_COSTS = {1: 100, 2: 0, 3: 1}
"""Of a line by its length: one panel alone would be as wide as the page."""
_SPLIT = 4
"""Of a line that ends within a group."""


def packed(groups: Groups) -> tuple[Panel, ...]:
    """All panels in their order, each as wide as its line leaves it."""
    panels = [panel for group in groups for panel in group]
    lengths = lines([len(group) for group in groups])
    widths = (COLUMNS // length for length in lengths for _ in range(length))
    return tuple(
        panel if panel.width == width else replace(panel, width=width)
        for panel, width in zip(panels, widths, strict=True)
    )


def lines(sizes: Sequence[int]) -> list[int]:
    """The lengths of the lines for groups of these sizes: few of three, few that part a group."""
    ends = {0, *accumulate(sizes)}
    costs, last = [0], [0]
    for end in range(1, sum(sizes) + 1):
        parted = 0 if end in ends else _SPLIT
        choices = (
            (costs[end - length] + cost + parted, length)
            for length, cost in _COSTS.items()
            if length <= end
        )
        cost, length = min(choices)
        costs.append(cost)
        last.append(length)
    found: list[int] = []
    left = len(last) - 1
    while left:
        found.append(last[left])
        left -= last[left]
    return found[::-1]
