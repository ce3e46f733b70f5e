"""Every expectation of every world is what both engines see, and every alert has its worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.plan import Alert, Compare, Plan
from opsgen.plan import values as v
from opsgen.plan.conditions import leaves
from opsgen.proof import Expectation, Proof, prove
from opsgen.proof.spans import reads_past
from tests.judges import promtool
from tests.proof.played import played
from tests.proof.specs import NATIVE, PLAYED
from tests.targets.prometheus.worlds import plan_of

TESTS = Path(__file__).parents[1]
FILES = [
    TESTS / "acceptance/operations.yaml",
    TESTS / "conformance/tables/operations.yaml",
    TESTS / "conformance/traps/operations.yaml",
]


@dataclass(frozen=True, slots=True)
class Proven:
    plan: Plan
    proof: Proof

    def told(self, *kinds: str) -> Iterator[Expectation]:
        for world in self.proof.worlds:
            if world.kind in kinds or not kinds:
                yield from world.expectations

    def alerts(self, *causes: str) -> Iterator[Alert]:
        return (alert for alert in self.plan.alerts if alert.cause in causes)


def named(spec: Path | str) -> str:
    if isinstance(spec, Path):
        return spec.parent.name
    return next(name for name, text in PLAYED.items() if text == spec)


@pytest.fixture(scope="module", params=[*PLAYED.values(), *FILES], ids=named)
def proven(request: pytest.FixtureRequest) -> Proven:
    spec = request.param
    plan = plan_of(spec) if isinstance(spec, str) else compile_file(str(spec)).plan
    assert plan is not None
    return Proven(plan, prove(plan))


ON_EACH = [
    pytest.param(spec, version, id=f"{name}-{version}")
    for name, spec in PLAYED.items()
    for version in promtool.VERSIONS[spec is NATIVE :]
]


@pytest.mark.parametrize(("spec", "version"), ON_EACH)
def test_the_engines_see_what_is_expected(spec: str, version: str, tmp_path: Path) -> None:
    plan = plan_of(spec)
    assert played(plan, version, tmp_path)


def test_every_alert_fires_in_a_world_and_is_silent_in_another(proven: Proven) -> None:
    fires = {one.alert for one in proven.told() if one.labels}
    silent = {one.alert for one in proven.told() if not one.labels}
    names = {alert.name for alert in proven.plan.alerts} - set(proven.proof.unproven)
    assert proven.proof.never == ()
    assert names - fires == set()
    assert names - silent == {alert.name for alert in proven.alerts("watchdog")}


def test_nothing_fires_before_the_trouble_and_all_ends_after_it(proven: Proven) -> None:
    for world in proven.proof.worlds:
        if world.kind != "above":
            continue
        for one in world.expectations:
            if not world.tempo.turn <= one.at < world.tempo.back and one.alert != "Watchdog":
                digest = one.alert in {alert.name for alert in proven.alerts("digest")}
                assert digest or not one.labels, (world.name, one)


def test_a_total_outage_is_heard(proven: Proven) -> None:
    ratios = {
        alert.name
        for alert in proven.plan.alerts
        for leaf in list(leaves(alert.condition))[:1]
        if isinstance(leaf, Compare) and isinstance(leaf.left.node, v.Ratio)
        if isinstance(leaf.right.node, v.Const)
        # What must be calm in the mean of an hour is over when all of it fails.
        and not reads_past(alert.condition)
    }
    tried = {one.alert for one in proven.told("outage")} & ratios
    heard = {one.alert for one in proven.told("outage") if one.labels}
    assert tried - heard == set()


def test_where_nothing_fails_and_where_nothing_is_there_only_absence_is_told(
    proven: Proven,
) -> None:
    waits = {alert.name for alert in proven.alerts("no_data", "job_missing", "service_down")}
    waits |= {alert.name for alert in proven.alerts("watchdog", "digest")}
    for alert in proven.plan.alerts:
        values = [value for leaf in leaves(alert.condition) for value in _all(leaf)]
        if any(isinstance(value.node, v.Absent | v.OrElse) for value in values):
            waits.add(alert.name)
    for one in proven.told("no errors", "absent"):
        assert one.alert in waits or not one.labels, one


def _all(leaf: object) -> Iterator[v.Value]:
    for side in ("left", "right", "value"):
        outer = getattr(leaf, side, None)
        if outer is not None:
            yield from v.walk(outer)
