"""Procedures (LANGUAGE 2.5): whose alert they answer, whom they call, what to type first."""

from __future__ import annotations

import pytest

from opsgen.plan.procedures import Procedure
from opsgen.resolve.commands import first_command
from tests.resolve.files import alert, codes, default, file, finding, plan, underlined

METRICS = ('name: queue, type: gauge, alert_threshold: {low: ">5", high: ">9"}',)


def with_runbook(procedures: str, alerts: tuple[str, ...] = (), more: str = "") -> str:
    return file(metrics=METRICS, alerts=alerts, top=f"runbook:\n  procedures:\n{procedures}{more}")


def procedure(id: str, more: str = "") -> str:
    return f"    - {{id: {id}, title: Do it{more}}}\n"


def found(text: str, id: str) -> Procedure:
    (one,) = [each for each in plan(text).runbook.procedures if each.id == id]
    return one


def test_a_procedure_answers_the_alerts_that_it_names() -> None:
    text = with_runbook(procedure("PROC-001", ", alerts: [queue_high]"))
    assert alert(text, "queue_high").procedure == "PROC-001"
    assert alert(text, "queue_low").procedure == "PROC-queue_low"


@pytest.mark.parametrize("name", ["queue_hihg", "service_dwn"])
def test_it_names_alerts_that_are_built(name: str) -> None:
    text = with_runbook(procedure("PROC-001", f", alerts: [queue_low, {name}]"))
    assert codes(text) == ["OPS250"]
    assert underlined(text, "OPS250") == name
    assert "did you mean" in str(finding(text, "OPS250").help)


@pytest.mark.parametrize("name", ["service_down", "queue_no_data", "Watchdog"])
def test_generated_alerts_may_be_named_too(name: str) -> None:
    text = with_runbook(procedure("PROC-001", f", alerts: [{name}]"))
    assert codes(text) == []
    assert alert(text, name).procedure == "PROC-001"


def test_an_alert_may_name_its_procedure() -> None:
    alerts = ('name: a, condition: "queue > 5", runbook: PROC-001',)
    text = with_runbook(procedure("PROC-001"), alerts)
    assert alert(text, "a").procedure == "PROC-001"
    assert alert(text, "a").runbook is None


def test_or_an_address() -> None:
    alerts = ('name: a, condition: "queue > 5", runbook: "https://wiki.example.com/x"',)
    text = with_runbook(procedure("PROC-001"), alerts)
    assert alert(text, "a").runbook == "https://wiki.example.com/x"
    assert alert(text, "a").procedure == "PROC-a"


def test_a_procedure_that_is_not_there_is_an_error_told_once() -> None:
    metric = 'name: it, type: gauge, alert_threshold: {low: ">5", high: ">9"}, runbook: PROC-002'
    text = file(metrics=[metric], top=f"runbook:\n  procedures:\n{procedure('PROC-001')}")
    assert codes(text) == ["OPS251"]
    assert underlined(text, "OPS251") == "PROC-002"
    assert "`PROC-001`" in str(finding(text, "OPS251").help)


def test_two_procedures_for_one_alert_are_a_warning_and_the_first_is_opened() -> None:
    both = procedure("P-1", ", alerts: [queue_low]") + procedure("P-2", ", alerts: [queue_low]")
    text = with_runbook(both)
    assert codes(text) == ["OPS256"]
    assert underlined(text, "OPS256") == "queue_low"
    assert alert(text, "queue_low").procedure == "P-1"


def test_every_alert_without_one_gets_a_generated_procedure() -> None:
    text = file(metrics=METRICS)
    ids = {each.id for each in plan(text).runbook.procedures}
    assert ids == {each.procedure for each in plan(text).alerts}
    assert all(each.generated for each in plan(text).runbook.procedures)


@pytest.mark.parametrize(("severity", "after"), [("high", [1800, 3600]), ("low", [86400])])
def test_whom_to_call_is_by_severity_also_where_the_user_wrote_no_escalation(
    severity: str, after: list[int]
) -> None:
    owner = "owner: team-search\n"
    generated = file(metrics=METRICS, top=owner)
    own = with_runbook(procedure("P-1", f", alerts: [queue_{severity}]"), more=owner)
    for steps in (
        found(generated, f"PROC-queue_{severity}").escalation,
        found(own, "P-1").escalation,
    ):
        assert [each.after for each in steps] == after
        assert steps[0].to == "team-search"
    assert "team-search" in default(own, "P-1", "escalation")


@pytest.mark.parametrize(
    ("response", "after"),
    [
        ("4h", [8 * 3600, 16 * 3600]),
        ("5 minutes", [600, 1200]),
        ("1h30m", [3 * 3600, 6 * 3600]),
        ("next Monday", [24 * 3600, 72 * 3600]),
        ("as soon as you can", [1800, 3600]),
        ("15m", [1800, 3600]),
    ],
)
def test_nobody_further_is_called_before_somebody_must_respond(
    response: str, after: list[int]
) -> None:
    text = file(metrics=METRICS, alerting=f"severities: {{high: {{response: {response}}}}}\n")
    steps = found(text, "PROC-queue_high").escalation
    assert [each.after for each in steps] == after


def test_a_written_escalation_stays_as_it_is() -> None:
    steps = ', alerts: [queue_high], escalation: [{after: 5m, to: "#ops"}, {after: 0s, to: me}]'
    text = with_runbook(procedure("P-1", steps))
    assert [(each.after, each.to) for each in found(text, "P-1").escalation] == [
        (300, "#ops"),
        (0, "me"),
    ]


@pytest.mark.parametrize(
    ("diagnosis", "first"),
    [
        (["kubectl get pods"], "kubectl get pods"),
        (["Look at the queue.", "kubectl get pods -n x"], "kubectl get pods -n x"),
        (["Check the queue.\n1. curl -s http://x/health\nThen wait."], "curl -s http://x/health"),
        (["Run `./ops/check --all` and read it."], "./ops/check --all"),
        (["$ systemctl status demo"], "systemctl status demo"),
        (["Is the disk full?", "look at the logs"], None),
        (["make sure that nobody is there."], None),
        ([], None),
    ],
)
def test_the_first_command_is_the_first_line_that_looks_like_one(
    diagnosis: list[str], first: str | None
) -> None:
    assert first_command(diagnosis) == first


def test_texts_and_lists_are_alike() -> None:
    text = with_runbook(
        procedure("P-1", ", symptoms: slow, diagnosis: [look, kubectl get pods]")
        + procedure("P-2", ", resolution: [{if: full, then: empty it}]")
    )
    first, second = found(text, "P-1"), found(text, "P-2")
    assert first.symptoms == ("slow",)
    assert first.diagnosis == ("look", "kubectl get pods")
    assert first.first == "kubectl get pods"
    assert [(each.cause, each.action) for each in second.resolution] == [("full", "empty it")]


def test_contacts_places_and_decisions_are_kept() -> None:
    text = file(
        top="""
        runbook:
          contacts: {on-call: "#ops", boss: x}
          dashboards: {Main: "https://d.example.com"}
          logs: ["https://l.example.com"]
        decisions:
          - id: OPS-001
            title: Monitoring
            decision: Prometheus
            rationale: known
            date: "2026-01-31"
        """
    )
    runbook = plan(text).runbook
    assert runbook.contacts == (("boss", "x"), ("on-call", "#ops"))
    assert runbook.dashboards == (("Main", "https://d.example.com"),)
    assert runbook.logs == ("https://l.example.com",)
    (decision,) = runbook.decisions
    assert (decision.id, decision.title, decision.decision) == (
        "OPS-001",
        "Monitoring",
        "Prometheus",
    )
    assert (decision.rationale, decision.date) == ("known", "2026-01-31")


def test_the_first_contact_by_name_is_called_however_the_map_is_written() -> None:
    def called(contacts: str) -> str:
        procedures = procedure("P-1", ", alerts: [queue_high]")
        text = with_runbook(procedures, more=f"  contacts: {contacts}\n")
        return found(text, "P-1").escalation[0].to

    assert called("{on-call: one, boss: two}") == "boss"
    assert called("{boss: two, on-call: one}") == "boss"
