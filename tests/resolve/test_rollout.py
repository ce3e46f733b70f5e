"""The pipeline (LANGUAGE 2.4): what step names mean and run, how stages follow, the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen import api
from opsgen.plan.phases import moves
from opsgen.plan.rollout import Rollout, Stage, Step
from tests.resolve.files import codes, default, file, finding, plan, promql, underlined

WATCHING = {"OPS246", "OPS247", "OPS249"}
"""What is said of a rollout that nothing watches; tests/resolve/test_gate.py proves it."""

BOUND = "  steps: {unit_tests: pytest -q}\n"


def with_pipeline(stages: str, more: str = "") -> str:
    return file(top=f"pipeline:\n  stages:\n{stages}{more}")


def stage(steps: str, more: str = "") -> str:
    return f"    - {{name: it, steps: [{steps}]{more}}}\n"


def rollout(text: str) -> Rollout:
    found = plan(text).rollout
    assert found is not None
    return found


def only(text: str) -> Stage:
    (one,) = rollout(text).stages
    return one


def step(name: str, more: str = "") -> Step:
    (one,) = only(with_pipeline(stage(name, ", environment: prod"), more)).steps
    return one


@pytest.mark.parametrize(
    ("name", "action", "command", "amount", "strategy"),
    [
        ("deploy_canary_10_percent", "traffic", "./ops/steps/deploy_canary", 10, "canary"),
        ("gradual_rollout", "gradual", "./ops/steps/set_canary_weight", None, "canary"),
        ("full_deployment", "promote", "./ops/steps/full_deployment", None, "canary"),
        ("deploy_idle", "deploy_idle", "./ops/steps/deploy_idle", None, "blue_green"),
        ("switch_traffic", "switch", "./ops/steps/switch_traffic", None, "blue_green"),
        ("rolling_batch_25_percent", "batch", "./ops/steps/rolling_batch", 25, "rolling"),
        ("deploy_canary_1_percent", "traffic", "./ops/steps/deploy_canary", 1, "canary"),
        ("rolling_batch_100_percent", "batch", "./ops/steps/rolling_batch", 100, "rolling"),
    ],
)
def test_words_of_a_rollout_are_understood_without_binding(
    name: str, action: str, command: str, amount: int | None, strategy: str
) -> None:
    text = with_pipeline(stage(name))
    assert set(codes(text)) <= WATCHING
    found = only(text)
    (one,) = found.steps
    assert (one.action, one.command, one.amount) == (action, command, amount)
    assert found.strategy == strategy
    assert default(text, "it", "strategy") == strategy


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("monitor_30_minutes", 1800), ("monitor_1_seconds", 1), ("monitor_5_hours", 18000)],
)
def test_a_watch_waits_on_the_metrics_and_runs_nothing(name: str, seconds: int) -> None:
    found = step(name)
    assert (found.action, found.amount, found.command) == ("watch", seconds, None)


@pytest.mark.parametrize("bound", ["./watch.sh", "{run: ./watch.sh, secrets: [A]}"])
def test_a_command_bound_to_a_watch_never_runs_and_is_a_warning(bound: str) -> None:
    steps = stage("monitor_5_minutes, monitor_5_minutes, smoke")
    text = with_pipeline(steps, f"  steps: {{monitor_5_minutes: {bound}, smoke: make}}\n")
    assert [code for code in codes(text, notes=True) if code not in WATCHING] == ["OPS259"]
    assert underlined(text, "OPS259") == "monitor_5_minutes"
    at = finding(text, "OPS259").at
    assert at is not None
    assert text.splitlines()[at.start.line - 1].startswith("  steps:")


@pytest.mark.parametrize(
    "name",
    [
        "deploy_canary_0_percent",
        "deploy_canary_101_percent",
        "rolling_batch_0_percent",
        "monitor_0_minutes",
        "monitor_7_hours",
    ],
)
def test_the_number_in_a_word_has_a_range(name: str) -> None:
    text = with_pipeline(stage(name))
    assert set(codes(text)) - WATCHING == {"OPS243"}
    assert underlined(text, "OPS243") == name


def test_a_word_may_be_bound_by_itself_or_by_its_verb() -> None:
    by_verb = step("deploy_canary_10_percent", '  steps: {deploy_canary: "make canary"}\n')
    assert (by_verb.command, by_verb.amount) == ("make canary", 10)
    by_name = step("deploy_canary_10_percent", '  steps: {deploy_canary_10_percent: "x"}\n')
    assert by_name.command == "x"


def test_a_binding_may_say_what_the_command_needs() -> None:
    found = step(
        "push",
        "  steps: {push: {run: make push, env: {B: '2', A: '1'}, secrets: [TOKEN], "
        "outputs: [digest], permissions: {packages: write}, timeout: 5m}}\n",
    )
    assert found.command == "make push"
    assert found.env == (("A", "1"), ("B", "2"))
    assert found.secrets == ("TOKEN",)
    assert found.outputs == ("digest",)
    assert found.permissions == (("packages", "write"),)
    assert found.timeout == 300


def test_an_unbound_step_runs_a_script_and_is_a_warning() -> None:
    text = with_pipeline(stage("unit_tests, unit_tests"))
    assert codes(text) == ["OPS240"]
    assert only(text).steps[0].command == "./ops/steps/unit_tests"
    (edit,) = finding(text, "OPS240").edits
    at = edit.span.start.offset
    assert codes(text[:at] + edit.text + text[at:]) == []


def test_until_the_script_exists(tmp_path: Path) -> None:
    script = tmp_path / "ops" / "steps" / "unit_tests"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n")
    text = with_pipeline(stage("unit_tests"))
    found = api.compile_text(text, str(tmp_path / "operations.yaml"))
    assert {each.code for each in found.diagnostics} <= {"OPS411"}


def test_a_near_binding_is_named() -> None:
    text = with_pipeline(stage("unit_tests"), "  steps: {unit_test: pytest}\n")
    assert "`unit_test` is bound" in finding(text, "OPS240").notes[0]
    assert codes(text, notes=True) == ["OPS240", "OPS245"]


def test_a_binding_that_no_stage_runs_is_noted_and_kept() -> None:
    text = with_pipeline(stage("unit_tests"), "  steps: {unit_tests: x, restart: kubectl y}\n")
    assert codes(text, notes=True) == ["OPS245"]
    assert [(each.name, each.command) for each in rollout(text).spare] == [("restart", "kubectl y")]


def test_stages_run_in_order_unless_they_say_what_they_need() -> None:
    stages = (
        "    - {name: test, steps: [unit_tests]}\n"
        "    - {name: build, steps: [unit_tests]}\n"
        "    - {name: lint, steps: [unit_tests], needs: []}\n"
        "    - {name: ship, steps: [unit_tests], needs: [build, lint]}\n"
        "    - {name: tell, steps: [unit_tests], needs: test}\n"
    )
    text = with_pipeline(stages, BOUND)
    assert {each.name: each.needs for each in rollout(text).stages} == {
        "test": (),
        "build": ("test",),
        "lint": (),
        "ship": ("build", "lint"),
        "tell": ("test",),
    }
    assert default(text, "build", "needs") == "test"


@pytest.mark.parametrize(("needs", "under"), [("tset", "tset"), ("[test, tset]", "tset")])
def test_a_stage_needs_one_that_is_there(needs: str, under: str) -> None:
    stages = (
        "    - {name: test, steps: [unit_tests]}\n"
        f"    - {{name: ship, steps: [unit_tests], needs: {needs}}}\n"
    )
    text = with_pipeline(stages, BOUND)
    assert codes(text) == ["OPS241"]
    assert underlined(text, "OPS241") == under
    assert "`test`" in str(finding(text, "OPS241").help)


@pytest.mark.parametrize("needs", [("second", "first"), ("first", "[]"), ("third", "first")])
def test_stages_that_wait_for_each_other_never_start(needs: tuple[str, str]) -> None:
    one, two = needs
    stages = (
        f"    - {{name: first, steps: [unit_tests], needs: {one}}}\n"
        f"    - {{name: second, steps: [unit_tests], needs: {two}}}\n"
        "    - {name: third, steps: [unit_tests], needs: second}\n"
    )
    assert codes(with_pipeline(stages, BOUND)) == ["OPS242"]


def test_a_stage_says_where_and_for_how_long_it_runs() -> None:
    text = with_pipeline(
        stage("unit_tests", ', environment: prod, runs_on: big, timeout: 10m, if: "vars.x == 1"'),
        BOUND,
    )
    found = only(text)
    assert (found.environment, found.runs_on, found.timeout) == ("prod", ("big",), 600)
    assert found.condition == "vars.x == 1"
    assert only(with_pipeline(stage("unit_tests"), BOUND)).runs_on == ("ubuntu-latest",)


def test_a_runner_may_need_several_labels() -> None:
    text = with_pipeline(stage("unit_tests", ", runs_on: [self-hosted, linux]"), BOUND)
    assert only(text).runs_on == ("self-hosted", "linux")
    assert codes(with_pipeline(stage("unit_tests", ", runs_on: []"), BOUND)) == ["OPS101"]


def test_what_a_broken_stage_may_have_run_is_not_said_to_be_unused() -> None:
    stages = stage("unit_tests") + "    - {name: other, steps: [deploy], timeout: [a, b]}\n"
    text = with_pipeline(stages, "  steps: {unit_tests: pytest -q, deploy: make}\n")
    assert codes(text, notes=True) == ["OPS101"]


@pytest.mark.parametrize("strategy", ["blue-green", "blue_green"])
def test_both_spellings_of_blue_green_are_one(strategy: str) -> None:
    found = only(with_pipeline(stage("unit_tests", f", strategy: {strategy}"), BOUND))
    assert found.strategy == "blue_green"


def with_rollback(rollback: str, steps: str = BOUND) -> str:
    """Of a pipeline that moves traffic, so that there is something to roll back."""
    stages = stage("unit_tests, full_deployment")
    top = f"pipeline:\n  stages:\n{stages}{steps}  rollback: {{{rollback}}}\n"
    return file(metrics=["name: error_rate, type: counter"], top=top)


def test_the_trigger_is_a_condition_of_the_same_language() -> None:
    text = with_rollback('automatic: true, trigger: "error_rate > 5%", command: make back')
    assert codes(text) == []
    found = rollout(text).rollback
    assert found is not None
    assert (found.automatic, found.command) == (True, "make back")
    alerts = file(
        metrics=["name: error_rate, type: counter"],
        alerts=['name: a, condition: "error_rate > 5%"'],
    )
    assert "errors_total" in promql(alerts, "a")
    assert "errors_total" in str(found.trigger)


def test_what_is_wrong_with_the_trigger_is_pointed_at() -> None:
    text = with_rollback('trigger: "error_rate > 5", command: make back')
    assert codes(text) == ["OPS341"]
    assert underlined(text, "OPS341") == "5"


def test_a_trigger_lends_units_as_an_alert_does() -> None:
    text = file(
        metrics=['name: wait, type: gauge, alert_threshold: ">5"'],
        top=f"pipeline:\n  stages:\n{stage('unit_tests')}{BOUND}"
        '  rollback: {trigger: "wait > 500ms", command: x}\n',
    )
    assert default(text, "wait", "unit") == "s"


def test_a_rollback_without_a_command_runs_a_script_with_a_warning() -> None:
    text = with_rollback("automatic: true")
    assert codes(text) == ["OPS244"]
    assert default(text, "rollback", "command") == "./ops/steps/rollback"
    found = rollout(text).rollback
    assert found is not None
    assert found.command == "./ops/steps/rollback"


def test_or_the_step_of_that_name() -> None:
    text = with_rollback("automatic: true", "  steps: {unit_tests: x, rollback: make back}\n")
    assert codes(text, notes=True) == []
    found = rollout(text).rollback
    assert found is not None
    assert found.command == "make back"


def test_a_rollback_is_not_automatic_unless_asked_for() -> None:
    text = with_rollback("command: make back")
    found = rollout(text).rollback
    assert found is not None
    assert found.automatic is False
    assert default(text, "rollback", "automatic") == "false"


def test_a_stage_may_have_no_steps_yet() -> None:
    assert only(with_pipeline(stage(""))).steps == ()


def test_the_rollback_has_the_rights_and_the_time_of_its_step() -> None:
    bound = "{run: make back, permissions: {id-token: write}, timeout: 90s}"
    found = rollout(
        with_pipeline(stage("unit_tests"), f"  steps: {{rollback: {bound}}}\n  rollback: {{}}\n")
    ).rollback
    assert found is not None
    assert (found.permissions, found.timeout) == ((("id-token", "write"),), 90)


OWN = "  steps: {bring_up: make up, smoke: make smoke}\n"


@pytest.mark.parametrize(
    ("steps", "strategy", "moving"),
    [
        ("bring_up, smoke", ", strategy: rolling", ["bring_up", "smoke"]),
        ("bring_up, monitor_5_minutes, smoke", ", strategy: canary", ["bring_up", "smoke"]),
        ("deploy_idle, smoke", ", strategy: blue_green", []),
        ("bring_up, full_deployment", ", strategy: rolling", ["full_deployment"]),
        ("bring_up, smoke", "", []),
    ],
)
def test_a_stage_with_a_strategy_moves_traffic_whatever_its_steps_are_called(
    steps: str, strategy: str, moving: list[str]
) -> None:
    text = with_pipeline(stage(steps, strategy), OWN)
    assert [each.name for each in moves(only(text))] == moving
    if moving == ["bring_up", "smoke"]:
        assert default(text, "it", "moves traffic") == "bring_up, smoke"


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ("bring_up, smoke", "smoke"),
        ("monitor_5_minutes, bring_up", "bring_up"),
        ("bring_up, monitor_5_minutes, smoke", None),
    ],
)
def test_a_command_of_ones_own_that_moves_traffic_is_watched(steps: str, seen: str | None) -> None:
    text = with_pipeline(stage(steps, ", strategy: rolling"), OWN)
    assert ("OPS249" in codes(text)) == (seen is not None)
    if seen is not None:
        assert underlined(text, "OPS249") == seen


@pytest.mark.parametrize(
    ("rollback", "under"),
    [
        ("automatic: true, command: x", "true"),
        ('automatic: true, command: x, trigger: "error_rate > 5%"', "true"),
        ('command: x, trigger: "error_rate > 5%"', "error_rate > 5%"),
    ],
)
def test_a_way_back_of_nothing_is_a_warning(rollback: str, under: str) -> None:
    moving = with_rollback(rollback)
    still = moving.replace(", full_deployment", "")
    assert codes(moving) == []
    assert codes(still) == ["OPS257"]
    assert underlined(still, "OPS257").strip('"') == under
    assert "OPS257" not in codes(still.replace("unit_tests]", "unit_tests], strategy: rolling"))


def test_a_way_back_that_only_people_go_needs_no_stage_that_moves() -> None:
    assert codes(with_rollback("command: make back").replace(", full_deployment", "")) == []


@pytest.mark.parametrize(
    ("strategy", "step"),
    [
        ("rolling", "deploy_canary_10_percent"),
        ("rolling", "switch_traffic"),
        ("blue_green", "gradual_rollout"),
        ("canary", "rolling_batch_50_percent"),
    ],
)
def test_a_step_of_another_strategy_is_a_warning(strategy: str, step: str) -> None:
    text = with_pipeline(stage(f"{step}, full_deployment", f", strategy: {strategy}"))
    assert underlined(text, "OPS258") == step
    assert "OPS258" not in codes(with_pipeline(stage(f"{step}, full_deployment")))


@pytest.mark.parametrize(
    ("steps", "falls"),
    [
        ("deploy_canary_50_percent, deploy_canary_10_percent", True),
        ("full_deployment, deploy_canary_10_percent", True),
        ("deploy_canary_10_percent, deploy_canary_10_percent, deploy_canary_50_percent", False),
        ("gradual_rollout, deploy_canary_90_percent, full_deployment", False),
    ],
)
def test_a_canary_does_not_shrink(steps: str, falls: bool) -> None:
    assert ("OPS243" in codes(with_pipeline(stage(steps)))) is falls
