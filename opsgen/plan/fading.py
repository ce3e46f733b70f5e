"""Conditions that end by themselves: a deviation from one's own past, once it is the past."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import values as v
from opsgen.plan.conditions import Compare

_UP, _DOWN = (">", ">="), ("<", "<=")


def lasts_at_most(compare: Compare) -> Fraction | None:
    """For how many seconds a lasting change of any size can hold `compare` true; None if for ever.

    After a step the new level fills the share f of the window; a z-score is then
    sqrt((1 - f) / f) away at most, a ratio to the baseline 1 / f upwards; downwards, to
    nothing, it stays 0 until the whole window is past the step.
    """
    left, right = compare.left.node, compare.right.node
    if isinstance(left, v.ZScore):
        k = right.value if isinstance(right, v.Const) else Fraction(0)
        if (k > 0 and compare.op in _UP) or (k < 0 and compare.op in _DOWN):
            return left.lag + left.window / (k * k + 1)
        return None
    found = _baseline(right)
    if found is None:
        return None
    baseline, factor = found
    if factor >= 1 and compare.op in _UP:
        return baseline.lag + baseline.window / factor
    if 0 < factor <= 1 and compare.op in _DOWN:
        return Fraction(baseline.lag + baseline.window)
    return None


def _baseline(node: v.Node) -> tuple[v.Baseline, Fraction] | None:
    """A baseline and the number that it is multiplied by."""
    if isinstance(node, v.Baseline):
        return node, Fraction(1)
    if not isinstance(node, v.Arith) or node.op not in ("*", "/"):
        return None
    left, right = node.left.node, node.right.node
    if isinstance(left, v.Baseline) and isinstance(right, v.Const) and right.value:
        return left, right.value if node.op == "*" else 1 / right.value
    if node.op == "*" and isinstance(left, v.Const) and isinstance(right, v.Baseline):
        return right, left.value
    return None
