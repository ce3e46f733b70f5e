"""Blue-green and rolling, executed like the canary."""

from __future__ import annotations

from pathlib import Path

from tests.workflows.runner import At, Event
from tests.workflows.service import Behaviour
from tests.workflows.specs import spec, watched
from tests.workflows.world import settled, verdicts, world

BLUE_GREEN, ROLLING = spec("blue_green"), spec("rolling")
OWN = watched("upgrade, monitor_6_seconds, verify", "rolling")
PROBED = 0.2
"""What a load test gives the idle environment, that there be something to watch."""


def test_a_healthy_environment_takes_over(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(probed=PROBED)) as here:
        run = here.deploy(BLUE_GREEN)
        assert here.moves == [100], run.logs
    assert settled(run) == ("success", "skipped")
    assert run.outputs["production"] == {"state": "promoted"}
    assert verdicts(run) == ["pass"] * 3


def test_an_environment_that_is_bad_while_idle_is_never_switched_to(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.4, probed=PROBED)) as here:
        run = here.deploy(BLUE_GREEN)
        assert here.moves == [], run.logs
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "untouched"}
    assert verdicts(run)[-1] == "failed"


def test_an_idle_environment_that_nobody_asks_is_no_evidence(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(BLUE_GREEN)
        assert here.moves == [], run.logs
    assert verdicts(run)[-1] == "inconclusive"


def test_an_environment_that_turns_bad_with_users_is_switched_back(tmp_path: Path) -> None:
    behaviour = Behaviour(probed=PROBED)

    def turn() -> None:
        behaviour.errors = 0.4

    with world(tmp_path, behaviour) as here:
        run = here.deploy(BLUE_GREEN, Event(At("switch_traffic"), turn))
        assert here.moves == [100, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "rolled-back"}
    assert verdicts(run) == ["pass", "pass", "failed"]


def test_a_healthy_version_takes_batch_by_batch(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(ROLLING)
        assert here.moves == [50, 100], run.logs
    assert settled(run) == ("success", "skipped")
    assert verdicts(run) == ["pass"] * 3


def test_a_bad_first_batch_goes_back(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.4)) as here:
        run = here.deploy(ROLLING)
        assert here.moves == [50, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert verdicts(run)[-1] == "failed"


def test_a_healthy_version_passes_under_names_of_ones_own(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        run = here.deploy(OWN, upgrade="moved 100", verify="exit 0")
        assert here.moves == [100], run.logs
    assert settled(run) == ("success", "skipped")
    assert verdicts(run) == ["pass"] * 2


def test_a_bad_version_goes_back_under_names_of_ones_own(tmp_path: Path) -> None:
    with world(tmp_path, Behaviour(errors=0.4)) as here:
        run = here.deploy(OWN, upgrade="moved 100", verify="exit 0")
        assert here.moves == [100, 0], run.logs
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "rolled-back"}
    assert verdicts(run)[-1] == "failed"
