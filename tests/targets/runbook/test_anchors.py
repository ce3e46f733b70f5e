"""Every link of an alert opens its procedure, also beside headings of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsgen.artifacts.names import runbook_anchor
from opsgen.plan import Plan
from tests.targets.runbook.pages import links, refused, runbook, sections, slugs
from tests.targets.runbook.plans import BARE, EMPTY, KINDS, PROC_001, WHOLE, generated, plan

OURS = ["Rollback", "Restart", "Scale up", "Quick reference", "Procedures", "Runbook of answers"]


@pytest.mark.parametrize("of", [WHOLE, BARE, EMPTY], ids=["whole", "bare", "empty"])
def test_every_anchor_of_an_alert_is_there_once(of: Plan) -> None:
    found = slugs(runbook(of))
    assert len(found) == len(set(found))
    for alert in of.alerts:
        assert found.count(runbook_anchor(alert.procedure)) == 1


@pytest.mark.parametrize("of", [WHOLE, BARE, EMPTY], ids=["whole", "bare", "empty"])
def test_every_link_within_the_page_leads_somewhere(of: Plan) -> None:
    page = runbook(of)
    inner = {link.removeprefix("#") for link in links(page) if link.startswith("#")}
    assert inner
    assert inner <= set(slugs(page))


def test_the_heading_of_a_procedure_is_its_id() -> None:
    headings = [section.heading for section in sections(runbook(WHOLE))]
    assert {procedure.id for procedure in WHOLE.runbook.procedures} <= set(headings)


@pytest.mark.parametrize("title", OURS)
def test_a_procedure_keeps_its_anchor_beside_a_heading_of_ours(title: str) -> None:
    procedure = replace(PROC_001, id=title.replace(" ", "-"))
    page = runbook(plan(procedures=(procedure,)))
    found = slugs(page)
    assert found.count(runbook_anchor(procedure.id)) == 1
    assert len(found) == len(set(found))
    (own,) = [each for each in sections(page) if each.heading == procedure.id]
    assert "Too many errors" in "\n".join(own.lines)


@pytest.mark.parametrize(
    ("one", "other"), [("PROC-001", "proc-001"), ("PROC-a:b_no_data", "PROC-ab_no_data")]
)
def test_two_procedures_with_one_anchor_are_an_error(one: str, other: str) -> None:
    procedures = (replace(PROC_001, id=one), replace(PROC_001, id=other))
    (found,) = refused(plan(procedures=procedures))
    assert (found.code, found.severity) == ("OPS460", "error")
    assert f"`{one}` and `{other}`" in found.message


def test_the_clash_is_shown_at_the_users_own_procedure() -> None:
    (made,) = generated(KINDS[0])
    own = replace(PROC_001, id=made.id.lower(), origin=replace(made.origin, path=("runbook",)))
    for procedures in ((own, made), (made, own)):
        (found,) = refused(plan(procedures=procedures))
        assert found.path == ("runbook",)
