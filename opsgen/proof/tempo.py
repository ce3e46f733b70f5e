"""How long a world lasts, and how often it is scraped and judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from opsgen.plan import Alert, Plan
from opsgen.proof import spans
from opsgen.proof.courses import Tempo
from opsgen.proof.reading import LOOK_BACK
from opsgen.proof.scenarios import Trial

_MINUTE = 60

_BRIEF = 75 * 60
_SHORT = 4 * 3600
"""A longer world is scraped seldom where its alerts allow it: a week by the minute takes long."""

_COARSE = (1800, 900, 300, 120, 60)
_SLACK = 6
"""Evaluations by which each phase is longer than it must be."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two samples, and between two evaluations; whether the world is `long`.

    A long one is not worth it that all rules are evaluated at every step of it.
    """

    scrape: int
    step: int
    long: bool = False


def pace_of(plan: Plan, trial: Trial) -> Pace:
    """The plan's own for short worlds and for those whose history is recorded."""
    alert = trial.alert
    records = spans.reads_records(alert.condition)
    lasts = _usual(alert) + _trouble(trial)
    own = Pace(plan.scrape_interval, plan.evaluation_interval, lasts > _BRIEF)
    if lasts <= _SHORT:
        # Half of the looks suffice for what is held for minutes.
        patient = not records and alert.hold >= 2 * _MINUTE and alert.hold % _MINUTE == 0
        return replace(own, step=_MINUTE) if patient and _MINUTE % own.step == 0 else own
    seldom = spans.narrowest(alert.condition) // (5 if records else 8)
    coarse = next((seconds for seconds in _COARSE if seconds <= seldom), 0)
    if records:
        # Their number counts, so they are made as often as the rules say.
        return Pace(max(coarse, own.scrape), own.step, long=True)
    step = max(coarse, own.scrape, own.step)
    return Pace(step, step, long=True) if coarse else own


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
