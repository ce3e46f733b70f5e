"""Figures by label set: how they are gathered, and where two of them meet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import assert_never

from opsgen.plan.values import Aggregation, Labels
from opsgen.proof.samples import LabelSet, Track

Vector = dict[LabelSet, float]
"""One figure per label set."""

Figures = Vector | float
"""A plain number holds at every label set."""


class AmbiguousError(Exception):
    """Two figures of one side meet one of the other: the engine refuses to choose."""


def kept(labels: LabelSet, by: Iterable[str]) -> LabelSet:
    """The labels of `by` alone."""
    return tuple(pair for pair in labels if pair[0] in by)


def gather(
    figures: Iterable[tuple[Track, float | None]], by: Labels, fold: Callable[[list[float]], float]
) -> Vector:
    """The figures of tracks, those of equal labels `by` folded into one; None is no figure."""
    groups: dict[LabelSet, list[float]] = {}
    for track, figure in figures:
        if figure is not None:
            groups.setdefault(kept(track.labels, by), []).append(figure)
    return {labels: fold(group) for labels, group in groups.items()}


def folding(aggregation: Aggregation) -> Callable[[list[float]], float]:
    """How figures become one."""
    match aggregation:
        case "max":
            return highest
        case "min":
            return lowest
        case "avg":
            return mean
        case "sum":
            return sum
    assert_never(aggregation)


def highest(figures: Iterable[float]) -> float:
    """NaN only where nothing else is."""
    return max(_known(figures), default=math.nan)


def lowest(figures: Iterable[float]) -> float:
    """NaN only where nothing else is."""
    return min(_known(figures), default=math.nan)


def mean(figures: list[float]) -> float:
    return sum(figures) / len(figures)


def weighted_mean(figures: Iterable[tuple[float, int]]) -> float:
    """Of figures and how often each is there."""
    known = list(figures)
    return sum(figure * count for figure, count in known) / sum(count for _, count in known)


def deviation(figures: Iterable[tuple[float, int]]) -> float:
    """The standard deviation of all of a population, given as figures and how often each is."""
    known = list(figures)
    middle = weighted_mean(known)
    return math.sqrt(weighted_mean(((figure - middle) ** 2, count) for figure, count in known))


def divided(left: float, right: float) -> float:
    """As the engine divides: by zero it gives infinity or, of zero, NaN."""
    if right != 0:
        return left / right
    return (
        math.nan
        if left == 0 or math.isnan(left)
        else math.copysign(math.inf, left) * math.copysign(1, right)
    )


def by_labels(vector: Vector, shared: Iterable[str]) -> dict[LabelSet, tuple[LabelSet, float]]:
    """`vector` by its labels `shared`. Raises AmbiguousError where two have the same."""
    found: dict[LabelSet, tuple[LabelSet, float]] = {}
    for labels, figure in vector.items():
        at = kept(labels, shared)
        if at in found:
            raise AmbiguousError(f"{labels} and {found[at][0]}")
        found[at] = (labels, figure)
    return found


def _known(figures: Iterable[float]) -> list[float]:
    return [figure for figure in figures if not math.isnan(figure)]
