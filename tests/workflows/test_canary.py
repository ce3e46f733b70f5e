"""The canary's workflow, executed against a real Prometheus: what becomes of the traffic."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.runner import At, Event
from tests.workflows.service import Behaviour
from tests.workflows.specs import spec
from tests.workflows.world import settled, verdicts, world

CANARY = spec("canary")
WATCH = At("monitor_6_seconds", "pass")
"""While the canary has its first traffic, and one measurement was good."""


def test_a_healthy_version_goes_through_every_weight(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(CANARY)
        assert here.moves == [10, 25, 50, 75, 100], run.logs
    assert settled(run) == ("success", "skipped")
    assert run.outputs["production"] == {"state": "promoted"}
    assert set(verdicts(run)) == {"pass"}
    assert run.logs["deploy_to_staging"] == "shop:1 to staging\n"


@pytest.mark.parametrize(
    ("behaviour", "verdict", "reason"),
    [
        (Behaviour(errors=0.4), "failed", "error_rate > 5%: 2 failed, allowed 1"),
        (Behaviour(slow=1.0), "failed", "p99_latency > 2s: 2 failed, allowed 1"),
        (Behaviour(silent=True), "inconclusive", "3 inconclusive, allowed 2"),
        (Behaviour(queue="NaN"), "inconclusive", "queue_depth > 100: 3 inconclusive, allowed 2"),
    ],
    ids=["errors", "slow", "no traffic", "NaN"],
)
def test_a_version_without_evidence_of_health_goes_back(
    behaviour: Behaviour, verdict: str, reason: str, tmp_path: Path
) -> None:
    with world(tmp_path, behaviour) as here:
        run = here.deploy(CANARY)
        assert here.moves == [10, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "rolled-back"}
    assert verdicts(run)[-1] == verdict
    assert f"::error title=monitor_6_seconds%3A {verdict}::" in run.logs["monitor_6_seconds"]
    assert reason in run.logs["monitor_6_seconds"]
    assert f"**{verdict}**" in run.summary


def test_without_prometheus_no_traffic_moves(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(CANARY)
        assert here.moves == []
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "untouched"}
    assert verdicts(run)[0] == "error"


def test_a_prometheus_that_dies_while_it_is_asked_promotes_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(CANARY, Event(WATCH, here.stop_prometheus))
        assert here.moves == [10, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert verdicts(run)[-1] == "error"
    assert "3 errors in a row, allowed 2" in run.logs["monitor_6_seconds"]


def test_a_cancel_rolls_back_in_the_job(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(CANARY, Event(WATCH, "cancel"))
        assert here.moves == [10, 0], run.logs
    assert settled(run) == ("cancelled", "skipped")
    assert run.outputs["production"] == {"state": "rolled-back"}
    assert verdicts(run)[-1] == "aborted"


def test_a_machine_that_dies_is_rolled_back_by_another(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(CANARY, Event(WATCH, "die"))
        assert here.moves == [10, 0]
    assert run.steps["production"]["rollback"] == "skipped"
    assert settled(run) == ("failure", "success")


def test_a_rollback_that_fails_once_is_tried_again(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.4)) as here:
        (tmp_path / "broken").touch()
        run = here.deploy(CANARY)
        assert here.moves == [10, 0]
    assert run.outputs["production"] == {"state": "unfinished"}
    assert settled(run) == ("failure", "success")


def test_another_branch_is_tested_and_built_only(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(CANARY, branch="mend", inputs={})
        assert here.moves == []
    assert run.results == {
        "test": "success",
        "build": "success",
        "staging": "skipped",
        "production": "skipped",
        "production-rollback": "skipped",
    }


def test_a_dry_run_moves_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(CANARY, inputs={"dry_run": True})
        assert here.moves == []
    assert settled(run) == ("success", "skipped")
    assert "would run: full_deployment" in run.logs["dry_run"]
    assert run.outputs["production"] == {"state": "untouched"}
