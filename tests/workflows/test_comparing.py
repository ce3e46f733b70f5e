"""The new version beside the stable one, executed: no absolute limit is crossed here."""

from __future__ import annotations

from pathlib import Path

from tests.workflows.service import Behaviour
from tests.workflows.specs import comparing
from tests.workflows.world import settled, verdicts, world

STEPS = comparing("deploy_canary_10_percent, monitor_6_seconds, full_deployment, monitor_6_seconds")
TOLD = "error_rate beside stable"


def test_a_version_that_is_worse_than_the_stable_one_goes_back(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.03)) as here:
        run = here.deploy(STEPS)
        assert here.moves == [10, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert verdicts(run) == ["pass", "failed"]
    log = run.logs["monitor_6_seconds"]
    assert "failed        error_rate > 5%" not in log
    assert f"failed: {TOLD}: new " in log
    assert "Cohen's h " in log


def test_one_that_is_as_good_is_compared_until_it_has_all_traffic(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.001)) as here:
        run = here.deploy(STEPS)
        assert here.moves == [10, 100], run.logs
    assert settled(run) == ("success", "skipped")
    assert verdicts(run) == ["pass"] * 3
    assert f"pass          {TOLD}: " in run.logs["monitor_6_seconds"]
    assert TOLD not in run.logs["monitor_6_seconds_2"]
