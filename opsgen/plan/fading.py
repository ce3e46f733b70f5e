"""Conditions that end by themselves: a deviation from one's own past, once it is the past."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import values as v
from opsgen.plan.conditions import Compare


def lasts_at_most(compare: Compare) -> Fraction | None:
    """For how many seconds a lasting change of any size can hold `compare` true; None if for ever.

    After a step the new level fills the share f of the window; a z-score is then
    sqrt((1 - f) / f) at most, a ratio to the baseline 1 / f.
    """
    if compare.op not in (">", ">="):
        return None
    left, right = compare.left.node, compare.right
    if isinstance(left, v.ZScore) and isinstance(right.node, v.Const) and right.node.value > 0:
        k = right.node.value
        return left.lag + left.window / (k * k + 1)
    factor, baseline = Fraction(1), right.node
    if isinstance(baseline, v.Arith) and baseline.op == "*":
        sides = (baseline.left.node, baseline.right.node)
        numbers = [side.value for side in sides if isinstance(side, v.Const)]
        others = [side for side in sides if isinstance(side, v.Baseline)]
        if len(numbers) == len(others) == 1:
            factor, baseline = numbers[0], others[0]
    if isinstance(baseline, v.Baseline) and factor > 1:
        return baseline.lag + baseline.window / factor
    return None
