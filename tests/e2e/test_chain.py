"""An incident from the first slow answer to the digest: real servers, and the right people told."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.e2e.heard import Told, rows
from tests.e2e.project import FLOOR, NEWEST, Versions
from tests.e2e.world import World, until, world


@pytest.mark.parametrize("versions", [FLOOR, NEWEST], ids=["floor", "newest"])
def test_the_right_people_are_told(versions: Versions, tmp_path: Path) -> None:
    with world(tmp_path, versions) as there:
        the_watchdog_beats_while_all_is_well(there)
        low_alerts_are_kept_for_the_digest(there)
        high_is_told_by_slack_and_mail_and_medium_by_slack(there)
        the_digest_waits_for_its_time(there)
        critical_pages_and_silences_what_is_milder(there)
        the_digest_names_what_fired_also_if_it_is_over(there)
        nobody_was_told_anything_else(there)


def the_watchdog_beats_while_all_is_well(there: World) -> None:
    until(lambda: len(there.told.beats) > 0, "a heartbeat")
    assert "Watchdog" in there.told.beats[0]


def low_alerts_are_kept_for_the_digest(there: World) -> None:
    """Two of three end long before the digest."""
    there.service.large.queue = there.service.small.queue = 50
    there.service.cache_hits = 0.1
    for alert, model in (("queue_low", "large"), ("queue_low", "small"), ("cache_hits_low", None)):
        until(partial(there.firing, alert, model), f"{alert} of {model}")
    there.service.large.queue = there.service.small.queue = 2
    until(lambda: not there.firing("queue_low"), "the end of queue_low")


def high_is_told_by_slack_and_mail_and_medium_by_slack(there: World) -> None:
    there.service.small.errors = 0.3
    there.service.small.cost = 5.0
    says(there, "slack", "firing error_rate_high")
    says(there, "duty", "firing error_rate_high")
    says(there, "slack", "firing cost_spike")
    there.service.small.errors = 0.0
    there.service.small.cost = 0.01
    says(there, "slack", "resolved error_rate_high")
    says(there, "slack", "resolved cost_spike")


def the_digest_waits_for_its_time(there: World) -> None:
    """Half a day before it, low alerts fired and ended, higher ones were told, and no mail came."""
    until(partial(there.firing, "cache_hits_low"), "cache_hits_low, still")
    assert there.told.digests == []
    # A digest's mail gathers for half a minute, so that it does not come yet would prove nothing.
    assert not there.firing("digest_morning_mail")
    there.digest_now()


def critical_pages_and_silences_what_is_milder(there: World) -> None:
    there.service.large.latency = 30.0
    page = says(there, "pager", "firing answer_latency_p95_critical")
    assert "large answers in" in page.text
    assert "(limit 20s)" in page.text
    assert "ops/runbook.md#proc-answer_latency_p95_critical" in page.text
    says(there, "slack", "firing answer_latency_p95_critical")
    for milder in ("answer_latency_p95_high", "answer_latency_p95_medium"):
        until(partial(there.inhibited, milder, "large"), f"{milder} is inhibited")
    # The same alert of the other model is another matter, and its message flushes the group that
    # holds both back: what is said now is all that this group has to say.
    there.service.small.latency = 4.0
    medium = says(there, "slack", "firing answer_latency_p95_medium")
    assert "model: small" in medium.text
    assert "model: large" not in medium.text
    there.service.large.latency = there.service.small.latency = 0.4
    for channel in ("pager", "slack"):
        says(there, channel, "resolved answer_latency_p95_critical")
    says(there, "slack", "resolved answer_latency_p95_medium")
    assert len(there.told.incidents) == 1


def the_digest_names_what_fired_also_if_it_is_over(there: World) -> None:
    until(lambda: len(there.told.digests) > 0, "the digest")
    digest = there.told.digests[0]
    assert digest["Subject"] == "Digest of assistant: 3 alerts"
    assert rows(digest) == [
        "cache_hits_low (low)",
        "queue_low (low) model: large",
        "queue_low (low) model: small",
    ]


def nobody_was_told_anything_else(there: World) -> None:
    told = there.told
    assert [each.what for each in told.pager] == both("answer_latency_p95_critical")
    assert {each.what for each in told.slack} == {
        *both("answer_latency_p95_critical"),
        *both("error_rate_high"),
        *both("cost_spike"),
        *both("answer_latency_p95_medium"),
    }
    # Mail that something is over is rarely read, so there is none.
    assert [each.what for each in told.duty] == ["firing error_rate_high"]
    assert len(told.digests) == 1
    assert there.broken_rules() == []
    assert "Notify for alerts failed" not in there.alertmanager.log()


def says(there: World, channel: str, what: str) -> Told:
    """The first message of that channel that says it, as soon as it is there."""

    def messages() -> list[Told]:
        heard: list[Told] = getattr(there.told, channel)
        return [told for told in heard if told.what == what]

    until(lambda: bool(messages()), f"{channel}: {what}")
    return messages()[0]


def both(alert: str) -> list[str]:
    """That it began, and that it ended."""
    return [f"firing {alert}", f"resolved {alert}"]
