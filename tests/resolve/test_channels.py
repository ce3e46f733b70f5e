"""Channels (LANGUAGE 2.3): their secrets, digests, mail, and who hears what."""

from __future__ import annotations

import pytest

from opsgen.plan import Channel, Digest, SecretFile
from tests.resolve.files import alert, codes, default, file, finding, plan, promql, underlined


def with_channels(*channels: str, more: str = "") -> str:
    """A file with these channels alone."""
    text = 'service: demo\nlinks: {repository: "https://git.example.com/demo"}\n'
    text += 'targets: {alertmanager: {version: "0.31"}}\n'
    text += "monitoring: {defaults: {job: shop}}\nalerting:\n  channels:\n"
    text += "".join(f"    - {{{channel}}}\n" for channel in channels)
    return text + more


ALL = "severity: [critical, high, medium, low], watchdog: true"


def only(*channels: str, more: str = "") -> Channel:
    return plan(with_channels(*channels, more=more)).notifications.channels[0]


@pytest.mark.parametrize(
    ("channel", "field", "name"),
    [
        ('name: c, type: slack, webhook: "${MINE}"', "api_url", "MINE"),
        ('name: c, type: slack, api_url: "${MINE}"', "api_url", "MINE"),
        ('name: c, type: webhook, webhook: "${MINE}"', "url", "MINE"),
        ('name: c, type: pagerduty, routing_key: "${MINE}"', "routing_key", "MINE"),
        ('name: c, type: opsgenie, api_key: "${MINE}"', "api_key", "MINE"),
        ('name: c, type: discord, webhook: "${MINE}"', "webhook_url", "MINE"),
        ('name: c, type: telegram, chat_id: 5, bot_token: "${MINE}"', "bot_token", "MINE"),
    ],
)
def test_a_secret_is_the_file_of_its_name(channel: str, field: str, name: str) -> None:
    settings = dict(only(f"{channel}, {ALL}").settings)
    assert settings[field] == SecretFile(name, f"/run/secrets/{name}")


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("name: pager, type: pagerduty", "PAGER_ROUTING_KEY"),
        ("name: slack-alerts, type: slack", "SLACK_ALERTS_API_URL"),
        ("name: on-call, type: telegram, chat_id: 5", "ON_CALL_BOT_TOKEN"),
    ],
)
def test_without_its_secret_a_channel_gets_a_default_file_and_a_warning(
    channel: str, name: str
) -> None:
    text = with_channels(f"{channel}, {ALL}")
    assert codes(text) == ["OPS234"]
    told = finding(text, "OPS234")
    assert f"/run/secrets/{name}" in told.message
    (edit,) = told.edits
    at = edit.span.start.offset
    assert codes(text[:at] + edit.text + text[at:]) == []


@pytest.mark.parametrize("folder", ["/etc/keys", "/etc/keys/"])
def test_secret_files_stand_in_the_folder_that_is_said(folder: str) -> None:
    channel = only(
        f'name: c, type: slack, webhook: "${{X}}", {ALL}', more=f"  secrets_dir: {folder}\n"
    )
    assert dict(channel.settings)["api_url"] == SecretFile("X", "/etc/keys/X")


def test_another_way_in_needs_no_default_secret() -> None:
    text = with_channels(f'name: c, type: pagerduty, service_key: "${{X}}", {ALL}')
    assert codes(text) == []


@pytest.mark.parametrize(
    ("channel", "digest"),
    [
        ("frequency: daily", Digest("recorded", 540, 86400, "digest_mail_box")),
        (
            'frequency: daily, digest_at: "17:30"',
            Digest("recorded", 1050, 86400, "digest_mail_box"),
        ),
        ("frequency: daily, every: 8h", Digest("recorded", 540, 28800, "digest_mail_box")),
        ("frequency: daily, every: 7d", Digest("recorded", 540, 604800, "digest_mail_box")),
        ("digest: firing", Digest("firing", 540, 86400, None)),
        ("digest: recorded", Digest("recorded", 540, 86400, "digest_mail_box")),
        ("", None),
    ],
)
def test_a_digest_comes_daily_at_nine_unless_said(channel: str, digest: Digest | None) -> None:
    more = f", {channel}" if channel else ""
    text = with_channels(
        f'name: mail-box, type: email, recipients: ["a@example.com"], {ALL}{more}',
        more='  smtp: {smarthost: "mail:25", from: b@example.com}\n',
    )
    found = plan(text)
    assert found.notifications.channels[0].digest == digest
    made = [each.name for each in found.alerts if each.cause == "digest"]
    assert made == ([digest.alert] if digest is not None and digest.alert else [])


CHATS = {
    "slack": 'webhook: "${X}"',
    "msteams": 'webhook: "${X}"',
    "discord": 'webhook: "${X}"',
    "telegram": 'bot_token: "${X}", chat_id: 5',
    "mattermost": 'webhook: "${X}"',
}


@pytest.mark.parametrize("type", CHATS)
def test_a_watchdog_in_a_chat_is_noted(type: str) -> None:
    text = with_channels(f"name: c, type: {type}, {CHATS[type]}, {ALL}")
    assert codes(text, notes=True).count("OPS236") == 1
    assert underlined(text, "OPS236") == "true"


@pytest.mark.parametrize(
    "channel",
    [
        'name: c, type: webhook, webhook: "${X}"',
        'name: c, type: pagerduty, routing_key: "${X}"',
        'name: c, type: email, recipients: ["a@b.example"], smarthost: "m:25", from: b@b.example',
    ],
)
def test_a_watchdog_that_a_machine_can_hear_is_not(channel: str) -> None:
    assert "OPS236" not in codes(with_channels(f"{channel}, {ALL}"), notes=True)


def test_a_digest_names_what_was_recorded_as_firing_but_never_itself() -> None:
    text = with_channels(
        f'name: mail, type: email, recipients: ["a@example.com"], frequency: daily, {ALL}',
        more='  smtp: {smarthost: "mail:25", from: b@example.com}\n',
    )
    found = alert(text, "digest_mail")
    assert found.severity == "none"
    assert found.labels == (("digest", "mail"),)
    made = promql(text, "digest_mail")
    assert (
        'ALERTS{alertstate="firing",service="demo",severity=~"critical|high|medium|low"}[1d]'
        in made
    )
    assert "hour()" in made


@pytest.mark.parametrize(
    "channel",
    [
        'digest_at: "09:00"',
        "every: 24h",
        "frequency: daily, every: 5h",
        "frequency: daily, every: 90m",
        "frequency: daily, every: 2d",
    ],
)
def test_a_digest_that_never_comes_at_one_time_is_refused(channel: str) -> None:
    text = with_channels(f'name: c, type: slack, webhook: "${{X}}", {channel}, {ALL}')
    assert codes(text) == ["OPS237"]


@pytest.mark.parametrize(
    ("channel", "resolved"),
    [
        ('name: c, type: slack, webhook: "${X}"', True),
        ('name: c, type: slack, webhook: "${X}", send_resolved: false', False),
        ('name: c, type: slack, webhook: "${X}", frequency: daily', False),
        ('name: c, type: email, recipients: ["a@example.com"]', False),
        ('name: c, type: email, recipients: ["a@example.com"], send_resolved: true', True),
    ],
)
def test_a_chat_hears_that_it_is_over_and_mail_does_not(channel: str, resolved: bool) -> None:
    smtp = '  smtp: {smarthost: "mail:25", from: b@example.com}\n'
    assert only(f"{channel}, {ALL}", more=smtp).send_resolved is resolved


MAIL = f'name: mail, type: email, recipients: ["a@example.com", "b@example.com"], {ALL}'


@pytest.mark.parametrize(
    ("smtp", "host", "sender", "tls", "warned"),
    [
        ("", "localhost:25", "alerts@demo.invalid", False, True),
        ('smarthost: "mail:587", from: x@example.com', "mail:587", "x@example.com", True, False),
        ('smarthost: "mail:587"', "mail:587", "alerts@demo.invalid", True, True),
        ("from: x@example.com", "localhost:25", "x@example.com", False, True),
        (
            'smarthost: "mail:25", from: x@example.com, require_tls: false',
            "mail:25",
            "x@example.com",
            False,
            False,
        ),
    ],
)
def test_mail_goes_by_localhost_without_tls_unless_said_and_that_is_warned_of(
    smtp: str, host: str, sender: str, tls: bool, warned: bool
) -> None:
    text = with_channels(MAIL, more=f"  smtp: {{{smtp}}}\n" if smtp else "")
    assert codes(text) == (["OPS235"] if warned else [])
    found = plan(text).notifications.smtp
    assert found is not None
    assert (found.smarthost, found.sender, found.require_tls) == (host, sender, tls)
    if warned:
        (edit,) = finding(text, "OPS235").edits
        at = edit.span.start.offset
        assert codes(text[:at] + edit.text + text[at:]) == []


def test_mail_that_says_its_own_way_needs_no_other() -> None:
    text = with_channels(f'{MAIL}, smarthost: "mail:587", from: x@example.com')
    assert codes(text) == []
    assert plan(text).notifications.smtp is None


def test_recipients_are_one_list() -> None:
    smtp = '  smtp: {smarthost: "mail:25", from: b@example.com}\n'
    assert dict(only(MAIL, more=smtp).settings)["to"] == "a@example.com, b@example.com"


def test_the_password_of_mail_is_a_secret_file() -> None:
    smtp = '  smtp: {smarthost: "m:25", from: b@example.com, auth_password: "${MAIL_KEY}"}\n'
    found = plan(with_channels(MAIL, more=smtp)).notifications.smtp
    assert found is not None
    assert dict(found.settings)["auth_password"] == SecretFile("MAIL_KEY", "/run/secrets/MAIL_KEY")


CHAT = 'name: chat, type: slack, webhook: "${X}"'
DIGEST = 'name: daily, type: slack, webhook: "${Y}", frequency: daily'


def test_each_severity_is_heard_at_once_or_in_a_digest() -> None:
    text = with_channels(
        f"{CHAT}, severity: [critical, medium], watchdog: true",
        f"{DIGEST}, severity: [medium, low]",
    )
    routes = {
        each.severity: (each.channels, each.digests) for each in plan(text).notifications.routes
    }
    assert routes == {
        "critical": (("chat",), ()),
        "high": ((), ()),
        "medium": (("chat",), ("daily",)),
        "low": ((), ("daily",)),
    }
    assert codes(text) == ["OPS232"]
    assert "severity high" in finding(text, "OPS232").message


@pytest.mark.parametrize(
    ("channel", "alerting"),
    [(", watchdog: true", ""), ("", "  watchdog: chat\n"), ("", "  watchdog: [chat]\n")],
)
def test_a_channel_hears_the_watchdog_if_it_or_alerting_says_so(
    channel: str, alerting: str
) -> None:
    text = with_channels(f"{CHAT}, severity: [critical, high, medium, low]{channel}", more=alerting)
    assert plan(text).notifications.watchdog == ("chat",)
    assert codes(text) == []


def test_nobody_who_hears_the_watchdog_is_a_warning() -> None:
    text = with_channels(f"{CHAT}, severity: [critical, high, medium, low]")
    assert codes(text) == ["OPS233"]
    (edit,) = finding(text, "OPS233").edits
    at = edit.span.start.offset
    assert "OPS233" not in codes(text[:at] + edit.text + text[at:])


@pytest.mark.parametrize(
    ("alerting", "under"),
    [
        ("  watchdog: caht\n", "caht"),
        ("  watchdog: [chat, pgaer]\n", "pgaer"),
        ("  default: caht\n", "caht"),
    ],
)
def test_a_channel_that_is_named_must_be_there(alerting: str, under: str) -> None:
    text = with_channels(f"{CHAT}, {ALL}", more=alerting)
    assert codes(text) == ["OPS230"]
    assert underlined(text, "OPS230") == under


@pytest.mark.parametrize(
    ("wanted", "channels"),
    [(None, ()), ("critical", ("chat",)), ("low", ()), ("daily", ("daily",))],
)
def test_what_no_route_matches_is_heard_by_the_default(
    wanted: str | None, channels: tuple[str, ...]
) -> None:
    text = with_channels(
        f"{CHAT}, severity: [critical, high, medium], watchdog: true",
        f"{DIGEST}, severity: [low]",
        more=f"  default: {wanted}\n" if wanted else "",
    )
    assert plan(text).notifications.default == channels


def test_who_is_expected_to_hear_an_alert_must_hear_its_severity() -> None:
    def asked(expect: str) -> str:
        return file(
            metrics=["name: queue, type: gauge"],
            alerts=[f'name: a, condition: "queue > 5", severity: low, expect: [{expect}]'],
        )

    assert codes(asked("chat")) == []
    assert codes(asked("pager")) == ["OPS231"]
    told = finding(asked("chat, pager"), "OPS231")
    assert "heard by `chat`" in told.notes[0]
    assert codes(asked("pgaer")) == ["OPS230"]


def test_inhibition_needs_every_label_that_an_alert_with_a_signal_keeps() -> None:
    text = file(
        metrics=["name: queue, type: gauge, by: [model]", "name: depth, type: gauge"],
        alerts=['name: a, condition: "queue > 5"', 'name: b, condition: "depth > 5", by: [zone]'],
    )
    assert plan(text).notifications.inhibition_labels == ("model", "zone")


def test_timing_is_the_table_of_the_language_unless_a_severity_says_otherwise() -> None:
    policies = plan(file()).notifications.policies
    table = [
        (p.severity, p.response, p.hold, p.group_wait, p.group_interval, p.repeat_interval)
        for p in policies
    ]
    assert table == [
        ("critical", "immediate", 120, 30, 300, 3600),
        ("high", "15m", 300, 30, 300, 14400),
        ("medium", "1h", 600, 60, 300, 43200),
        ("low", "next day", 1800, 60, 300, 86400),
    ]
    said = file(alerting="severities: {high: {response: 5 minutes, group_wait: 0s}}\n")
    high = plan(said).notifications.policies[1]
    assert (high.response, high.group_wait, high.group_interval) == ("5 minutes", 0, 300)
    assert default(said, "high", "timing") == "for 5m, group_interval 5m, repeat_interval 4h"


@pytest.mark.parametrize(
    ("timing", "code", "key"),
    [
        ("{repeat_interval: 1m, group_interval: 5m}", "OPS238", "repeat_interval"),
        ("{group_interval: 2h}", "OPS238", "group_interval"),
        ("{repeat_interval: 10d}", "OPS239", "repeat_interval"),
    ],
)
def test_what_the_alertmanager_will_not_repeat_so_is_told(timing: str, code: str, key: str) -> None:
    text = file(alerting=f"severities: {{critical: {timing}}}\n")
    assert codes(text, notes=True) == [code]
    assert finding(text, code).path[-1] == key


def test_what_is_repeated_within_the_memory_of_an_alertmanager_is_fine() -> None:
    text = file(alerting="severities: {critical: {repeat_interval: 5d, group_interval: 5d}}\n")
    assert not codes(text, notes=True)
