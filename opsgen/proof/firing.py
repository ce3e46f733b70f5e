"""When an alert fires: how long its condition must hold, and how long it stays.

Written from what Prometheus documents of `for` and `keep_firing_for`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from opsgen.plan import Alert
from opsgen.proof.evaluate import Evaluator
from opsgen.proof.samples import LabelSet


@dataclass(slots=True)
class _Active:
    since: int
    firing: bool = False
    left: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The label sets for which an alert was pending and firing at each evaluation."""

    pending: Mapping[int, frozenset[LabelSet]] = field(default_factory=dict)
    firing: Mapping[int, frozenset[LabelSet]] = field(default_factory=dict)


def play(alert: Alert, evaluator: Evaluator, instants: Iterable[int]) -> History:
    """Evaluate the alert at each of `instants`, which rise. Raises UnprovenError."""
    active: dict[LabelSet, _Active] = {}
    pending: dict[int, frozenset[LabelSet]] = {}
    firing: dict[int, frozenset[LabelSet]] = {}
    for at in instants:
        true = evaluator.condition(alert.condition, at)
        for labels in true:
            state = active.setdefault(labels, _Active(at))
            state.left = None
            state.firing = state.firing or at - state.since >= alert.hold
        for labels in [labels for labels in active if labels not in true]:
            if not _stays(active[labels], alert, at):
                del active[labels]
        firing[at] = frozenset(labels for labels, state in active.items() if state.firing)
        pending[at] = frozenset(active) - firing[at]
    return History(pending, firing)


def _stays(state: _Active, alert: Alert, at: int) -> bool:
    if not state.firing or not alert.keep_firing:
        return False
    if state.left is None:
        state.left = at
    return at - state.left < alert.keep_firing
