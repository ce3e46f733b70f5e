"""Levels at which a condition is just true, or just not: sought by turning one knob at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from operator import itemgetter

from opsgen.plan import Compare, Condition, Holds
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.proof import spans
from opsgen.proof.knobs import HISTOGRAMS, Board, Knob, readers
from opsgen.proof.samples import label_set
from opsgen.proof.steady import Levels, Steady
from opsgen.proof.vectors import kept

CLOSE = 0.02
"""Least distance from an edge, of the larger side: engines differ on the edge itself."""

BESIDE = 0.2
"""Greatest distance from an edge of what is just above it, or just below."""

FAR = 0.3
"""Distance of what must not be what a world is about."""

_DECADES = range(-9, 16)
_COARSE = (0.0, *(10.0**decade for decade in _DECADES))
_FINE = (0.0, *(digit * 10.0**decade for decade in _DECADES for digit in (1.0, 1.8, 3.2, 5.6)))
_FASTEST = 10.0**12
"""Of what is counted. Faster, and what is counted beside it is lost in the sum: all would then be
bad although something was good."""

_COUNTED = tuple(tuple(level for level in grid if level <= _FASTEST) for grid in (_COARSE, _FINE))
_SPREADS = (0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0)
_STEPS = (1.03, 1.06, 1.12, 1.25, 1.6, 2.5, 5.0, 20.0, 200.0)
_SHARP = 1e-4
"""How exactly an edge is sought, of the larger side: far below the least distance from it."""

_NOTHING = 1e-8
_ROUNDS = 4
_MET = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """One or several knobs put to another level; `grids` are the levels that are tried first.

    The next one is tried where the first shows no edge. A `free` one is a figure, which may be
    any other.
    """

    put: Callable[[Levels, float], Levels]
    grids: tuple[tuple[float, ...], ...] = (_COARSE, _FINE)
    free: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """A comparison that shall be true or false, at a `distance` from its edge at least.

    A `near` one is what a world is about, and no farther away than one would call beside it. One
    `within` a condition is wanted when all windows of that differ most.
    """

    leaf: Condition
    wanted: bool
    distance: float = FAR
    near: bool = False
    within: Condition | None = None

    def margin(self, steady: Steady) -> float:
        """How far it is from its edge on the side that is wanted."""
        margin = steady.margin(self.leaf, self.within)
        return margin if self.wanted else -margin

    def met(self, steady: Steady) -> bool:
        return self._is_met(self.margin(steady))

    def true(self, steady: Steady) -> bool:
        """Whether it is as wanted, at any distance."""
        return self._is_true(self.margin(steady))

    def score(self, steady: Steady) -> int:
        """`_MET` where it is met, less where it is but true."""
        margin = self.margin(steady)
        return _MET if self._is_met(margin) else int(self._is_true(margin))

    def _is_met(self, margin: float) -> bool:
        least = min(self.distance, _reachable(self.leaf))
        return least <= margin <= max(BESIDE, 2 * least) if self.near else margin >= least

    def _is_true(self, margin: float) -> bool:
        # Of what shall be false, what stands on its edge is.
        return margin > 0 if self.wanted else margin >= 0


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for levels on a board.

    An `alive` one never stops all traffic for that, nor spreads what is observed; a `busy` one
    stops no counter at all.
    """

    board: Board
    alive: bool = False
    busy: bool = False

    def reach(self, goals: Iterable[Goal], start: Levels) -> Levels | None:
        """Levels near `start` that meet all goals; None where none were found."""
        wanted = tuple(goals)
        levels = start
        drivers = {goal: tuple(self._drivers(goal, wanted)) for goal in wanted}
        for _ in range(_ROUNDS):
            for goal in wanted:
                if not goal.met(self._steady(levels)):
                    levels = self._nearer(goal, wanted, levels, drivers[goal])
            steady = self._steady(levels)
            if all(goal.met(steady) for goal in wanted):
                return levels
        steady = self._steady(levels)
        # What cannot be far from its edge may be nearer to it than one would like.
        return levels if all(goal.true(steady) for goal in wanted) else None

    def utmost(self, goals: Sequence[Goal], levels: Levels) -> Levels:
        """One turn from `levels`, which meet the goals, the first is met as far as it can be: what
        is below -99 % is never far below it."""
        first, best = goals[0], levels
        most = first.margin(self._steady(levels))
        for turn in self._drivers(first, goals):
            for level in turn.grids[0]:
                steady = self._steady(turn.put(levels, level))
                margin = first.margin(steady)
                if margin > most and all(goal.true(steady) for goal in goals):
                    best, most = steady.levels, margin
        return best

    def is_a_turn_away(self, condition: Condition, start: Levels) -> bool:
        """Whether one turn makes it true, however far from its edge: quick, and enough for most."""
        goals = [Goal(leaf, True) for leaf in plan_conditions.leaves(condition)]
        return any(
            self._steady(turn.put(start, level)).holds(condition)
            for goal in goals
            for turn in self._drivers(goal, goals)
            for level in turn.grids[0]
        )

    def _nearer(
        self, goal: Goal, goals: tuple[Goal, ...], levels: Levels, drivers: tuple[Turn, ...]
    ) -> Levels:
        """The first turn that meets the goal and all others, else the one that helps most."""
        best, most = levels, -1
        for turn in drivers:
            for candidate in self._candidates(goal, levels, turn):
                steady = self._steady(candidate)
                if not goal.true(steady):
                    continue
                count = sum(other.score(steady) for other in goals)
                if count == _MET * len(goals):
                    return candidate
                if count > most:
                    best, most = candidate, count
        return best

    def _candidates(self, goal: Goal, levels: Levels, turn: Turn) -> Iterator[Levels]:
        """The levels on the wanted side of each edge, from the nearest on."""

        def margin(level: float) -> float:
            return goal.margin(self._steady(turn.put(levels, level)))

        def is_wanted(level: float) -> bool:
            return goal.true(self._steady(turn.put(levels, level)))

        # An equality holds at the very figure that it names.
        named = _constants(goal.leaf) if turn.free else set()
        if not self._turns(margin, turn.grids[0]):
            found = [(at, is_wanted(at)) for at in (0.0, 1.0) if at in turn.grids[0]]
        else:
            for grid in turn.grids:
                found = [(level, is_wanted(level)) for level in sorted({*grid, *named})]
                if len({wanted for _, wanted in found}) == 2:
                    break
        for place, ((low, below), (high, above)) in enumerate(pairwise(found)):
            if below == above:
                continue
            good, bad = (low, high) if below else (high, low)
            edge = _edge(is_wanted, good, bad)
            good = _farthest(found[place::-1] if below else found[place + 1 :])
            if abs(edge) < _NOTHING:
                # Anything above nothing will do, and a whole one is what people can picture.
                for some in (1.0, 0.1, 10.0):
                    yield turn.put(levels, some if good > bad else max(-some, found[0][0]))
            for step in _STEPS:
                yield turn.put(levels, _away(edge, good, step))
        for level, wanted in found:
            if wanted and (level in (0.0, 1.0)):
                yield turn.put(levels, level)

    def _turns(self, margin: Callable[[float], float], grid: Sequence[float]) -> bool:
        """Whether a knob moves a figure at all: most do not, and a look at some levels says so."""
        looks = {margin(grid[place * (len(grid) - 1) // 3]) for place in range(4)}
        return len(looks) > 1 or -math.inf in looks

    def _steady(self, levels: Levels) -> Steady:
        return Steady(self.board, levels)

    def _drivers(self, goal: Goal, goals: Iterable[Goal]) -> Iterator[Turn]:
        own = self.knobs_of(goal.leaf)
        if isinstance(goal.leaf, Holds):
            yield _presence(own)
        for knob in own:
            yield _present(knob, self.busy)
        if spans.reads_past(goal.within or goal.leaf):
            for knob in own:
                yield _always(knob, self.busy)
            for knob in own:
                yield _past(knob, self.busy)
        if not self.alive:
            for knob in own:
                if knob.kind in HISTOGRAMS:
                    yield _spread(knob)
        every = dict.fromkeys(knob for one in goals for knob in self.knobs_of(one.leaf))
        counted = tuple(knob for knob in every if knob.kind in ("counter", *HISTOGRAMS))
        yield _traffic(counted, self.alive)

    def knobs_of(self, condition: Condition) -> tuple[Knob, ...]:
        """What turns the condition at the labels in trouble: what it compares comes first."""
        found: dict[Knob, None] = {}
        for reader in readers([condition]):
            name = reader.selector.series
            trouble = label_set((label, self.board.label(label)) for label in reader.by)
            for series in (name, name.removesuffix("_bucket")):
                for knob in self.board.named(series):
                    if kept(knob.labels, reader.by) == trouble:
                        found[knob] = None
        return tuple(found)


def _reachable(leaf: Condition) -> float:
    """An equality holds on its edge alone."""
    return CLOSE if isinstance(leaf, Compare) and leaf.op in ("==", "!=", ">=", "<=") else 1.0


def _edge(is_wanted: Callable[[float], bool], good: float, bad: float) -> float:
    """The last good level on the way from `good` to `bad`."""
    while abs(good - bad) > max(_SHARP * max(abs(good), abs(bad)), _NOTHING / 10):
        middle = (good + bad) / 2
        if is_wanted(middle):
            good = middle
        else:
            bad = middle
    return good


def _farthest(found: Sequence[tuple[float, bool]]) -> float:
    """The last level up to which all are wanted."""
    return [level for level, _ in takewhile(itemgetter(1), found)][-1]


def _away(edge: float, good: float, step: float) -> float:
    """A level beyond the edge, in the direction of the good ones, in few digits."""
    if edge == 0:
        return float(f"{good * (step - 1):.4g}")
    up = good > edge
    level = edge * step if (edge > 0) == up else edge / step
    return float(f"{min(level, good) if up else max(level, good):.4g}")


def _present(knob: Knob, busy: bool) -> Turn:
    def put(levels: Levels, level: float) -> Levels:
        return {**levels, knob: replace(levels[knob], present=level)}

    return Turn(put, _grids(knob, busy))


def _always(knob: Knob, busy: bool) -> Turn:
    def put(levels: Levels, level: float) -> Levels:
        return {**levels, knob: replace(levels[knob], past=level, present=level)}

    return Turn(put, _grids(knob, busy))


def _past(knob: Knob, busy: bool) -> Turn:
    """Where it has been must be moved too, if the present may not move far enough from it."""

    def put(levels: Levels, level: float) -> Levels:
        return {**levels, knob: replace(levels[knob], past=level)}

    return Turn(put, _grids(knob, busy))


def _spread(knob: Knob) -> Turn:
    """How far apart two quantiles of one histogram are."""

    def put(levels: Levels, level: float) -> Levels:
        return {**levels, knob: replace(levels[knob], steepness=level)}

    return Turn(put, (_SPREADS,), free=False)


def _presence(knobs: tuple[Knob, ...]) -> Turn:
    """There from 1 on, gone below."""

    def put(levels: Levels, level: float) -> Levels:
        turned = dict(levels)
        for knob in knobs:
            there = levels[knob].past or 1.0
            turned[knob] = replace(levels[knob], present=there if level >= 1 else None)
        return turned

    return Turn(put, ((0.0, 1.0),), free=False)


def _traffic(knobs: tuple[Knob, ...], alive: bool) -> Turn:
    def put(levels: Levels, level: float) -> Levels:
        return {**levels} | {knob: replace(levels[knob], traffic=level) for knob in knobs}

    return Turn(put, (_COARSE[alive:], _FINE[alive:]))


def _grids(knob: Knob, busy: bool) -> tuple[tuple[float, ...], ...]:
    """Only a gauge goes below zero, or as high as it likes."""
    if knob.kind != "gauge":
        return tuple(grid[busy:] for grid in _COUNTED)
    return _both_signs(_COARSE), _both_signs(_FINE)


def _both_signs(grid: tuple[float, ...]) -> tuple[float, ...]:
    return (*(-level for level in reversed(grid[1:])), *grid)


def _constants(leaf: Condition) -> set[float]:
    return {
        abs(float(inner.node.value))
        for outer in plan_conditions.values(leaf)
        for inner in v.walk(outer)
        if isinstance(inner.node, v.Const)
    }
