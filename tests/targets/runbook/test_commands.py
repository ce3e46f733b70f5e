"""Every command that opsgen writes can be pasted at a prompt."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest
from promql_parser import parse

from opsgen.plan import Alert, All, AnyOf, Holds, Selector
from opsgen.plan import values as v
from opsgen.units import NUMBER, SECONDS
from opsgen_targets.runbook.commands import similar
from tests.targets.runbook.pages import bare, fences, runbook, section, whole
from tests.targets.runbook.plans import (
    EMPTY,
    KINDS,
    OWN,
    PROC_001,
    ROLLOUT,
    WHOLE,
    alert,
    plan,
    stage,
    step,
)

from tests.targets.runbook.plans import above, gauge, value  # isort: skip

TOOLS = {
    "promtool": ("query", "check"),
    "amtool": ("alert", "silence"),
    "TZ=UTC0": ("git",),
    "kubectl": ("rollout", "get", "delete"),
}


def commands(page: str) -> list[list[str]]:
    return [shlex.split(text) for text in fences(page, "sh")]


@pytest.mark.parametrize("page", [whole, bare], ids=["whole", "bare"])
def test_every_block_is_one_command_of_a_known_tool(page: Callable[[], str]) -> None:
    found = commands(page())
    assert len(found) > 20
    for program, verb, *_ in found:
        assert verb in TOOLS[program]


@pytest.mark.parametrize("page", [whole, bare], ids=["whole", "bare"])
def test_every_query_is_promql(page: Callable[[], str]) -> None:
    asked = [words for words in commands(page()) if words[:3] == ["promtool", "query", "instant"]]
    assert asked
    for words in asked:
        assert len(words) == 5
        parse(words[4])
    for query in fences(page(), "promql"):
        parse(query)


def test_a_shell_reads_every_block() -> None:
    script = "\n".join(fences(whole(), "sh"))
    done = subprocess.run(["sh", "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("job", ["it's", 'a"b', "$(reboot)", "a\nb", "back\\slash", "`x`"])
def test_no_name_breaks_out_of_its_command(job: str) -> None:
    page = runbook(replace(WHOLE, service=job, job=job))
    for words in commands(page):
        assert words[0] in TOOLS
        if words[:3] == ["promtool", "query", "instant"]:
            assert len(words) == 5
            parse(words[4])


def test_the_figure_is_taken_apart_by_instance_the_worst_first() -> None:
    (split, *_) = fences("\n".join(section(whole(), "PROC-slow").lines), "sh")
    assert "topk(10, histogram_quantile(0.99, sum by (le, instance)" in split
    (split, *_) = fences("\n".join(section(whole(), "PROC-quiet").lines), "sh")
    assert "bottomk(10, sum by (instance)" in split


def test_a_share_is_taken_apart_by_its_label() -> None:
    told = section(whole(), "PROC-skew").lines
    assert "The worst ten by `source`:" in told


def test_a_figure_that_the_first_command_shows_is_not_told_twice() -> None:
    told = common(whole(), "PROC-slow")
    assert told.count("promtool query instant") == 2
    assert "now, also while the alert is silent:" not in told
    assert "`error_rate` now, also while the alert is silent:" in common(whole(), "PROC-001")


def test_no_answer_means_that_nothing_is_wrong() -> None:
    told = common(whole(), "Cache clear")
    assert "nothing fires any more" in told
    assert 'severity!="none"' in fences(told, "sh")[-1]


def test_missing_data_asks_what_is_there_and_what_is_called_alike() -> None:
    told = common(whole(), "PROC-queue_no_data")
    assert "'count by (__name__, job) (queue_length)'`" in told
    assert any('{__name__=~".*length.*"}' in command for command in fences(told, "sh"))


@pytest.mark.parametrize(
    ("series", "word"),
    [("jobs_total", "jobs"), ("stt_wait_seconds", "wait"), ("bytes_total", "bytes")],
)
def test_no_ending_is_what_names_are_alike_by(series: str, word: str) -> None:
    assert f'{{__name__=~".*{word}.*"}}' in similar(plan(), Selector(series))


def test_nothing_in_the_page_names_a_recording_rule() -> None:
    assert "service:" not in "".join(fences(whole(), "promql"))


def common(page: str, title: str) -> str:
    return "\n".join(section(page, title).lines)


def test_the_rollback_is_the_pipelines_own() -> None:
    told = common(whole(), "Rollback")
    assert fences(told, "sh")[0] == "kubectl rollout undo deployment/answers"
    assert "rolls back by itself when a watch finds that `error_rate` is above 5%, when" in told
    assert "error_rate" not in fences(told, "sh")[1]
    assert shlex.split(fences(told, "sh")[1])[4].endswith("> 0.05")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("restart", "Restart"),
        ("service_restart", "Restart"),
        ("scale_up", "Scale up"),
        ("clear_cache", "Cache clear"),
        ("rollback_model", "Model rollback"),
    ],
)
def test_a_step_of_that_name_is_the_command(name: str, title: str) -> None:
    bound = replace(step(name, "./do it"), env=(("REGION", "eu west"),), secrets=("TOKEN",))
    rollout = replace(ROLLOUT, stages=(*ROLLOUT.stages, stage("ops", bound)))
    told = common(runbook(replace(WHOLE, rollout=rollout)), title)
    assert fences(told, "sh")[0] == "export REGION='eu west'\n./do it"
    assert "It needs `TOKEN` in the environment." in told
    assert "To fill in" not in told


def test_a_step_that_runs_in_no_stage_is_a_tool_of_the_runbook() -> None:
    rollout = replace(ROLLOUT, spare=(step("cache_clear", "redis-cli flushdb"),))
    told = common(runbook(replace(WHOLE, rollout=rollout)), "Cache clear")
    assert fences(told, "sh")[0] == "redis-cli flushdb"
    assert "To fill in" not in told


@pytest.mark.parametrize(
    ("id", "title"),
    [
        ("restart", "Restart (general)"),
        ("scale-up", "Scale up (general)"),
        ("Model_Rollback", "Model rollback"),
    ],
)
def test_a_procedure_of_that_name_is_followed(id: str, title: str) -> None:
    procedure = replace(PROC_001, id=id)
    page = runbook(plan(OWN, procedures=(PROC_001, procedure)))
    assert f"(#{id.lower()}): Too many errors." in common(page, title)


@pytest.mark.parametrize("title", ["Restart", "Rollback", "Scale up", "Cache clear"])
def test_what_nobody_wrote_down_is_marked_and_links_to_the_input(title: str) -> None:
    told = common(runbook(EMPTY), title)
    assert "> **To fill in.** Nobody has written down how to " in told
    assert "`runbook.procedures` in [operations.yaml](../operations.yaml)" in told


@pytest.mark.parametrize(
    "title", ["Restart", "Rollback", "Scale up", "Cache clear", "Model rollback"]
)
def test_a_common_procedure_says_when_how_whether_it_worked_and_how_to_undo_it(title: str) -> None:
    for page in (whole(), bare()):
        told = common(page, title)
        for question in ("**When:**", "**It worked when**", "**To undo:**"):
            assert told.count(question) == 1


@pytest.mark.parametrize("each", KINDS, ids=lambda each: each.name)
def test_every_generated_procedure_has_causes_query_and_escalation(each: Alert) -> None:
    told = common(whole(), each.procedure)
    assert "**Causes and remedies:**" in told
    assert len(fences(told, "promql")) == 1
    assert ("**Escalation, counted from the first notification:**" in told) == (
        each.severity != "none"
    )


@pytest.mark.parametrize(
    ("metric", "cause"),
    [
        ("daily_cost", "One caller uses more than its part."),
        ("requests_waiting", "More traffic than the service can take."),
        ("cache_hit_rate", "The keys changed."),
        ("retrieval_empty_rate", "The index is empty, old or half built."),
        ("guardrail_triggers", "Somebody attacks."),
        ("answer_quality_score", "The judge changed."),
        ("disk_usage", "What deletes the old did not run."),
        ("dead_letters", "Something behind it was away: a model, a store, a database."),
    ],
)
def test_causes_follow_from_what_the_figure_is_about(metric: str, cause: str) -> None:
    each = alert("x", above(gauge(metric), "1"))
    assert f"**{cause}**" in common(runbook(plan(each)), "PROC-x")


def test_an_alert_of_which_nothing_is_known_still_has_causes() -> None:
    each = alert("x", above(gauge("something"), "1"))
    assert "**A deployment came first.**" in common(runbook(plan(each)), "PROC-x")


def test_every_figure_that_is_compared_can_be_asked_for() -> None:
    high, low = gauge("use"), replace(gauge("use"), node=v.Series(Selector("use"), "min"))
    both = AnyOf(
        (above(high, "0.95"), above(low, "0.05", "<"), above(gauge("cost"), gauge("budget")))
    )
    page = runbook(plan(alert("odd", both)))
    lines = section(page, "PROC-odd").lines
    told = [line for line in lines if line.endswith("now, also while the alert is silent:")]
    # The first is what the first command asks.
    assert told == [
        "The smallest of all series `use` now, also while the alert is silent:",
        "`cost` now, also while the alert is silent:",
        "`budget` now, also while the alert is silent:",
    ]
    asked = [words[4] for words in map(shlex.split, fences("\n".join(lines), "sh"))]
    assert asked[:3] == ["min(use)", "max(cost)", "max(budget)"]


def test_who_asks_for_a_missing_series_takes_it_out_of_the_condition() -> None:
    gone = alert("odd", Holds(value(v.Absent(Selector("calls")), NUMBER)))
    told = common(runbook(plan(gone)), "PROC-odd")
    assert "take `absent` out of the condition" in told
    assert "write `no_data: ok` on the metric" in common(whole(), "PROC-queue_no_data")


def test_of_several_figures_the_one_that_is_taken_apart_is_named() -> None:
    both = All((above(gauge("queue"), "9"), above(gauge("cost"), "5")))
    page = runbook(plan(alert("odd", both), alert("one", above(gauge("queue"), "9"))))
    assert "The worst ten of `queue` by `instance`:" in section(page, "PROC-odd").lines
    assert "The worst ten by `instance`:" in section(page, "PROC-one").lines


def test_work_that_waits_has_causes_of_its_own() -> None:
    page = runbook(plan(alert("x", above(gauge("oldest_job", SECONDS), "900"))))
    assert "**Nobody works on it.**" in common(page, "PROC-x")
    assert "**Nobody works on it.**" not in common(whole(), "PROC-slow")


def test_a_figure_beside_a_missing_series_can_be_asked_for_too() -> None:
    gone = Holds(value(v.Absent(Selector("calls")), NUMBER))
    page = runbook(plan(alert("odd", AnyOf((gone, above(gauge("queue"), "9"))))))
    told = "\n".join(section(page, "PROC-odd").lines)
    assert "`queue` now, also while the alert is silent:" in told


def test_of_what_should_be_up_the_worst_are_those_that_are_down() -> None:
    down = above(gauge("up"), "0", "==")
    page = "\n".join(section(runbook(plan(alert("down", down))), "PROC-down").lines)
    assert any("bottomk(10" in command for command in fences(page, "sh"))
