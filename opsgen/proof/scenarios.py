"""The worlds of one alert as levels: what is turned so that it must fire, or must not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from opsgen.plan import Alert, All, AnyOf, Compare, Condition, Holds, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.proof import spans
from opsgen.proof.knobs import HISTOGRAMS, Board, Knob, reads
from opsgen.proof.search import CLOSE, FAR, Goal, Search
from opsgen.proof.steady import Level, Levels, Steady

Kind = Literal["above", "below", "young", "no traffic", "no errors", "outage", "absent"]
"""`young`: the series begin with the trouble, and have no past to be compared with."""

KINDS: tuple[Kind, ...] = get_args(Kind)

_DISTANCES = (CLOSE, FAR, 0.6, 0.85)
"""What is compared with its own past fades: it may have to be farther away to last."""

_RARE = 0.001
"""Events per second of the bad kind, when all is usual."""

_USUAL = {"gauge": 1.0, "counter": 1.0, "histogram": 0.1, "native": 0.1, "moment": 60.0}


@dataclass(frozen=True, slots=True)
class Trial:
    """Levels for all that one alert reads. `fires` is what they were sought for, if for either.

    `others` are levels farther from the edge, should it not fire long enough at these.
    """

    kind: Kind
    alert: Alert
    levels: Levels
    fires: bool | None
    others: tuple[Levels, ...] = ()

    @property
    def vanishing(self) -> bool:
        """Whether series that were there are gone in the trouble."""
        return any(
            level.past is not None and level.present is None for level in self.levels.values()
        )


def usual(board: Board, alerts: Sequence[Alert]) -> Levels:
    """Levels at which none of the alerts fires, as far as such levels were found."""
    # A usual without traffic would leave no ratio anything to say in any world.
    busy, still = Search(board, alive=True, busy=True), Search(board, alive=True)
    levels = {knob: Level(_USUAL[knob.kind], _USUAL[knob.kind]) for knob in board.knobs}
    for alert in alerts:
        good: set[Knob] = set()
        for sides in _sides(board, alert.condition):
            # Of a ratio that is compared upwards and downwards the first says what is bad.
            if good.isdisjoint(sides.bad):
                levels |= dict.fromkeys(sides.bad, Level(_RARE, _RARE))
            good |= {*sides.good, *sides.whole}
    settled: dict[Knob, list[Alert]] = {}
    for alert in alerts:
        own = _reads(board, alert.condition)
        beside = dict.fromkeys(other.condition for knob in own for other in settled.get(knob, ()))
        goals = list(_never(alert.condition))
        others = [goal for condition in beside for goal in _never(condition)]
        near = dict.fromkeys(knob for other in beside for knob in _reads(board, other))
        start = _only({**dict.fromkeys(own), **near}, levels)
        found = (
            busy.reach([*goals, *others], start)
            or busy.reach(goals, start)
            or still.reach([*goals, *others], start)
            or still.reach(goals, start)
        )
        levels |= _both_phases(found or start, start)
        for knob in own:
            settled.setdefault(knob, []).append(alert)
    return _on_every_side(board, levels)


def can_fire(board: Board, alert: Alert, usually: Levels) -> bool:
    """Whether levels are found at which its condition is true. Raises UnprovenError."""
    own = _reads(board, alert.condition)
    plain = {knob: Level(_USUAL[knob.kind], _USUAL[knob.kind]) for knob in own}
    starts = (_only(own, usually), plain)
    return any(Search(board).is_a_turn_away(alert.condition, start) for start in starts) or any(
        True
        for start in starts
        for ways in _manners(alert.condition)
        for goals in ways
        for _ in _farther(Search(board), goals, start, alert)
    )


def trials(board: Board, alert: Alert, usually: Levels) -> Iterator[Trial]:
    """All worlds of `alert` that its condition has. Raises UnprovenError."""
    search = Search(board)
    own = _reads(board, alert.condition)
    start = busy = _only(own, usually)
    for found in _firing(search, alert, start):
        busy = found[0]
        yield Trial("above", alert, busy, True, tuple(found[1:]))
        if spans.reads_past(alert.condition):
            young = {knob: replace(level, past=None) for knob, level in found[-1].items()}
            yield Trial("young", alert, young, None)
    for goals in _near_misses(alert.condition):
        levels = search.reach(goals, start)
        if levels is not None and not Steady(board, levels).holds(alert.condition):
            yield Trial("below", alert, levels, False)
    counted = [knob for knob in own if knob.kind in ("counter", *HISTOGRAMS)]
    if counted:
        still = {knob: replace(start[knob], traffic=0.0) for knob in counted}
        yield Trial("no traffic", alert, {**start, **still}, None)
    for kind, levels in _of_ratios(board, alert.condition, start, busy):
        yield Trial(kind, alert, levels, None)
    if own:
        yield Trial("absent", alert, dict.fromkeys(own, Level(None, None)), None)


def _firing(search: Search, alert: Alert, start: Levels) -> list[list[Levels]]:
    """Levels for each way in which it fires, if possible in this way alone."""
    for ways in _manners(alert.condition):
        tried = (list(_farther(search, goals, start, alert)) for goals in ways)
        found = [levels for levels in tried if levels]
        if found:
            return found
    return []


def _farther(
    search: Search, goals: Sequence[Goal], start: Levels, alert: Alert
) -> Iterator[Levels]:
    """Levels that meet the goals: just so, and for what fades, from ever farther away too."""
    last: Levels | None = None
    for distance in _DISTANCES:
        first = replace(goals[0], distance=distance, near=distance == CLOSE)
        levels = search.reach([first, *goals[1:]], start)
        if levels is not None:
            yield levels
            if not spans.reads_past(alert.condition):
                return
            last = levels
    if last is not None:
        yield search.utmost(goals, last)


def _only(own: Iterable[Knob], levels: Levels) -> Levels:
    return {knob: levels[knob] for knob in own}


def _manners(condition: Condition) -> Iterator[list[list[Goal]]]:
    """The ways in which it can come true, in the manners that are tried one after the other: by
    one side of an `or` alone, by both at once, and while its windows still differ."""
    for apart in (True, False):
        yield list(_ways(condition, apart))
    if spans.contrasts(condition):
        for apart in (True, False):
            yield [
                [replace(goal, within=condition) for goal in way] for way in _ways(condition, apart)
            ]


def _ways(condition: Condition, apart: bool = True) -> Iterator[list[Goal]]:
    """The ways in which it can come true, the comparison that it is about first.

    If `apart`, by one side of an `or` alone: two may be true only at once.
    """
    match condition:
        case All(items):
            for way in _ways(items[0], apart):
                yield [*way, *(goal for item in items[1:] for goal in next(_ways(item, apart)))]
            if any(isinstance(item, AnyOf) for item in items[1:]):
                yield from _ways_of_later(items, apart)
        case AnyOf(items):
            for place, item in enumerate(items):
                rest = items[:place] + items[place + 1 :] if apart else ()
                others = [goal for other in rest for goal in _never(other)]
                for way in _ways(item, apart):
                    yield [*way, *others]
        case _:
            yield [Goal(condition, True)]


def _ways_of_later(items: tuple[Condition, ...], apart: bool) -> Iterator[list[Goal]]:
    for place, item in enumerate(items[1:], 1):
        for way in list(_ways(item, apart))[1:]:
            others = items[:place] + items[place + 1 :]
            yield [*way, *(goal for other in others for goal in next(_ways(other, apart)))]


def _never(condition: Condition) -> Iterator[Goal]:
    """What makes it false: of a conjunction its first part, as the rest only guards it."""
    match condition:
        case All(items):
            yield from _never(items[0])
        case AnyOf(items):
            for item in items:
                yield from _never(item)
        case _:
            yield Goal(condition, False)


def _near_misses(condition: Condition) -> Iterator[list[Goal]]:
    """Each part just false, all others such that it is this part which decides."""
    match condition:
        case All(items):
            for place, item in enumerate(items):
                others = items[:place] + items[place + 1 :]
                rest = [goal for other in others for goal in next(_ways(other))]
                for missed in _near_misses(item):
                    yield [*missed, *rest]
        case AnyOf(items):
            for place, item in enumerate(items):
                others = items[:place] + items[place + 1 :]
                rest = [goal for other in others for goal in _never(other)]
                for missed in _near_misses(item):
                    yield [*missed, *rest]
        case Compare():
            yield [Goal(condition, False, CLOSE, near=True)]
        case Holds():
            yield [Goal(condition, False)]


def _of_ratios(
    board: Board, condition: Condition, start: Levels, busy: Levels
) -> Iterator[tuple[Kind, Levels]]:
    """No event of the bad kind, no series of it at all; and nothing but bad events.

    `busy` levels are those at which as much happens as the alert asks for.
    """
    for sides in _sides(board, condition):
        pace = sum((busy[k].present or 0.0) * busy[k].traffic for k in sides.all)
        flood = {k: Level(start[k].past, pace) for k in (*sides.bad[:1], *sides.whole)}
        nothing = Level(None, None)
        if sides.bad:
            yield "no errors", {**start, **dict.fromkeys(sides.bad, nothing)}
        # Where no event was ever good, a naive ratio has nothing to divide and is silent.
        yield "outage", {**start, **dict.fromkeys((*sides.bad, *sides.good), nothing), **flood}


@dataclass(frozen=True, slots=True)
class _Sides:
    """What counts the bad events of a ratio, the good ones, and all where they are counted apart.

    A ratio that is told by its good events and their total has no series of the bad ones.
    """

    bad: tuple[Knob, ...]
    good: tuple[Knob, ...]
    whole: tuple[Knob, ...]

    @property
    def all(self) -> tuple[Knob, ...]:
        return self.whole or (*self.bad, *self.good)


def _sides(board: Board, condition: Condition) -> Iterator[_Sides]:
    """Of each ratio that is compared."""
    for leaf in plan_conditions.leaves(condition):
        if not isinstance(leaf, Compare):
            continue
        knobs = [knob for knob in Search(board).knobs_of(leaf) if knob.kind == "counter"]
        for value, rising in _directed(leaf.left, leaf.op in (">", ">=")):
            if not isinstance(value.node, v.Ratio):
                continue
            part = tuple(knob for knob in knobs if reads(value.node.part, knob))
            rest = tuple(k for k in knobs if reads(value.node.total, k) and k not in part)
            if not part or not rest:
                continue
            apart = not any(reads(value.node.total, knob) for knob in part)
            whole = rest if apart else ()
            others = () if apart else rest
            yield _Sides(part, others, whole) if rising else _Sides(others, part, whole)


def _directed(value: Value, rising: bool) -> Iterator[tuple[Value, bool]]:
    """All that a side is made of, each with whether it is the more of it that is bad: of
    `1 - availability > 1%` it is the less of the availability."""
    yield value, rising
    match value.node:
        case v.Arith(op, left, right):
            yield from _directed(left, rising)
            yield from _directed(right, rising != (op in ("-", "/")))
        case _:
            for child in v.children(value):
                yield from _directed(child, rising)


def _both_phases(found: Levels, before: Levels) -> Levels:
    """What was turned for the present has always been so."""
    usual: dict[Knob, Level] = {}
    for knob, level in found.items():
        if level.present is None:
            usual[knob] = before[knob]
        else:
            level_now = level.present * (level.traffic if knob.kind == "counter" else 1.0)
            usual[knob] = Level(level_now, level_now)
    return usual


def _on_every_side(board: Board, levels: Levels) -> Levels:
    """The knobs that are not in trouble stand where their fellows stand when all is usual."""
    found = dict(levels)
    for knob in board.knobs:
        fellow = board.fellow(knob)
        if fellow in levels:
            found[knob] = levels[fellow]
    return found


def _reads(board: Board, condition: Condition) -> tuple[Knob, ...]:
    """Every knob that the condition reads, in trouble or not."""
    found = dict.fromkeys(Search(board).knobs_of(condition))
    names = {knob.name for knob in found}
    return tuple(knob for knob in board.knobs if knob.name in names)
