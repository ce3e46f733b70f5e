"""The way back: in the job, behind it, by hand."""

from __future__ import annotations

import json

import pytest

from tests.judges.process import execute
from tests.targets.github_actions.emitted import (
    BACK,
    CANARY,
    canary,
    ids,
    jobs,
    pipeline,
    step,
    workflow,
)

BY_HAND = 'rollback: {automatic: false, trigger: "error_rate > 5%", command: make back}'


def test_in_the_job_it_runs_until_the_last_step_of_the_stage_has_passed() -> None:
    text = pipeline(f"{{name: production, strategy: canary, steps: [{CANARY}, smoke_tests]}}")
    condition = step(jobs(text)["production"], "rollback")["if"]
    assert condition.startswith("${{ (failure() || cancelled()) && ")
    assert "steps.deploy_canary_10_percent.outcome)" in condition
    assert condition.endswith("steps.smoke_tests.outcome != 'success' }}")


def test_in_the_job_it_ends_before_github_kills_it() -> None:
    steps = "{rollback: {run: make back, timeout: 1h}}"
    assert step(jobs(canary(steps=steps))["production"], "rollback")["timeout-minutes"] == 4
    steps = "{rollback: {run: make back, timeout: 90s}}"
    assert step(jobs(canary(steps=steps))["production"], "rollback")["timeout-minutes"] == 2


def test_behind_the_job_it_waits_for_nobody() -> None:
    found = jobs(canary())["production-rollback"]
    assert found["environment"] == {"name": "production-rollback"}
    assert found["if"].startswith("${{ always() && !inputs.dry_run && ")
    assert step(found, "rollback")["if"] == (
        "${{ always() && steps.began.outputs.began != 'false' }}"
    )


def test_without_automatic_the_job_says_the_command() -> None:
    production = jobs(canary(rollback=BY_HAND))["production"]
    assert "rollback" not in ids(production)
    assert "production-rollback" not in jobs(canary(rollback=BY_HAND))
    (says,) = [each for each in production["steps"] if each["name"] == "Say how to roll back"]
    assert "Roll back: make back" in says["run"]
    assert "steps.rollback" not in str(production)


def test_a_percent_sign_reaches_the_reader() -> None:
    """The runner reads `%0A` in a message as a line's end."""
    rollback = BY_HAND.replace("make back", "back --to=%0A")
    (says,) = [
        each
        for each in jobs(canary(rollback=rollback))["production"]["steps"]
        if each["name"] == "Say how to roll back"
    ]
    assert "back --to=%250A" in says["run"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("make undo --to 'a  b'", "Roll back: make undo --to 'a  b'\n"),
        ("make stop\n  make undo\n", "Roll back:\nmake stop\n  make undo\n"),
        ("echo \\n 100%0A", "Roll back: echo \\n 100%0A\n"),
    ],
)
def test_the_command_is_told_as_it_was_written(command: str, said: str) -> None:
    """Whoever copies it in the night must not copy another one."""
    rollback = BY_HAND.replace("make back", json.dumps(command))
    production = jobs(canary(rollback=rollback))["production"]
    (says,) = [each for each in production["steps"] if each["name"] == "Say how to roll back"]
    shell = execute(["bash", "--norc", "-e", "-c", says["run"]])
    first, _ = shell.output.splitlines()
    for written, sign in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        first = first.replace(written, sign)
    assert f"{first}\n".endswith(said)


def test_where_nobody_wrote_a_way_back_the_job_says_so() -> None:
    production = jobs(canary(rollback="", gate='gate: {checks: ["error_rate > 5%"]}'))["production"]
    assert "names no way back" in str(production["steps"])


def test_the_button_stops_a_rollout_and_takes_the_same_lock() -> None:
    deploy, back = workflow(canary()), workflow(canary(), BACK)
    assert deploy["concurrency"]["group"] == back["concurrency"]["group"]
    assert deploy["concurrency"]["cancel-in-progress"] is False
    assert back["concurrency"]["cancel-in-progress"] is True


def test_by_hand_the_command_finds_every_variable_and_no_owner() -> None:
    deploy, back = workflow(canary())["env"], workflow(canary(), BACK)["env"]
    assert set(deploy) == set(back)
    assert back["OPSGEN_OWNER"] == ""


def test_the_button_asks_which_of_several_stages() -> None:
    two = f"""
{{name: eu, strategy: canary, environment: eu, steps: [{CANARY}]}}
{{name: us, strategy: canary, environment: us, steps: [{CANARY}]}}
"""
    back = workflow(pipeline(two), BACK)
    assert back["on"]["workflow_dispatch"]["inputs"]["stage"]["options"] == ["eu", "us"]
    assert {id: (job["if"], job["environment"]["name"]) for id, job in back["jobs"].items()} == {
        "eu-rollback": ("${{ inputs.stage == 'eu' }}", "eu-rollback"),
        "us-rollback": ("${{ inputs.stage == 'us' }}", "us-rollback"),
    }


@pytest.mark.parametrize(
    ("command", "run"),
    [
        ("make up", 'make up & wait "$!"'),
        ("a && b", '{\na && b\n} & wait "$!"'),
        ("a \\\\", '{\na \\\n\n} & wait "$!"'),
    ],
)
def test_a_step_that_moves_traffic_ends_with_its_shell(command: str, run: str) -> None:
    steps = f'{{full_deployment: "{command}"}}'
    found = step(jobs(canary(steps=steps))["production"], "full_deployment")["run"]
    trap, _, rest = found.partition("\n")
    assert trap.startswith("set -m; trap 'kill -- ")
    assert rest == run
