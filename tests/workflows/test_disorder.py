"""What people and machines do to a rollout, executed: no metric is needed to see it go wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflows.runner import At, Event, Lock
from tests.workflows.specs import BACK, unwatched
from tests.workflows.world import settled, world

QUICK = unwatched("deploy_canary_10_percent, full_deployment")
"""Nothing watches it."""


def slow(undone: Path) -> str:
    """A step's script whose own child does the work when the rollback began, or in a minute."""
    late = f"for _ in $(seq 600); do test -e {undone} && break; sleep 0.1; done"
    return f'echo begun; {{ {late}; moved "$OPSGEN_WEIGHT"; }} & wait; wait'


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def test_what_a_cancelled_step_started_moves_nothing_after_the_rollback(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        event = Event(At("deploy_canary_10_percent", "begun"), "cancel")
        undone = tmp_path / "undone"
        rollback = f"moved 0; touch {undone}; sleep 3"
        run = here.deploy(QUICK, event, deploy_canary=slow(undone), rollback=rollback)
        assert here.moves == [0], run.logs
    assert settled(run) == ("cancelled", "skipped")


def test_a_step_that_hangs_is_ended_and_undone(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.prepared(QUICK, scripts={"deploy_canary": "moved 10; sleep 60; moved 10"})
        run.machine = run.machine.with_minutes_of(0.1)
        run()
        assert here.moves == [10, 0], run.logs
    assert settled(run) == ("failure", "skipped")


def test_what_nobody_approved_is_not_rolled_back(tmp_path: Path) -> None:
    """A rollback such as `kubectl rollout undo` would take the good version away."""
    with world(tmp_path, up=False) as here:
        run = here.deploy(QUICK, Event("production", "reject"))
        assert here.moves == []
    assert settled(run) == ("failure", "success")
    assert run.steps["production-rollback"]["rollback"] == "skipped"
    assert "no machine ever took the job" in run.logs["began"]


def test_what_is_cancelled_while_it_waits_is_not_rolled_back(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(QUICK, Event("production", "cancel"))
        assert here.moves == []
    assert settled(run) == ("cancelled", "success")
    assert run.steps["production-rollback"]["rollback"] == "skipped"


def test_when_github_does_not_answer_it_may_have_begun(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.prepared(QUICK, [Event("production", "reject")])
        here.github.runs.clear()
        run()
        assert here.moves == [0]
    assert "it may have begun" in run.logs["began"]


def test_a_dry_run_whose_machine_dies_is_not_rolled_back(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(QUICK, Event(At("dry_run"), "die"), inputs={"dry_run": True})
        assert here.moves == []
    assert settled(run) == ("failure", "skipped")


def test_a_dry_run_leaves_out_all_that_follows_the_first_move(tmp_path: Path) -> None:
    text = unwatched("unit_tests, deploy_canary_10_percent, full_deployment, tell_users")
    with world(tmp_path, up=False) as here:
        run = here.deploy(text, inputs={"dry_run": True}, tell_users="exit 1")
        assert here.moves == []
    assert run.results["production"] == "success"
    assert run.steps["production"]["unit_tests"] == "success"
    assert run.steps["production"]["tell_users"] == "skipped"
    assert run.logs["dry_run"].splitlines() == [
        "would run: deploy_canary_10_percent",
        "would run: full_deployment",
        "would run: tell_users",
    ]


def test_a_failure_after_the_last_move_goes_back_too(tmp_path: Path) -> None:
    text = unwatched("deploy_canary_10_percent, full_deployment, smoke_tests")
    with world(tmp_path, up=False) as here:
        run = here.deploy(text, smoke_tests="echo it answers nothing; exit 1")
        assert here.moves == [10, 100, 0]
    assert settled(run) == ("failure", "skipped")
    assert run.outputs["production"] == {"state": "rolled-back"}


OWN = unwatched("upgrade, verify", strategy="rolling")
"""Steps with names of their own; the strategy alone tells that they move traffic."""


@pytest.mark.parametrize(
    ("upgrade", "verify", "moved"),
    [
        ("moved 100", "exit 0", [100]),
        ("moved 50; exit 1", "exit 0", [50, 0]),
        ("moved 100", "exit 1", [100, 0]),
    ],
    ids=["healthy", "fails", "fails later"],
)
def test_steps_of_any_name_in_a_stage_with_a_strategy_go_back(
    upgrade: str, verify: str, moved: list[int], tmp_path: Path
) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(OWN, upgrade=upgrade, verify=verify)
        assert here.moves == moved
    assert settled(run) == ("failure" if moved[-1] == 0 else "success", "skipped")


def test_steps_of_any_name_go_back_when_their_machine_dies(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(OWN, Event(At("verify"), "die"), upgrade="moved 100", verify="exit 0")
        assert here.moves == [100, 0]
    assert settled(run) == ("failure", "success")


def test_a_failed_test_deploys_nothing(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        run = here.deploy(QUICK, unit_tests="exit 1")
        assert here.moves == []
    assert run.results["test"] == "failure"
    assert settled(run) == ("skipped", "skipped")


def test_the_way_back_runs_twice_and_changes_nothing_then(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        once = 'moved 0; test -e "$WORLD/tried" || { touch "$WORLD/tried"; exit 1; }'
        run = here.deploy(QUICK, full_deployment="moved 100; exit 1", rollback=once)
        assert here.moves == [10, 100, 0, 0]
    assert settled(run) == ("failure", "success")
    assert "::error title=unfinished rollout::" in run.logs["state"]


def test_without_automatic_the_job_says_what_to_do_and_a_button_does_it(tmp_path: Path) -> None:
    text = unwatched("deploy_canary_10_percent, full_deployment", automatic=False)
    with world(tmp_path, up=False) as here:
        run = here.deploy(text, full_deployment="exit 1")
        assert here.moves == [10]
        log = run.logs["Say how to roll back"]
        assert "::error title=not rolled back::the new version may still have traffic" in log
        assert "./ops/steps/rollback" in log
        assert ".github/workflows/shop-rollback.yml" in log
        assert run.outputs["production"] == {"state": "unfinished"}
        assert "production-rollback" not in run.results
        back = here.deploy(text, path=BACK, inputs={})
        assert here.moves == [10, 0]
    assert back.results == {"production-rollback": "success"}


BLUE_GREEN = unwatched("deploy_idle, switch_traffic", strategy="blue_green")
ROLLING = unwatched("rolling_batch_50_percent, rolling_batch_100_percent", strategy="rolling")


@pytest.mark.parametrize(
    ("text", "first", "moves"),
    [
        (QUICK, "deploy_canary", [10, 100]),
        (BLUE_GREEN, "switch_traffic", [100]),
        (ROLLING, "rolling_batch", [50, 100]),
    ],
    ids=["canary", "blue-green", "rolling"],
)
def test_of_two_runs_the_second_waits_for_the_first(
    text: str, first: str, moves: list[int], tmp_path: Path
) -> None:
    with world(tmp_path, up=False) as here:
        lock, go = Lock(), tmp_path / "go"
        hold = 'until test -e "$WORLD/go"; do sleep 0.1; done'
        wait = {first: f'moved "${{OPSGEN_WEIGHT:-100}}"; {hold}'}
        runs = [here.prepared(text, scripts=wait) for _ in range(3)]
        for run in runs:
            run.lock = lock
        threads = [threading.Thread(target=run) for run in runs]
        threads[0].start()
        until(lambda: here.moves == moves[:1])
        threads[1].start()
        until(lambda: lock.has_waiting)
        threads[2].start()
        threads[1].join()
        assert runs[1].replaced, "a newer one takes the place of the one that waits"
        assert here.moves == moves[:1], "the third has begun nothing"
        go.touch()
        for thread in threads:
            thread.join()
        assert here.moves == [*moves, *moves]
    assert [settled(run) for run in runs if not run.replaced] == [("success", "skipped")] * 2
    assert [run.results.get("production") for run in runs] == ["success", None, "success"]


def test_the_button_stops_the_rollout_that_runs(tmp_path: Path) -> None:
    with world(tmp_path, up=False) as here:
        lock = Lock()
        hang = {"deploy_canary": "moved 10; sleep 60"}
        rollout = here.prepared(QUICK, scripts=hang)
        button = here.prepared(QUICK, path=BACK, inputs={}, scripts=hang)
        rollout.lock = button.lock = lock
        thread = threading.Thread(target=rollout)
        thread.start()
        until(lambda: here.moves == [10])
        button()
        thread.join()
        assert here.moves == [10, 0, 0]
    assert settled(rollout) == ("cancelled", "skipped")
    assert button.results == {"production-rollback": "success"}
