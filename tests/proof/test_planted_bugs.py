"""The worlds see through a wrong lowering: each is planted, and an expectation fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsgen.plan import values as v
from opsgen.promql import Binary, forms, lower
from opsgen.promql.lower import Lowering
from tests.judges import promtool
from tests.proof.played import played
from tests.proof.specs import BEAT, DOCS, ERRORS, FREE, JOBS, LATENCY, QUEUE, SUCCESS, WAIT
from tests.targets.prometheus import test_planted_bugs as forms_that_look_right
from tests.targets.prometheus.worlds import plan_of, shop

DIGEST = """
  channels:
    - {name: digest, type: email, recipients: ["team@example.com"], severity: [medium],
       frequency: daily}
"""


def alert(condition: str) -> str:
    return f'{{name: it, severity: high, condition: "{condition}"}}'


def spec(*metrics: str, alerts: Iterable[str] = (), rest: str = "") -> str:
    return shop(*metrics, alerts=alerts, rest=rest, defaults="{job: shop}", hold="{}")


@dataclass(frozen=True, slots=True)
class Bug:
    """With `instead` in the place of `name`, the worlds of `spec` must not go as expected."""

    where: object
    name: str
    instead: object
    spec: str


def known(name: str, place: int = 0) -> object:
    """The simpler form that is planted against the target's own worlds."""
    return [bug for bug in forms_that_look_right.BUGS if bug.name == name][place].instead


def _twice_the_window(by: v.Labels, selector: v.Selector, window: int) -> object:
    return _INCREASE(by, selector, 2 * window)


def _rate_in_minutes(by: v.Labels, selector: v.Selector, window: int) -> object:
    return Binary("*", _RATE(by, selector, window), forms.number(60))


def _without_routes(by: v.Labels, node: v.Quantile) -> object:
    return _QUANTILE((), node)


_QUANTILE = forms.quantile
_INCREASE, _RATE = forms.increase, forms.rate
MEAN = "avg(queue, 30m) > 100"

BUGS = (
    Bug(forms, "ratio", known("ratio"), spec(SUCCESS)),
    Bug(forms, "ratio", known("ratio", 1), spec(SUCCESS)),
    Bug(forms, "quantile", known("quantile"), spec(LATENCY)),
    Bug(forms, "quantile", _without_routes, spec(
        WAIT.replace("unit", "by: [route], unit"), rest='targets: {prometheus: {version: "3.5"}}')),
    Bug(forms, "rate", known("rate"), spec(JOBS)),
    Bug(forms, "rate", _rate_in_minutes, spec(JOBS)),
    Bug(forms, "increase", _twice_the_window, spec(ERRORS)),
    Bug(forms, "growth", known("growth"), spec(DOCS, alerts=[alert("change(docs, 1h) > 50%")])),
    Bug(forms, "absent", known("absent"), spec(BEAT)),
    Bug(forms, "fired", known("fired"), spec(QUEUE, alerts=[
        '{name: it, severity: medium, condition: "queue > 100"}'], rest=DIGEST)),
    Bug(forms, "at_time", known("at_time"), spec(QUEUE, alerts=[
        '{name: it, severity: medium, condition: "queue > 100"}'], rest=DIGEST)),
    Bug(lower, "LEAST_DEVIATION", known("LEAST_DEVIATION"),
        spec(QUEUE, alerts=[alert("zscore(queue, 1h, 20m) > 4")])),
    Bug(Lowering, "value", known("value"), spec(QUEUE)),
    Bug(Lowering, "_join", known("_join"), spec(QUEUE, FREE, alerts=[
        alert("queue > 100 and free < 5")])),
    Bug(Lowering, "_over_time", known("_over_time"), spec(QUEUE, alerts=[alert(MEAN)])),
    Bug(Lowering, "_range", known("_range"), spec(QUEUE, alerts=[
        alert("queue > 3 * baseline(queue, 1h, 20m)")])),
)  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_in_the_lowering_is_caught(
    bug: Bug, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = plan_of(bug.spec)
    version = promtool.VERSIONS[-1]
    assert played(plan, version, tmp_path)
    monkeypatch.setattr(bug.where, bug.name, bug.instead)
    verdict = played(plan, version, tmp_path)
    assert not verdict
    assert "FAILED" in verdict.output
