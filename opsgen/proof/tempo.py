"""How long a world lasts, and how often it is scraped and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from opsgen.plan import Alert, Plan
from opsgen.proof import spans
from opsgen.proof.courses import Tempo
from opsgen.proof.reading import LOOK_BACK
from opsgen.proof.scenarios import Trial
from opsgen.proof.unproven import UnprovenError

_MINUTE = 60

_BRIEF = 75 * 60
_SHORT = 4 * 3600
"""A longer world is scraped and judged seldom: a week by the minute takes long."""

_COARSE = (3600, 1800, 900, 300, 120, 60)
_RARE = 300
_SAMPLES = 5
"""Within the narrowest span that a condition reads, where a world is scraped seldom."""

_MOST_SAMPLES = 9_000
"""Of one series in one window. promtool reads 10,000 (prometheus, promqltest/test.go)."""

_LOOKS = 16
"""Evaluations in a long world, at least."""

_MOST = 400
"""Evaluations beyond which none are tried in between."""

_SLACK = 6
"""Evaluations by which each phase is longer than it must be."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two samples, and between two evaluations; whether the world is `long`.

    A long one is not worth it that all rules are evaluated at every step of it. `planned` are
    the seconds between two evaluations that the rules are written for.
    """

    scrape: int
    step: int
    planned: int
    long: bool = False


def paces_of(plan: Plan, trial: Trial) -> Iterator[Pace]:
    """The rarest that shows the trial, then finer ones, for what is over before it is looked at.

    The plan's own for short worlds of what is impatient.
    """
    alert = trial.alert
    lasts = _usual(alert) + _trouble(trial)
    own = Pace(
        plan.scrape_interval, plan.evaluation_interval, plan.evaluation_interval, lasts > _BRIEF
    )
    if lasts > _SHORT:
        limit = lasts // _LOOKS
    elif alert.hold < 2 * _MINUTE or alert.hold % _MINUTE:
        limit = 0
    else:
        # What is compared with the past may be over soon.
        limit = _MINUTE if spans.reads_past(alert.condition) else _RARE
    pace = _seldom(own, alert, limit)
    yield pace
    while own.step < pace.step and lasts < _MOST * pace.step:
        pace = _seldom(own, alert, pace.step - 1)
        yield pace


def _seldom(own: Pace, alert: Alert, limit: int) -> Pace:
    """The rarest evaluations, no rarer than `limit`, at which all history that `alert` looks at
    is written down, and as many samples as its narrowest span needs."""
    if spans.each_record_counts(alert.condition, own.planned):
        limit = min(limit, own.planned)
    step = _coarsest(own.step, limit, spans.looks(alert.condition, own.planned))
    scrape = _coarsest(own.scrape, min(step, spans.narrowest(alert.condition) // _SAMPLES))
    if own.long:
        scrape = max(scrape, _sparse(alert))
        if spans.remembers(alert.condition) > step * _MOST_SAMPLES:
            raise UnprovenError("promtool reads no more than 10,000 records of a series")
    return replace(own, scrape=scrape, step=step)


def _sparse(alert: Alert) -> int:
    """The fewest seconds between samples at which none of its windows holds too many."""
    widest, narrowest = spans.widest(alert.condition), spans.narrowest(alert.condition)
    fewest = (s for s in (1, *reversed(_COARSE)) if s * _MOST_SAMPLES >= widest)
    seconds = next(fewest, _COARSE[0])
    if 2 * seconds > narrowest:
        raise UnprovenError("promtool reads no more than 10,000 samples of a series")
    return seconds


def _coarsest(own: int, limit: int, whole: Iterable[int] = ()) -> int:
    """Of the seconds from `own` to `limit` the most at which a look at each multiple of each of
    `whole` sees what was recorded: then, or so lately that it is still the present."""
    listed = list(whole)
    return next(
        (
            seconds
            for seconds in _COARSE
            if own <= seconds <= limit
            and (seconds <= LOOK_BACK or all(span % seconds == 0 for span in listed))
        ),
        own,
    )


def tempo_of(pace: Pace, trials: Iterable[Trial]) -> Tempo:
    """Phases that are long enough for each of `trials`."""
    listed = list(trials)
    step = max(pace.scrape, pace.step)
    usual = max(_usual(trial.alert) for trial in listed)
    trouble = max(map(_trouble, listed))
    after = max(_after(trial.alert) for trial in listed)
    usual, trouble, after = (
        -(-phase // step) * step + _SLACK * step for phase in (usual, trouble, after)
    )
    return Tempo(usual, trouble, after, pace.scrape)


def settles(trial: Trial) -> int:
    """Seconds until all that the alert reads of the present is the trouble."""
    return spans.settles(trial.alert.condition, vanishing=trial.vanishing)


def _usual(alert: Alert) -> int:
    return max(spans.needs(alert.condition), LOOK_BACK)


def _trouble(trial: Trial) -> int:
    return max(settles(trial), LOOK_BACK) + trial.alert.hold


def _after(alert: Alert) -> int:
    return max(spans.forgets(alert.condition), LOOK_BACK) + alert.keep_firing
