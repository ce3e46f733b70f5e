"""Stages as jobs: their order, conditions, rights, outputs, secrets and limits."""

from __future__ import annotations

import json

import pytest

from tests.targets.github_actions.emitted import (
    BACK,
    GATE,
    PLAN,
    canary,
    emitted,
    ids,
    jobs,
    pipeline,
    step,
    workflow,
)

THREE = """
{name: test, steps: [unit_tests]}
{name: build, steps: [push]}
{name: production, strategy: canary, steps: [deploy_canary_10_percent, monitor_5_minutes]}
"""
PUSH = "{push: {run: make push, outputs: [image, Build-Id], permissions: {packages: write}}}"


def test_stages_wait_for_each_other_in_order() -> None:
    found = jobs(pipeline(THREE))
    assert "needs" not in found["test"]
    assert found["build"]["needs"] == ["test"]


def test_a_job_needs_also_those_whose_outputs_it_reads() -> None:
    lines = THREE.replace("{name: production,", "{name: check, steps: [look]}\n{name: production,")
    found = jobs(pipeline(lines, PUSH))
    assert found["production"]["needs"] == ["build", "check"]
    assert found["build"]["outputs"] == {
        "image": "${{ steps.push.outputs.image }}",
        "Build-Id": "${{ steps.push.outputs.Build-Id }}",
    }
    assert step(found["production"], "deploy_canary_10_percent")["env"] == {
        "OPSGEN_IMAGE": "${{ needs.build.outputs.image }}",
        "OPSGEN_BUILD_ID": "${{ needs.build.outputs.Build-Id }}",
        "OPSGEN_WEIGHT": "10",
    }


def test_a_later_step_of_the_same_job_finds_an_output() -> None:
    found = jobs(pipeline("{name: build, steps: [push, sign]}", PUSH, rollback=""))
    assert step(found["build"], "sign")["env"]["OPSGEN_IMAGE"] == "${{ steps.push.outputs.image }}"


def test_rights_are_those_that_steps_ask_for_and_say_which() -> None:
    text = emitted(pipeline(THREE, PUSH))[".github/workflows/shop-deploy.yml"]
    assert "      packages: write  # push asks for it\n" in text
    found = jobs(pipeline(THREE, PUSH))
    assert found["build"]["permissions"] == {"contents": "read", "packages": "write"}
    assert found["test"]["permissions"] == {"contents": "read"}


def test_the_way_back_has_the_rights_of_what_it_undoes() -> None:
    """A deployment by a short-lived identity is undone by one."""
    steps = "{deploy_canary: {run: make x, permissions: {id-token: write}},"
    steps += " rollback: {run: make back, permissions: {packages: read}}}"
    rights = {"contents": "read", "id-token": "write", "packages": "read"}
    found = jobs(canary(steps=steps))
    assert found["production"]["permissions"] == rights
    assert found["production-rollback"]["permissions"] == {"actions": "read", **rights}
    assert jobs(canary(steps=steps), BACK)["production-rollback"]["permissions"] == rights


def test_a_secret_is_in_the_step_that_asks_for_it_alone() -> None:
    steps = "{deploy_canary: {run: make x, secrets: [DEPLOY_KEY, GITHUB_TOKEN], env: {A: b}}}"
    text = canary(steps=steps)
    assert step(jobs(text)["production"], "deploy_canary_10_percent")["env"] == {
        "A": "b",
        "DEPLOY_KEY": "${{ secrets.DEPLOY_KEY }}",
        "GITHUB_TOKEN": "${{ github.token }}",
        "OPSGEN_WEIGHT": "10",
    }
    assert str(workflow(text)).count("secrets.DEPLOY_KEY") == 1


def test_what_touches_an_environment_runs_from_the_branch_only() -> None:
    own = "{name: production, environment: live, if: \"github.actor != 'x' || true\", steps: [a]}"
    found = jobs(pipeline(f"{{name: test, steps: [a]}}\n{own}", rollback=""), branch="release/1")
    assert "if" not in found["test"]
    assert found["production"]["if"] == (
        "${{ github.ref == 'refs/heads/release/1' && (github.actor != 'x' || true) }}"
    )
    assert found["production"]["environment"] == {"name": "live"}


@pytest.mark.parametrize("written", ["github.run_number > 1", "${{ github.run_number > 1 }}"])
def test_an_own_condition_is_written_bare_or_not(written: str) -> None:
    found = jobs(pipeline(f'{{name: test, if: "{written}", steps: [a]}}', rollback=""))
    assert found["test"]["if"] == "${{ github.run_number > 1 }}"


def test_a_job_has_room_for_all_its_steps_and_the_way_back() -> None:
    production = jobs(canary())["production"]
    least = sum(each.get("timeout-minutes", 1) for each in production["steps"])
    assert production["timeout-minutes"] >= least


@pytest.mark.parametrize(
    ("runs_on", "watches", "minutes"),
    [
        ("ubuntu-24.04", "monitor_5_hours, smoke_tests", range(300, 361)),
        ("ubuntu-24.04", "monitor_5_hours, smoke_tests, smoke_tests", range(360, 361)),
        ("self-hosted", "monitor_6_hours, monitor_6_hours", range(720, 800)),
        (["self-hosted", "ubuntu-24.04"], "monitor_6_hours, monitor_6_hours", range(720, 800)),
    ],
)
def test_a_long_watch_fits_the_machine(
    runs_on: str | list[str], watches: str, minutes: range
) -> None:
    """GitHub ends the jobs of its own machines after six hours, and no others so soon."""
    stage = f"name: production, runs_on: {json.dumps(runs_on)}, steps: [full_deployment, {watches}]"
    found = jobs(pipeline(f"{{{stage}}}"))
    assert found["production"]["timeout-minutes"] in minutes
    assert found["production-rollback"]["runs-on"] == runs_on


def test_ids_never_meet() -> None:
    steps = "a, a, a_2, A, state, rollback, full_deployment"
    stage = f"{{name: production, steps: [{steps}]}}"
    twin = "{name: production-rollback, steps: [a]}"
    found = jobs(pipeline(f"{stage}\n{twin}", gate=""))
    assert ids(found["production"]) == [
        *("a", "a_2", "a_2_2", "A_3", "state_2", "rollback_2", "dry_run", "full_deployment"),
        *("rollback", "state"),
    ]
    assert list(found) == ["production", "production-rollback_2", "production-rollback"]


def test_a_dry_run_leaves_out_the_first_move_and_all_that_follows() -> None:
    text = canary("", rollback="")
    production = jobs(text)["production"]
    left_out = [s["id"] for s in production["steps"] if s.get("if") == "${{ !inputs.dry_run }}"]
    assert left_out[0] == "deploy_canary_10_percent"
    assert left_out[-1] == "full_deployment"
    assert step(production, "dry_run")["run"].endswith(
        "deploy_canary_10_percent monitor_5_minutes gradual_rollout full_deployment"
    )
    assert "if" not in step(production, "preflight")


def test_a_step_by_step_rollout_watches_every_weight() -> None:
    found = ids(jobs(canary(gate="gate: {tracks: {label: track}, weights: [5, 40]}"))["production"])
    first = found.index("gradual_rollout_40")
    assert found[first : first + 3] == [
        "gradual_rollout_40",
        "gradual_rollout_40_watch",
        "full_deployment",
    ]
    assert "gradual_rollout_5" not in found


def test_a_pipeline_that_moves_nothing_has_no_gate_and_no_way_back() -> None:
    assert set(emitted(pipeline("{name: test, steps: [a]}", gate=""))) == {
        ".github/workflows/shop-deploy.yml"
    }


def test_the_files_of_a_watched_pipeline() -> None:
    assert set(emitted(canary())) == {".github/workflows/shop-deploy.yml", BACK, PLAN, GATE}


def test_marks_are_made_where_there_are_dashboards() -> None:
    assert "mark" not in ids(jobs(canary())["production"])
    text = canary(top='links: {dashboards: "https://g.example.com"}\n')
    production = jobs(text)["production"]
    assert "mark" in ids(production)
    # After the state: what follows a cancel has five minutes, and the rollback may take four.
    assert production["steps"][-2]["id"] == "state"
    assert "is $STATE" in production["steps"][-1]["run"]


def test_a_stage_that_asks_prometheus_has_an_environment_for_the_token() -> None:
    found = jobs(pipeline("{name: soak, steps: [monitor_5_minutes]}", rollback=""))["soak"]
    assert found["environment"] == {"name": "soak"}
    assert "secrets.PROMETHEUS_TOKEN" in str(found)


def test_what_a_gradual_rollout_gives_reaches_the_next_step() -> None:
    text = canary(steps="{set_canary_weight: {run: w, outputs: [revision]}}")
    last = step(jobs(text)["production"], "full_deployment")
    given = "${{ steps.gradual_rollout_75.outputs.revision }}"
    assert last["env"]["OPSGEN_REVISION"] == given
