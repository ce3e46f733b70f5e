"""A secret is refused wherever it stands, and never repeated."""

from __future__ import annotations

import pytest

from opsgen.spec import CHANNEL_TYPES
from tests.spec.reading import found, read, words

CANARY = "c4n4ry-9f8e7d6c5b4a"
HOOK = "https://hooks.slack.com/services/T000/B000/c4n4ry9f8e7d6c5b4a"
SECRET_FIELDS = [
    (name, field) for name, kind in CHANNEL_TYPES.items() for field in kind.secret_fields
]
BAD_REFERENCES = ["$SLACK", "${x}", "${X:-d}", "a${X}", "${X}\\n", "${}", "${1X}", "${X} "]


def channel(kind: str, field: str, value: str) -> str:
    """A channel with all that its type requires, and `field`."""
    given = {group[0]: "text" for group in CHANNEL_TYPES[kind].required}
    given |= {"recipients": "[a@b.c]"} if kind == "email" else {}
    given |= {"chat_id": "5"} if kind == "telegram" else {}
    given |= {key: "https://h/x" for key in given if CHANNEL_TYPES[kind].fields.get(key) == "url"}
    lines = [f'{field}: "{value}"', f"name: c, type: {kind}"]
    lines += [f"{key}: {text}" for key, text in given.items() if key != field]
    return "alerting:\n  channels:\n    - {" + ", ".join(lines) + "}\n"


@pytest.mark.parametrize(("kind", "field"), SECRET_FIELDS)
def test_secret_fields_take_a_reference_and_no_literal(kind: str, field: str) -> None:
    assert found(channel(kind, field, "${NAME}")) == []
    literal = channel(kind, field, CANARY)
    assert [place.split()[1] for place in found(literal)] == ["OPS108"]
    assert CANARY not in words(literal)


@pytest.mark.parametrize("value", BAD_REFERENCES)
@pytest.mark.parametrize("field", ["webhook", "api_url"])
def test_bad_secret_reference(field: str, value: str) -> None:
    (only,) = found(channel("slack", field, value))
    assert only.endswith("OPS109")


def test_a_number_in_a_secret_field_is_a_literal_too() -> None:
    text = channel("pagerduty", "routing_key", CANARY).replace(f'"{CANARY}"', "4815162342")
    assert [place.split()[1] for place in found(text)] == ["OPS108"]
    assert "4815162342" not in words(text)


def test_the_password_of_the_mail_server_is_a_secret() -> None:
    text = f"alerting:\n  smtp: {{smarthost: 'm:25', auth_password: {CANARY}}}\n"
    assert [place.split()[1] for place in found(text)] == ["OPS108"]
    assert CANARY not in words(text)


@pytest.mark.parametrize(
    "text",
    [
        "owner: {}\n",
        "service: {}\n",
        "labels: {{team: {}}}\n",
        "constants: {{a: {}}}\n",
        "links: {{repository: {}}}\n",
        "runbook: {{contacts: {{a: {}}}}}\n",
        "decisions: [{{id: a, decision: {}}}]\n",
        "monitoring: {{metrics: [{{name: a, type: {}}}]}}\n",
        "monitoring: {{metrics: [{{name: a, type: gauge, message: {}}}]}}\n",
        "monitoring: {{metrics: [{{name: {}, type: gauge}}]}}\n",
        "alerting: {{alerts: [{{name: a, condition: {}}}]}}\n",
        "alerting: {{alerts: [{{name: a, condition: x, for: {}}}]}}\n",
        "alerting: {{channels: [{{name: a, type: slack, channel: {}}}]}}\n",
        "alerting: {{channels: [{{name: a, type: {}}}]}}\n",
        "pipeline: {{steps: {{a: 'curl {}'}}}}\n",
        "x-notes: {}\n",
    ],
)
def test_a_known_kind_of_secret_is_refused_in_any_text(text: str) -> None:
    assert [place.split()[1] for place in found(text.format(HOOK))] == ["OPS110"]
    assert "c4n4ry" not in words(text.format(HOOK))


def test_a_secret_pasted_as_a_key_is_not_repeated() -> None:
    text = f'alerting:\n  "{HOOK}": x\n'
    assert [place.split()[1] for place in found(text)] == ["OPS110"]
    assert "c4n4ry" not in words(text)


@pytest.mark.parametrize(
    "text",
    [
        f"version: {CANARY}\n",
        f"service: '{CANARY}!'\n",
        f"monitoring: {CANARY}\n",
        f"monitoring: {{metrics: [{{name: a, type: {CANARY}}}]}}\n",
        f"monitoring: {{metrics: [{{name: a, type: gauge, quantile: {CANARY}}}]}}\n",
        f"monitoring: {{metrics: [{{name: a, type: gauge, window: {CANARY}}}]}}\n",
        f"monitoring: {{metrics: [{CANARY}]}}\n",
        f"alerting: {{channels: [{{name: a, type: {CANARY}, webhook: {CANARY}}}]}}\n",
        f"alerting: {{smtp: {{smarthost: {CANARY}}}}}\n",
        f"alerting: {{secrets_dir: {CANARY}}}\n",
        f"links: {{prometheus: {CANARY}}}\n",
        f"requires: {CANARY}\n",
        f"unknown: {CANARY}\n",
        f"targets: {{a: {{enabled: {CANARY}}}}}\n",
        f"decisions: [{{id: a, decision: x, date: {CANARY}}}]\n",
    ],
)
def test_no_message_repeats_the_value_that_it_is_about(text: str) -> None:
    assert read(text).diagnostics
    assert CANARY not in words(text).lower()


def test_a_secret_of_another_type_is_told_to_move_and_not_to_be_written_out() -> None:
    (problem,) = read(channel("slack", "routing_key", "${PAGER_KEY}")).diagnostics
    assert problem.rule.code == "OPS112"
    assert "value itself" not in str(problem.help)
