"""The stories: each criterion is something that the build provides, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsgen.plan import Plan
from tests.targets.runbook.pages import SPEC, emitted, section, sections
from tests.targets.runbook.plans import BARE, BLUE_GREEN, EMPTY, ROLLOUT, WHOLE


def told(plan: Plan, id: str) -> str:
    page = emitted(plan)[SPEC]
    (heading,) = [each.heading for each in sections(page) if each.heading.startswith(id)]
    return "\n".join(section(page, heading).lines)


def ids(plan: Plan) -> list[str]:
    headings = [each.heading for each in sections(emitted(plan)[SPEC])]
    return [heading.split(":")[0] for heading in headings if heading.startswith("OPS-S")]


def test_all_five_are_told_of_a_service_that_has_everything() -> None:
    assert ids(WHOLE) == ["OPS-S01", "OPS-S02", "OPS-S03", "OPS-S04", "OPS-S05"]


@pytest.mark.parametrize(
    ("plan", "gone"),
    [
        (replace(WHOLE, drift=None), "OPS-S02"),
        (replace(WHOLE, rollout=None), "OPS-S03"),
        (replace(WHOLE, alerts=()), "OPS-S05"),
    ],
)
def test_what_the_file_says_nothing_of_has_no_story(plan: Plan, gone: str) -> None:
    assert gone in ids(WHOLE)
    assert gone not in ids(plan)


def test_a_service_without_anything_has_no_story_but_of_who_hears() -> None:
    assert ids(EMPTY) == ["OPS-S04"]
    silent = tuple(replace(each, channels=(), digests=()) for each in EMPTY.notifications.routes)
    nobody = replace(EMPTY.notifications, channels=(), routes=silent)
    assert ids(replace(EMPTY, notifications=nobody)) == []
    assert "## Stories" not in emitted(replace(EMPTY, notifications=nobody))[SPEC]


def test_every_alert_is_a_criterion_of_one_story() -> None:
    said = "\n".join(told(WHOLE, f"OPS-S0{n}") for n in (1, 2, 4))
    for alert in WHOLE.alerts:
        if alert.severity != "none":
            assert said.count(f"`{alert.name}`") == 1, alert.name


def test_a_pipeline_promises_only_what_it_holds() -> None:
    assert "is rolled back by itself" in told(WHOLE, "OPS-S03")
    assert "does not pass" in told(WHOLE, "OPS-S03")
    unwatched = told(replace(WHOLE, rollout=replace(ROLLOUT, gate=None)), "OPS-S03")
    assert "watch" not in unwatched
    nowhere = told(replace(WHOLE, rollout=replace(ROLLOUT, rollback=None)), "OPS-S03")
    assert "rolled back" not in nowhere
    by_hand = replace(
        BLUE_GREEN, rollback=BLUE_GREEN.rollback and replace(BLUE_GREEN.rollback, automatic=False)
    )
    assert "a person rolls it back" in told(replace(WHOLE, rollout=by_hand), "OPS-S03")


def test_a_severity_that_nobody_hears_is_promised_to_nobody() -> None:
    assert "A low alert is sent" not in told(WHOLE, "OPS-S04")
    assert "A low alert stands in the digest of mail." in told(WHOLE, "OPS-S04")
    assert "A critical alert is sent to pager and chat 30s after it fires" in told(WHOLE, "OPS-S04")


def test_the_watchdog_counts_where_somebody_hears_it() -> None:
    heard = replace(WHOLE, notifications=replace(WHOLE.notifications, watchdog=("chat",)))
    assert "the Watchdog reaches chat" in told(heard, "OPS-S04")
    assert "Watchdog" not in told(WHOLE, "OPS-S04")


def test_only_what_is_written_down_counts_as_written_down() -> None:
    assert "- It is written down how to do these: Rollback.\n" in told(WHOLE, "OPS-S05") + "\n"
    assert "written down" not in told(BARE, "OPS-S05")
