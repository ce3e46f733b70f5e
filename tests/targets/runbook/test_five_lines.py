"""The first five lines of a procedure answer what the one who was just woken asks first."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from opsgen.plan import Alert, Selector
from opsgen.plan import values as v
from opsgen.units import NUMBER, SECONDS
from opsgen_targets.runbook.hurt import hurt
from tests.targets.runbook.pages import bare, runbook, section, whole
from tests.targets.runbook.plans import (
    KINDS,
    OWN,
    PROC_001,
    TRAFFIC,
    above,
    alert,
    gauge,
    plan,
    value,
)

QUESTIONS = ("What is broken", "Who is hurt", "First command", "Escalate", "Way back")


def five(page: str, procedure: str) -> dict[str, str]:
    """The answers by question. They are the first five lines after the heading that hold words."""
    lines = [line for line in section(page, procedure).lines if line.strip()][:5]
    split = [line.removeprefix("- **").partition(":** ") for line in lines]
    assert [question for question, _, _ in split] == list(QUESTIONS)
    return {question: answer for question, _, answer in split}


@pytest.mark.parametrize("each", [OWN, *KINDS], ids=lambda each: each.name)
def test_every_alert_has_five_answers(each: Alert) -> None:
    has_five_answers(whole(), each)


@pytest.mark.parametrize("each", KINDS, ids=lambda each: each.name)
def test_every_alert_of_a_service_that_says_little_has_five_answers(each: Alert) -> None:
    has_five_answers(bare(), each)


def has_five_answers(page: str, each: Alert) -> None:
    answers = five(page, each.procedure)
    assert all(answer.strip() for answer in answers.values())
    assert "`" in answers["First command"]


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("errors", "Users get errors instead of answers. Severity high: it hurts now."),
        ("slow", "Users wait. Severity critical: it hurts now, and badly."),
        ("cost", "The budget."),
        ("drifted", "Users, slowly: answers get worse"),
        ("queue_no_data", "we are blind"),
        ("service_down", "Everybody: nobody is served."),
        ("notifications_failed", "people are not told"),
        ("drift_job_missing", "Drift goes unnoticed"),
        ("odd", "Users wait."),
        ("mean", "Users wait, and get errors once it is full."),
    ],
)
def test_who_is_hurt_follows_from_what_is_measured(name: str, who: str) -> None:
    assert who in five(whole(), f"PROC-{name}")["Who is hurt"]


@pytest.mark.parametrize(
    ("metric", "who"),
    [
        ("cache_hit_rate", "the cache does not help"),
        ("kv_cache_usage", "once it is full"),
        ("kv_cache_hit_rate", "the cache does not help"),
        ("queue_length", "once it is full"),
        ("response_length", "worse answers"),
        ("retrieval_empty_rate", "without the right sources"),
        ("retrieval_error_rate", "errors instead of answers"),
        ("guardrail_triggers", "requests are blocked"),
        ("answer_quality_score", "worse answers"),
        ("requests_waiting", "once it is full"),
        ("daily_tokens", "The budget"),
        ("word_error_rate", "worse answers"),
        ("dead_letters", "it was given up"),
        ("gpu_temp", "slows down"),
        ("something", "Not known from the metric alone"),
    ],
)
def test_a_name_tells_who_is_hurt_where_the_unit_does_not(metric: str, who: str) -> None:
    each = alert("x", above(gauge(metric), "1"))
    assert who in five(runbook(plan(each)), "PROC-x")["Who is hurt"]


@pytest.mark.parametrize(
    ("metric", "who"),
    [
        ("tokens", "less work arrives"),
        ("gpu_utilization", "less work arrives"),
        ("disk_free", "once it is full"),
        ("budget_left", "The budget"),
        ("cache_hit_rate", "the cache does not help"),
        ("error_rate", "Not known from the metric alone"),
    ],
)
def test_a_lower_limit_hurts_others_than_an_upper_one(metric: str, who: str) -> None:
    each = alert("x", above(gauge(metric), "1", "<"))
    assert who in five(runbook(plan(each)), "PROC-x")["Who is hurt"]


@pytest.mark.parametrize(
    ("metric", "who"),
    [
        ("feature_age", "from old data"),
        ("replica_lag", "from old data"),
        ("queue_age", "Users wait."),
        ("oldest_job", "Users wait."),
    ],
)
def test_what_nobody_renews_is_no_wait(metric: str, who: str) -> None:
    each = alert("x", above(gauge(metric, SECONDS), "900"))
    assert who in five(runbook(plan(each)), "PROC-x")["Who is hurt"]


def test_old_data_is_renewed_and_not_scaled_up() -> None:
    page = runbook(plan(alert("x", above(gauge("feature_age", SECONDS), "900"))))
    assert "start by hand what renews the data" in five(page, "PROC-x")["Way back"]
    told = " ".join(section(page, "PROC-x").lines)
    assert "What renews it did not run." in told
    assert "Scale up" not in told


def test_the_series_tells_what_runs_out_where_the_metric_does_not() -> None:
    disk = value(v.Series(Selector("node_filesystem_free_bytes"), "min"), NUMBER, "index_disk")
    each = alert("x", above(disk, "5", "<"))
    assert "once it is full" in five(runbook(plan(each)), "PROC-x")["Who is hurt"]


def test_a_part_that_is_not_up_is_no_figure_among_others() -> None:
    up = value(v.Series(Selector("up"), "sum"), NUMBER, "store_up")
    page = runbook(plan(alert("x", above(up, "1", "<"))))
    assert "does not run" in five(page, "PROC-x")["Who is hurt"]
    assert "else start it again" in five(page, "PROC-x")["Way back"]
    assert "It crashed or was killed." in " ".join(section(page, "PROC-x").lines)


def test_what_one_alert_tells_needs_no_other_that_tells_nothing() -> None:
    alerts = [alert(name, above(gauge(name), "1")) for name in ("requests_waiting", "something")]
    who = hurt(alerts)
    assert "once it is full" in who
    assert "Not known" not in who
    assert "Not known" in hurt(alerts[1:])


def test_traffic_that_is_gone_is_no_matter_of_cost() -> None:
    each = alert("x", above(TRAFFIC, "5", "<"))
    assert "less work arrives" in five(runbook(plan(each)), "PROC-x")["Who is hurt"]


def test_a_message_without_the_figure_is_completed_by_the_condition() -> None:
    page = whole()
    errors = five(page, "PROC-errors")["What is broken"]
    assert errors == "Look at errors (`errors`, high): `error_rate` is above 5%"
    slow = five(page, "PROC-slow")["What is broken"]
    assert slow == r"p99\_latency is above 2s (`slow`, critical)"


def test_the_first_command_shows_the_figure() -> None:
    first = five(whole(), "PROC-cost")["First command"]
    assert shlex.split(first.strip("`")) == [
        *("promtool", "query", "instant", "https://prometheus.example.com"),
        "max(llm_cost)",
    ]


def test_a_query_that_cannot_stand_on_a_line_is_not_the_first_command() -> None:
    first = five(whole(), "PROC-own")["First command"]
    assert 'ALERTS{alertname="own"' in first


@pytest.mark.parametrize(
    ("first", "shown"),
    [("kubectl get pods", "`kubectl get pods`"), (None, "`promtool query instant ")],
)
def test_the_users_first_command_wins(first: str | None, shown: str) -> None:
    procedure = replace(PROC_001, first=first)
    answers = five(runbook(plan(OWN, procedures=(procedure,))), "PROC-001")
    assert answers["First command"].startswith(shown)


def test_escalation_names_the_contacts_address() -> None:
    page = whole()
    told = five(page, "PROC-001")["Escalate"]
    assert told == r"without a fix, at once call on-call (\+49 30 1234); after 30m call the lead."
    told = five(page, "PROC-slow")["Escalate"]
    assert told.startswith(r"without a fix, after 30m call on-call (\+49 30 1234); after 1h call")


def test_a_procedure_without_escalation_says_so_and_names_the_owner() -> None:
    procedure = replace(PROC_001, escalation=())
    told = five(runbook(plan(OWN, procedures=(procedure,))), "PROC-001")["Escalate"]
    assert "no `escalation:` is written" in told
    assert "call search-team" in told


def test_several_alerts_of_one_procedure_are_named_the_worst_first() -> None:
    worse = replace(OWN, name="outage", severity="critical")
    answers = five(runbook(plan(OWN, worse, procedures=(PROC_001,))), "PROC-001")
    told = "Too many errors: `outage` (critical), `errors_again` (high)"
    assert answers["What is broken"] == told
    assert answers["Who is hurt"].endswith("Severity critical: it hurts now, and badly.")


def test_a_procedure_that_no_alert_opens_is_shown_without_the_five() -> None:
    page = runbook(plan(procedures=(PROC_001,)))
    lines = section(page, "PROC-001").lines
    assert "Too many errors. No alert opens this one." in lines
    assert not any("Who is hurt" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("errors", "`kubectl rollout undo deployment/answers` ([Rollback](#rollback))"),
        ("slow", "see [Scale up](#scale-up)"),
        ("drifted", "see [Model rollback](#model-rollback)"),
        ("service_down", "else see [Restart](#restart)"),
        ("notifications_failed", "put the former secret file"),
    ],
)
def test_the_way_back_is_the_rollback_or_the_common_procedure(name: str, way: str) -> None:
    assert way in five(whole(), f"PROC-{name}")["Way back"]


def test_without_a_rollback_the_way_back_leads_to_the_place_to_fill_in() -> None:
    told = five(bare(), "PROC-errors")["Way back"]
    assert told == "after a deployment, see [Rollback](#rollback)."
    assert "To fill in." in "\n".join(section(bare(), "Rollback").lines)


def test_the_watchdog_calls_nobody_while_it_fires() -> None:
    answers = five(whole(), "PROC-Watchdog")
    assert answers["What is broken"].startswith("nothing while it fires")
    assert answers["Escalate"] == "nobody while it fires; when it stops, at once: call search-team."
