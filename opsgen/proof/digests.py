"""The world of a digest: something fires at night and is over by the hour at which mail is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from opsgen.plan import Alert, All, AtTime, Condition, Plan
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.proof.courses import Tempo, tracks
from opsgen.proof.evaluate import Evaluator
from opsgen.proof.moments import expected
from opsgen.proof.samples import LabelSet, Samples, Track, label_set
from opsgen.proof.scenarios import Trial
from opsgen.proof.steady import Levels
from opsgen.proof.tempo import Pace, settles, tempo_of
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.world import Expectation, World, evaluators

_RARE = 300
"""For a source that fires after days: no rarer, because a digest is sent for five minutes."""

_MINUTE = 60
_SLACK = 6
_WEEK = 7 * 24 * 3600


def listed(alert: Alert) -> v.Fired | None:
    """What a digest lists; None for every other alert."""
    for value in plan_conditions.values(alert.condition):
        if isinstance(value.node, v.Fired):
            return value.node
    return None


def digest_world(
    plan: Plan, alert: Alert, known: Iterable[tuple[Trial, Pace]], start: Levels
) -> World:
    """One of `known` fires, all else is usual, and the digest names it. Raises UnprovenError."""
    node = listed(alert)
    assert node is not None
    fires = [
        (trial, pace)
        for trial, pace in known
        if trial.kind == "above" and trial.alert.severity in node.severities
    ]
    for trial, own in sorted(fires, key=lambda paced: paced[1].long):
        rare = replace(own, scrape=_RARE, step=_RARE)
        pace = rare if own.long else replace(own, long=True)
        tempo, when, until = _tempo(alert, trial, pace)
        levels = {**start, **trial.levels}
        made = tracks(levels, tempo)
        told = tuple(
            expected(trial.alert, evaluators(made, pace, tempo), tempo, pace.step, settles(trial))
        )
        if not any(labels for _, labels in told):
            continue
        fired = tuple(_recorded(plan, trial.alert, told))
        clock = Evaluator(Samples(fired), pace.step)
        moments = (when - 3 * pace.step, when, until + 3 * pace.step)
        seen = ((at, sorted(clock.condition(alert.condition, at))) for at in moments)
        expectations = (
            *(
                Expectation(trial.alert.name, at, tuple(firing), "above", tuple(firing.values()))
                for at, firing in told
            ),
            # How long the source has fired is known to some steps, not to the second.
            *(Expectation(alert.name, at, tuple(labels), "above") for at, labels in seen),
        )
        return World("digest", "above", pace, levels, made, expectations, tempo)
    raise UnprovenError("no alert that it lists was made to fire")


def _tempo(alert: Alert, trial: Trial, pace: Pace) -> tuple[Tempo, int, int]:
    """The trouble shortly before the digest is sent; when that is, and until when."""
    step = max(pace.scrape, pace.step)
    tempo = replace(tempo_of(pace, [trial]), after=_SLACK * step)
    when, until = _due(alert, tempo.end)
    later = (when - tempo.end) // step * step
    rest = -(-(until - when) // step) * step + _SLACK * step
    return (
        replace(tempo, usual=tempo.usual + later, after=tempo.after + rest),
        -(-when // pace.step) * pace.step,
        -(-until // pace.step) * pace.step,
    )


def _due(alert: Alert, after: int) -> tuple[int, int]:
    """When it is next sent after the second `after`, and until when it fires."""
    (when,) = [item for item in _parts(alert.condition) if isinstance(item, AtTime)]
    clock = Evaluator(Samples(()), _MINUTE)
    for start in range(-(-after // _MINUTE) * _MINUTE, after + _WEEK + _MINUTE, _MINUTE):
        if clock.condition(when, start) and not clock.condition(when, start - _MINUTE):
            return start, start + when.minutes * _MINUTE
    raise UnprovenError("it is sent in no week")


def _recorded(
    plan: Plan, alert: Alert, told: Iterable[tuple[int, Iterable[LabelSet]]]
) -> Iterator[Track]:
    """What the engine writes down of an alert while it fires, at some moments."""
    fixed = {"alertname": alert.name, "alertstate": "firing"}
    fixed |= {"service": plan.service, "severity": alert.severity}
    if alert.signal is not None:
        fixed["signal"] = alert.signal
    for at, firing in told:
        for labels in firing:
            own = dict(labels) | dict(plan.labels) | dict(alert.labels) | fixed
            yield Track("ALERTS", label_set(own.items()), ((at, 1.0),))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.items if isinstance(condition, All) else (condition,)
