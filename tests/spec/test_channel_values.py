"""Values for which the Alertmanager would refuse its whole configuration are refused here."""

from __future__ import annotations

import pytest

from opsgen.source import loads
from opsgen.spec import validate

CASES = (
    ("type: email, recipients: []", "recipients"),
    ('type: email, recipients: [""]', "recipients"),
    ('type: email, recipients: ["not an address"]', "recipients"),
    ('type: email, to: ""', "to"),
    ('type: email, to: ","', "to"),
    ('type: email, to: "a@example.com", smarthost: nohostport', "smarthost"),
    ('type: email, to: "a@example.com", headers: {subject: a, Subject: b}', "Subject"),
    ("type: telegram, chat_id: 0", "chat_id"),
    ("type: telegram, chat_id: 5, parse_mode: bogus", "parse_mode"),
    ('type: victorops, routing_key: ""', "routing_key"),
    ('type: sns, topic_arn: ""', "topic_arn"),
    ("type: sns, topic_arn: a, target_arn: b", "target_arn"),
    ('type: webex, room_id: ""', "room_id"),
    ('type: jira, api_url: "https://j.example.com", project: "", issue_type: Bug', "project"),
    ('type: jira, api_url: "https://j.example.com", project: A, issue_type: Bug,'
     ' credentials: "${A}", username: u, password: "${B}"', "password"),
    ("type: wechat, corp_id: a, message_type: bogus", "message_type"),
    ('type: slack, api_url: "${A}", app_token: "${B}"', "app_token"),
    ('type: pagerduty, routing_key: "${A}", service_key: "${B}"', "service_key"),
    ("type: pushover, html: true, monospace: true", "monospace"),
    ('type: webhook, url: "${A}", max_alerts: -5', "max_alerts"),
    ("type: opsgenie, priority: P9", "priority"),
    ('type: slack, title: "{{ .X "', "title"),
    ('type: slack, channel: "#o{{p}}s"', "channel"),
    ("type: slack, title: '{{ .CommonLabels.a | toUper }}'", "title"),
)  # fmt: skip
FINE = (
    'type: email, recipients: ["a@example.com", "Ops <ops@example.com>"]',
    'type: email, to: "a@example.com, b@example.com", smarthost: "smtp.example.com:587"',
    "type: telegram, chat_id: -100123, parse_mode: HTML",
    "type: sns, topic_arn: a",
    'type: opsgenie, priority: "{{ .CommonLabels.priority }}"',
    'type: slack, app_token: "${B}"',
    "type: pushover, html: true",
    'type: slack, title: ""',
    "type: slack, title: '{{ if eq .Status \"firing\" }}{{ .CommonLabels.a | toUpper }}{{ end }}'",
    "type: slack, title: '{{ range $i, $a := .Alerts }}{{ $a.Labels.p }} `p`{{ end }}'",
    "type: slack, title: '{{/* p */}}{{ printf \"%s p\" (index .Alerts 0).Labels.job }}'",
)


def found(fields: str) -> list[tuple[str, str]]:
    text = f"service: demo\nalerting:\n  channels:\n    - {{name: c, severity: [high], {fields}}}\n"
    document = loads(text.encode(), "operations.yaml").document
    assert document is not None
    return [(one.code, str(one.path[-1])) for one in validate(document).diagnostics]


@pytest.mark.parametrize(("fields", "key"), CASES)
def test_it_is_refused_at_its_field(fields: str, key: str) -> None:
    assert found(fields) == [("OPS115", key)]


@pytest.mark.parametrize("fields", FINE)
def test_what_the_alertmanager_takes_is_taken(fields: str) -> None:
    assert found(fields) == []
