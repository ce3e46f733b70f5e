"""What stands in a receiver: fields, secrets as files, and what a version cannot say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from opsgen.diagnostics.rules.targets import NEEDS_VERSION, UNSUPPORTED
from opsgen.plan import SEVERITIES, Channel, Plan, Version
from opsgen.plan.notifications import Smtp
from tests.targets.alertmanager.emitted import FULL, config_of, emitted, receivers, refused, text_of
from tests.targets.alertmanager.plans import HERE, REQUIRED, SECRETS, Own, channel, plan, recorded

NEWEST = (9, 9)
LOWEST: dict[str, Version] = {
    "pagerduty": (0, 25),
    "slack": (0, 25),
    "email": (0, 25),
    "opsgenie": (0, 25),
    "victorops": (0, 25),
    "sns": (0, 25),
    "webex": (0, 25),
    "telegram": (0, 26),
    "pushover": (0, 26),
    "webhook": (0, 28),
    "msteams": (0, 28),
    "msteamsv2": (0, 28),
    "discord": (0, 28),
    "jira": (0, 28),
    "rocketchat": (0, 28),
    "incidentio": (0, 29),
    "mattermost": (0, 30),
    "wechat": (0, 31),
}
"""The lowest version that can say each type without a secret in the text."""


def only_entry(of: Plan, receiver: str = "demo-critical") -> dict[str, Any]:
    """The one channel of a receiver."""
    (_, name), (_, entries) = receivers(config_of(of))[receiver].items()
    assert name == receiver
    (entry,) = entries
    assert isinstance(entry, dict)
    return entry


def alone(kind: str, version: Version = NEWEST, own: Own | None = None) -> Plan:
    return plan(channel(kind, "critical", own=own), version=version)


def test_every_type_of_the_language_has_its_lowest_version() -> None:
    assert set(LOWEST) == set(REQUIRED)


@pytest.mark.parametrize("kind", sorted(LOWEST))
def test_a_type_is_emitted_from_its_lowest_version_on(kind: str) -> None:
    assert only_entry(alone(kind, LOWEST[kind]))["send_resolved"] is True


@pytest.mark.parametrize("kind", sorted(k for k, since in LOWEST.items() if since > (0, 25)))
def test_below_it_the_error_names_the_version_that_can(kind: str) -> None:
    major, minor = LOWEST[kind]
    (finding,) = refused(alone(kind, (major, minor - 1)))
    assert finding.rule is NEEDS_VERSION
    assert f"`{kind}` needs Alertmanager {major}.{minor}" in finding.message
    assert f'version: "{major}.{minor}"' in (finding.help or "")


def test_of_several_things_that_lack_the_newest_decides() -> None:
    (finding,) = refused(alone("slack", (0, 25), {"timeout": "10s", "message_text": "x"}))
    assert "needs Alertmanager 0.31" in finding.message
    assert "`message_text`" in finding.message


def test_every_channel_that_lacks_something_is_named_at_once() -> None:
    findings = refused(plan(channel("webhook", "high"), channel("discord", "low")))
    assert [re.findall("`([a-z]+)`", f.message)[0] for f in findings] == ["webhook", "discord"]


def test_a_channel_that_nobody_routes_to_needs_no_version() -> None:
    assert emitted(plan(channel("slack", "high"), channel("webhook", name="idle")))


def test_an_unknown_type_is_refused_and_not_left_out() -> None:
    stranger = Channel("pigeon", "pigeon", ("high",), (), True, None, False, HERE)
    (finding,) = refused(plan(stranger))
    assert finding.rule is UNSUPPORTED


def test_a_field_that_wants_the_secret_in_the_text_is_refused() -> None:
    (finding,) = refused(alone("slack", NEWEST, {"update_message": True}))
    assert finding.rule is UNSUPPORTED
    assert only_entry(alone("slack", NEWEST, {"update_message": False}))


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_a_secret_is_always_an_absolute_file(kind: str) -> None:
    text = text_of(emitted(alone(kind))[FULL])
    for field, value in REQUIRED[kind].items():
        if value is None:
            assert f'_file: "{SECRETS}/{kind}_{field}"'.upper() in text.upper()
    assert "${" not in text


@pytest.mark.parametrize(
    ("kind", "own", "path", "expected"),
    [
        ("webex", {}, ("http_config", "authorization"), {"credentials_file": "WEBEX_CREDENTIALS"}),
        ("jira", {}, ("http_config", "authorization"), {"credentials_file": "JIRA_CREDENTIALS"}),
        ("telegram", {}, ("chat_id",), -100123),
        ("jira", {}, ("labels",), ["alert", "opsgen"]),
        ("sns", {}, ("sigv4",), {"region": "eu-west-1"}),
        ("email", {}, ("to",), "team@example.com, night@example.com"),
        ("pagerduty", {"details": (("team", "ops"),)}, ("details", "team"), "ops"),
        ("pagerduty", {"details": (("firing", "some"),)}, ("details", "firing"), "some"),
        ("slack", {"link_names": True}, ("link_names",), True),
    ],
)
def test_a_setting_stands_where_the_engine_reads_it(
    kind: str, own: Own, path: tuple[str, ...], expected: object
) -> None:
    found: Any = only_entry(alone(kind, NEWEST, own))
    for key in path:
        found = found[key]
    if isinstance(expected, dict) and "credentials_file" in expected:
        expected = {"credentials_file": f"{SECRETS}/{expected['credentials_file']}"}
    assert found == expected


def test_an_empty_list_or_map_is_left_out() -> None:
    assert "labels" not in only_entry(alone("jira", NEWEST, {"labels": ()}))


def test_jira_cloud_signs_in_with_a_user_and_a_token() -> None:
    cloud = channel("jira", "critical", own={"username": "ops@example.com", "password": None})
    cloud = Channel(
        cloud.name, cloud.type, cloud.severities,
        tuple(pair for pair in cloud.settings if pair[0] != "credentials"),
        True, None, False, HERE,
    )  # fmt: skip
    assert only_entry(plan(cloud, version=NEWEST))["http_config"] == {
        "basic_auth": {"username": "ops@example.com", "password_file": f"{SECRETS}/JIRA_PASSWORD"}
    }


def test_what_the_user_wrote_wins_over_our_words() -> None:
    entry = only_entry(
        alone("slack", NEWEST, {"title": "{{ .GroupLabels.alertname }}", "color": "danger"})
    )
    assert entry["title"] == "{{ .GroupLabels.alertname }}"
    assert entry["color"] == "danger"


def test_a_subject_of_the_user_replaces_ours_in_any_case() -> None:
    own = only_entry(alone("email", NEWEST, {"headers": (("subject", "Alarm"), ("X-Team", "ops"))}))
    assert own["headers"] == {"subject": "Alarm", "X-Team": "ops"}
    added = only_entry(alone("email", NEWEST, {"headers": (("X-Team", "ops"),)}))
    assert set(added["headers"]) == {"Subject", "X-Team"}


def test_words_that_a_version_lacks_are_left_out_when_nobody_asked_for_them() -> None:
    assert {"title", "color", "fallback"}.isdisjoint(only_entry(alone("mattermost", (0, 30))))
    assert {"title", "color", "fallback"} <= set(only_entry(alone("mattermost", (0, 32))))


MAIL = Smtp("mail.example.com:587", "alerts@example.com", True, (("auth_username", "alerts"),))


def test_mail_goes_through_the_shared_server() -> None:
    entry = only_entry(plan(channel("email", "critical"), smtp=MAIL))
    assert entry["smarthost"] == "mail.example.com:587"
    assert entry["from"] == "alerts@example.com"
    assert entry["require_tls"] is True
    assert entry["auth_username"] == "alerts"


def test_a_mail_server_of_its_own_gets_the_sender_alone() -> None:
    local = Smtp("localhost:25", "alerts@demo.invalid", False, (("auth_username", "alerts"),))
    own = {"smarthost": "other.example.com:25"}
    entry = only_entry(plan(channel("email", "critical", own=own), smtp=local))
    assert entry["smarthost"] == "other.example.com:25"
    assert entry["from"] == "alerts@demo.invalid"  # without one the engine refuses the file
    assert {"auth_username", "require_tls"}.isdisjoint(entry)  # TLS is the engine's default


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("pagerduty", "severity", ["critical", "error", "warning", "info"]),
        ("opsgenie", "priority", ["P1", "P2", "P3", "P4"]),
        ("victorops", "message_type", ["CRITICAL", "CRITICAL", "WARNING", "INFO"]),
        ("jira", "priority", ["High", "High", "Medium", "Low"]),
    ],
)
def test_severities_in_the_words_of_each_service(kind: str, field: str, values: list[str]) -> None:
    everyone = plan(channel(kind, *SEVERITIES), version=NEWEST)
    assert [only_entry(everyone, f"demo-{s}")[field] for s in SEVERITIES] == values


@pytest.mark.parametrize("resolved", [True, False])
def test_send_resolved_is_always_said(resolved: bool) -> None:
    heard = plan(channel("slack", "high", send_resolved=resolved))
    assert only_entry(heard, "demo-high")["send_resolved"] is resolved


def test_a_digest_never_says_that_it_is_over() -> None:
    mail = channel("email", "low", name="mail", digest=recorded("mail"), send_resolved=True)
    assert only_entry(plan(mail), "demo-digest-mail")["send_resolved"] is False


def test_each_entry_leads_back_to_its_channel() -> None:
    artifact = emitted(plan(channel("slack", "high"), channel("slack", "high", name="two")))[FULL]
    assert set(artifact.origins) == {
        "/receivers/1/slack_configs/0",
        "/receivers/1/slack_configs/1",
    }
