"""Every expectation of every world is what both engines see, and every alert has its worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.plan import Plan
from opsgen.proof.worlds import Proof, prove
from tests.judges import promtool
from tests.proof.played import played

ROOT = Path(__file__).parents[2]
SPECS = [
    *sorted(ROOT.glob("examples/**/operations.yaml")),
    ROOT / "tests/acceptance/operations.yaml",
    ROOT / "tests/conformance/tables/operations.yaml",
    ROOT / "tests/conformance/traps/operations.yaml",
]


def named(path: Path) -> str:
    return path.parent.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module", params=SPECS, ids=named)
def proven(request: pytest.FixtureRequest) -> tuple[Plan, Proof]:
    plan = compile_file(str(request.param)).plan
    assert plan is not None
    return plan, prove(plan)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_the_engines_see_what_is_expected(
    proven: tuple[Plan, Proof], version: str, tmp_path: Path
) -> None:
    plan, proof = proven
    assert played(plan, proof.worlds, version, tmp_path)


def test_every_alert_has_a_world_in_which_it_fires_and_one_in_which_it_does_not(
    proven: tuple[Plan, Proof],
) -> None:
    plan, proof = proven
    told = [one for world in proof.worlds for one in world.expectations]
    fires = {one.alert for one in told if one.labels}
    silent = {one.alert for one in told if not one.labels}
    judged = {alert.name for alert in plan.alerts} - set(proof.unproven)
    assert proof.never == ()
    assert judged - fires == set()
    assert judged - silent <= {alert.name for alert in plan.alerts if alert.cause == "watchdog"}
