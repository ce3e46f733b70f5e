"""How far back a condition looks: how long a world must last until it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from opsgen.plan import AtTime, Condition, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.plan.history import counts_records, looked_at_every
from opsgen.proof.reading import LOOK_BACK

_KNOWN = 60
"""Percent of a remembered span that a world fills: half of it must be there."""


def settles(condition: Condition, *, vanishing: bool) -> int:
    """Seconds after a change until a comparison is what the change has made of it.

    Where one compares windows, that is when the shortest shows nothing else. What is remembered
    for a while is forgotten only then, if series vanish.
    """
    found = 0
    for leaf in plan_conditions.leaves(condition):
        began = {} if vanishing else contrasts(leaf)
        shown = began.values() or [_settles(one, vanishing) for one in plan_conditions.values(leaf)]
        found = max(found, *shown, 0)
    return found


def forgets(condition: Condition) -> int:
    """Seconds after a change until nothing of the present is what was before."""
    figures = plan_conditions.values(condition)
    return max((_settles(value, False) for value in figures), default=0)


def remembers(condition: Condition) -> int:
    """Seconds of history that the condition reads before it."""
    return max(map(_remembers, plan_conditions.values(condition)), default=0)


def needs(condition: Condition) -> int:
    """Seconds of history without which it says nothing: a part of what it remembers."""
    return max(map(_needs, plan_conditions.values(condition)), default=0)


def longest(condition: Condition) -> int:
    """The longest span that it names."""
    spans = (getattr(node, "window", None) for node in _nodes(condition))
    return max((span for span in spans if span), default=LOOK_BACK)


def looks_back(value: Value) -> int:
    """Seconds of samples that decide what the value is."""
    windows = (_window(inner) or LOOK_BACK for inner in v.walk(value))
    return max(_remembers(value), _settles(value, vanishing=True), *windows)


def sees(condition: Condition) -> int | None:
    """Seconds of samples that decide whether it is true; None where the time of day does too."""
    if any(isinstance(part, AtTime) for part in plan_conditions.leaves(condition)):
        return None
    return max(map(looks_back, plan_conditions.values(condition)), default=LOOK_BACK)


def narrowest(condition: Condition) -> int:
    """The shortest span within which it needs samples."""
    found = [
        window
        for outer in plan_conditions.values(condition)
        for inner in v.walk(outer)
        if (window := _window(inner)) is not None
    ]
    return min(found, default=LOOK_BACK)


def widest(condition: Condition) -> int:
    """The longest span over which it reads samples, and not what was recorded of them."""
    inner = (inner for value in plan_conditions.values(condition) for inner in v.walk(value))
    return max((_window(value) or LOOK_BACK for value in inner), default=LOOK_BACK)


def reads_past(condition: Condition) -> bool:
    """Whether it compares the present with what was before."""
    return any(
        isinstance(node, v.Baseline | v.ZScore | v.Change | v.OverTime)
        for node in _nodes(condition)
    ) or bool(contrasts(condition))


@lru_cache(maxsize=512)
def contrasts(condition: Condition) -> Mapping[str, int]:
    """The series that it reads over several windows, each with the seconds after a change at
    which these differ most: the shortest has forgotten what was before, the others have not."""
    found: dict[str, set[tuple[str, int]]] = {}
    for outer in plan_conditions.values(condition):
        for series, function, span in windows(outer):
            found.setdefault(series, set()).add((function, span))
    began: dict[str, int] = {}
    for series, reads in found.items():
        spans = {span for _, span in reads}
        if len(reads) > 1:
            # The mean of a window is no longer its greatest from the first moment on.
            began[series] = min(spans) if len(spans) > 1 else 0
    return began


def windows(value: Value) -> Iterator[tuple[str, str, int]]:
    """(series, how it is aggregated over time, seconds) of what it reads up to the present.

    What names its own past is left out.
    """
    match value.node:
        case v.Series(selector):
            yield selector.series, "", 0
        case v.Rate(selector, window) | v.Increase(selector, window):
            yield selector.series, "", window
        case v.Ratio(part, total, window):
            for series in {part.series, total.series}:
                yield series, "", window
        case v.Quantile(histogram=histogram, window=window):
            yield histogram.series, "", window
        case v.OverTime(function, of, window):
            for series, _, span in windows(of):
                yield series, function, window + span
        case v.Baseline() | v.ZScore() | v.Change():
            return
        case _:
            for child in v.children(value):
                yield from windows(child)


def looks(condition: Condition, interval: int) -> tuple[int, ...]:
    """Seconds of which those between two evaluations must be a part, or history is not seen:
    unless they are few enough that what was recorded before a look is still the present.

    `interval` are those that the rules are written for.
    """
    found: list[int] = []
    for node in _nodes(condition):
        match node:
            case v.OverTime(window=window) | v.Baseline(_, window) | v.ZScore(_, window):
                if not counts_records(window, interval):
                    found.append(looked_at_every(window, interval))
            case v.Change(of, window) if not isinstance(of.node, v.Increase):
                found.append(window)
    return tuple(found)


def each_record_counts(condition: Condition, interval: int) -> bool:
    """Whether it asks for a number of records, which rarer evaluations would not make."""
    return any(
        counts_records(node.window, interval)
        for node in _nodes(condition)
        if isinstance(node, v.OverTime | v.Baseline | v.ZScore)
    )


def _nodes(condition: Condition) -> Iterator[v.Node]:
    for outer in plan_conditions.values(condition):
        for inner in v.walk(outer):
            yield inner.node


def _settles(value: Value, vanishing: bool) -> int:
    match value.node:
        case v.Rate(window=window) | v.Increase(window=window):
            return window
        case v.Ratio(window=window) | v.Quantile(window=window):
            return window
        case v.Series(window=window) | v.Absent(window=window) if vanishing:
            return window or LOOK_BACK
        case v.Age(window=window) if vanishing:
            return window
        case v.Baseline():
            return 0
        case v.OverTime(of=of, window=window):
            return window + _settles(of, vanishing)
        case _:
            inner = (_settles(child, vanishing) for child in v.children(value))
            return max(inner, default=0)


def _remembers(value: Value) -> int:
    match value.node:
        case v.OverTime(of=of, window=window):
            return window + _remembers(of)
        case v.Baseline(of, window, lag) | v.ZScore(of, window, lag):
            return window + lag + _remembers(of)
        case v.Change(of, window):
            return 2 * window + (0 if isinstance(of.node, v.Increase) else _remembers(of))
        case _:
            return max([_settles(value, False), *map(_remembers, v.children(value))])


def _needs(value: Value) -> int:
    match value.node:
        case v.OverTime(of=of, window=window):
            return window * _KNOWN // 100 + _needs(of)
        case v.Baseline(of, window, lag) | v.ZScore(of, window, lag):
            return window * _KNOWN // 100 + lag + _needs(of)
        case v.Change():
            return _remembers(value)
        case _:
            parts = v.children(value)
            return max(map(_needs, parts)) if parts else _settles(value, False)


def _window(value: Value) -> int | None:
    match value.node:
        case v.Series(window=window) | v.Absent(window=window):
            return window or LOOK_BACK
        case v.Rate(window=window) | v.Increase(window=window) | v.Age(window=window):
            return window
        case v.Ratio(window=window) | v.Quantile(window=window):
            return window
        case _:
            return None
