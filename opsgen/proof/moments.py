"""What fires when, told only of moments at which no version of the engine could say otherwise.

A condition that must hold for a while is looked at some times in that while: a world changes
twice, and not in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from opsgen.plan import Alert
from opsgen.proof import spans
from opsgen.proof.courses import Quiet, Tempo
from opsgen.proof.evaluate import Evaluator
from opsgen.proof.samples import LabelSet
from opsgen.proof.vectors import Vector

_LOOKS = 4
_SLACK = 2
"""Evaluations by which an expectation may be early or late and still be true."""

True_ = Callable[[int], frozenset[LabelSet]]
"""The label sets for which the condition holds at an instant."""

Firing = dict[LabelSet, tuple[float, ...]]
"""Where an alert fires, with the figure that each way of reading sees there, if the condition
holds at that very instant."""


def expected(
    alert: Alert, evaluators: Sequence[Evaluator], tempo: Tempo, step: int, settles: int
) -> Iterator[tuple[int, Firing]]:
    """(second, where the alert fires then), in the order of time.

    `settles` is how long after its beginning the trouble is all that the alert sees.
    """
    seen = [_Seen(alert, evaluator, Quiet(tempo, step)) for evaluator in evaluators]
    truths = [each.true for each in seen]
    first = _begins(truths[-1], alert, tempo, step, settles)
    waits = 0 < alert.hold < 2 * _SLACK * step and _just_began(truths, first, step)
    for choices in _moments(first, alert, tempo, step):
        told = [(at, _agreed(truths, alert, at, step)) for at in choices]
        sure = [(at, labels) for at, labels in told if labels is not None]
        for at, firing in [one for one in sure if one[1]][:1] or sure[-1:]:
            if waits and at > first:
                # Too short a hold to be looked at in its midst: it never fires at once.
                yield first, {}
                waits = False
            yield at, {labels: _figures(seen, at, labels) for labels in sorted(firing)}


def _figures(seen: Sequence[_Seen], at: int, labels: LabelSet) -> tuple[float, ...]:
    found = [each.at(at) for each in seen]
    return tuple(each[labels] for each in found) if all(labels in each for each in found) else ()


def _agreed(
    truths: Sequence[True_], alert: Alert, at: int, step: int
) -> frozenset[LabelSet] | None:
    """The label sets for which it fires at `at`; None where that is not sure."""
    told = {_fires(true, alert, at, step, sure) for true in truths for sure in (True, False)}
    return told.pop() if len(told) == 1 else None


class _Seen:
    """What one way of reading sees of a condition; nothing is computed twice."""

    def __init__(self, alert: Alert, evaluator: Evaluator, quiet: Quiet) -> None:
        self._condition = alert.condition
        self._evaluator = evaluator
        self._quiet = quiet
        self._sees = spans.sees(alert.condition)
        self._known: dict[int, Vector] = {}

    def at(self, at: int) -> Vector:
        same = at if self._sees is None else self._quiet.same(at, self._sees)
        if same not in self._known:
            found = self._evaluator.condition(self._condition, same) if same >= 0 else {}
            self._known[same] = found
        return self._known[same]

    def true(self, at: int) -> frozenset[LabelSet]:
        return frozenset(self.at(at))


def _fires(true: True_, alert: Alert, at: int, step: int, surely: bool) -> frozenset[LabelSet]:
    """Those that fire at `at` for sure, or those that may."""
    slack = _SLACK * step
    if surely:
        return _all(true, at - alert.hold - slack, at + slack, step)
    if alert.hold > 2 * slack:
        found = _all(true, at - alert.hold + slack, at - slack, step)
    else:
        found = frozenset().union(*map(true, range(at - slack, at + slack + 1, step)))
    if alert.keep_firing:
        for before in _spread(at - alert.keep_firing - slack, at, step):
            found |= _all(true, before - alert.hold, before, step)
    return found


def _all(true: True_, start: int, end: int, step: int) -> frozenset[LabelSet]:
    """Where it holds at each of some instants from `start` to `end`."""
    return reduce(frozenset.__and__, map(true, _spread(start, end, step)))


def _spread(start: int, end: int, step: int) -> list[int]:
    """Whole multiples of `step`, the first and the last and some in between."""
    count = max((end - start) // step, 1)
    looks = min(count, _LOOKS)
    return [(start // step + count * look // looks) * step for look in range(looks + 1)]


def _begins(true: True_, alert: Alert, tempo: Tempo, step: int, settles: int) -> int:
    """When it begins to hold, should it ever."""
    settled = _at(tempo.turn + settles + step, step)
    fades = spans.reads_past(alert.condition)
    return _first(true, _at(tempo.turn, step), min(settled, tempo.back), step, fades=fades)


def _just_began(truths: Sequence[True_], first: int, step: int) -> bool:
    """Whether all ways of reading see it hold from this evaluation on, and not before."""
    return all(true(first) and not true(first - step) for true in truths)


def _moments(first: int, alert: Alert, tempo: Tempo, step: int) -> Iterator[tuple[int, ...]]:
    """Before the trouble, while it waits, when it fires, and when all is usual again.

    Each as the moments of which the first at which it fires will do.
    """
    margin = (_SLACK + 1) * step
    yield (_at(tempo.turn - margin, step),)
    if alert.hold >= 2 * _SLACK * step:
        yield (_at(first + alert.hold // 2, step),)
    soonest, last = first + alert.hold + _SLACK * step, tempo.back - margin
    choices = ((soonest + tempo.back) // 2, soonest + step, soonest, last)
    yield tuple(dict.fromkeys(_at(min(at, last), step) for at in choices))
    yield (_at(tempo.end - margin, step),)


def _first(true: True_, low: int, high: int, step: int, *, fades: bool) -> int:
    """When it begins to hold for as many as at `high`; `high` where it never does.

    One that `fades` may be over by then, and is looked for sooner and sooner.
    """
    if fades and not true(high):
        high = next(filter(true, _sooner(low, high, step)), high)
    wanted = true(high)
    while high - low > step:
        middle = _at((low + high) // 2, step)
        if middle == low:
            break
        if wanted and true(middle) >= wanted:
            high = middle
        else:
            low = middle
    return high


def _sooner(low: int, high: int, step: int) -> Iterator[int]:
    while high - low > 2 * step:
        high = _at((low + high) // 2, step)
        yield high


def _at(second: int, step: int) -> int:
    return second // step * step
