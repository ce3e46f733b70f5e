"""No excerpt shows what may be a secret, whether the file loads or not."""

from __future__ import annotations

import pytest

from opsgen.diagnostics import Path
from opsgen.source import SECRET_KEYS, find_secret_shape, loads, redact
from tests.source.readers import FILE

CANARY = "hunter2-canary"

FORMS = [
    "{key}: {canary}\n",
    "{key}: '{canary}'  # c\n",
    '{key}: "a {canary}"\n',
    '"{key}": {canary}\n',
    "{key}:\n  {canary}\n",
    "{key}: |\n  {canary}\n\n  {canary}\nnext: 1\n",
    "{key}: >-\n  {canary}\n  {canary}\nnext: 1\n",
    '{key}: "one\n  {canary}"\n',
    "{key}: one\n  {canary}\n",
    "{key}: [{canary}, '{canary}']\n",
    "{key}:\n  - {canary}\n  - x: {canary}\n",
    "{key}:\n- {canary}\n- {canary}\nnext: 1\n",
    "{key}: {{a: {canary}}}\n",
    "{key}:\n  type: Bearer\n  more: {canary}\n",
    "a: {{b: 1, {key}: {canary}}}\n",
    "a: {{b: 1, {key}:\n    {canary}}}\n",
    "list:\n  - name: x\n    {key}: {canary}\n",
    "list:\n  - {key}: {canary}\n    name: x\n",
    "x-s: &s {canary}\n{key}: *s\n",
    "# {key}: {canary}\na: 1\n",
    "a: 1  # {key}: {canary}\n",
]
# An anchor's value stands away from the key that makes it a secret: only a document tells.
WITHOUT_DOCUMENT = [form for form in FORMS if "&s" not in form]
BREAKS = ["\nz: ]\n", "\nz: no\n", '\nz: "open\n', "\nz: 1\nz: 2\n"]


def same_shape(text: str, shown: str) -> bool:
    breaks = [index for index, char in enumerate(text) if char == "\n"]
    return breaks == [index for index, char in enumerate(shown) if char == "\n"] and len(
        text
    ) == len(shown)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_values_of_secret_keys_are_hidden(form: str, key: str) -> None:
    text = form.format(key=key, canary=CANARY)
    loaded = loads(text.encode(), FILE)
    assert loaded.document is not None
    shown = redact(loaded)
    assert CANARY not in shown
    assert same_shape(text, shown)
    assert key in shown


@pytest.mark.parametrize("end", BREAKS)
@pytest.mark.parametrize("form", WITHOUT_DOCUMENT)
def test_values_are_hidden_in_a_file_that_does_not_load(form: str, end: str) -> None:
    text = form.format(key="bot_token", canary=CANARY) + end
    loaded = loads(text.encode(), FILE)
    assert loaded.document is None
    shown = redact(loaded)
    assert CANARY not in shown
    assert same_shape(text, shown)
    assert "bot_token" in shown
    assert "z:" in shown or "list:" in shown


@pytest.mark.parametrize(
    "text",
    [
        f"bot_token: @{CANARY}\n",
        f"bot_token: 'x{CANARY}\n",
        f"bot_token: *{CANARY}\n",
        f"bot_token: !{CANARY} x\n",
        f"bot_token: {CANARY}: x\n",
        f"bot_token:{CANARY}\na: 1\n",
        f"a: {{bot_token: {CANARY}, b: [}}\n",
        f'{{"a": 1, "bot_token":"{CANARY}", ]}}\n',
        f"bot_token: 0{'1' * 30}{CANARY}\nb: no\n",
        f"root:{CANARY}:19000:0:99999:7:::\ndaemon:{CANARY}:1\n",
        f"{CANARY}\n",
    ],
)
def test_the_mistake_itself_shows_no_secret(text: str) -> None:
    loaded = loads(text.encode(), FILE)
    assert loaded.document is None
    assert CANARY not in redact(loaded)
    assert CANARY not in repr(loaded)


SHAPES = [
    "https://hooks.slack.com/services/T000/B000/abcdefgh",
    "https://hooks.slack-gov.com/services/T000/B000/abcdefgh",
    "https://x.webhook.office.com/webhookb2/abc@def/IncomingWebhook/ghi",
    "https://prod-1.westeurope.logic.azure.com:443/workflows/abc?sig=def",
    "https://discord.com/api/webhooks/123/abcdef",
    "https://discordapp.com/api/v10/webhooks/123/abcdef",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "ghp_" + "a1B2" * 9,
    "ghs_" + "a1B2" * 9,
    "github_pat_" + "a1B2" * 9,
    "xoxb-" + "123456-abcdef",
    "glsa_" + "a1B2" * 9,
    "glc_" + "a1B2" * 9,
    "glpat-" + "a1B2" * 5,
    "sk-" + "a1B2" * 9,
    "123456789:AA" + "a1B2" * 8,
    "eyJ" + "hbGciOi.eyJ" + "zdWIiOi.c2ln",
    "-----BEGIN RSA PRIVATE KEY-----\\nMIIabc\\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\\nMIIabc",
    "postgres://user:pass@db/x",
    "https://:pass@host/",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_known_shapes_are_found_anywhere(shape: str) -> None:
    text = f'a: "see {shape} now"  # {shape}\nb: no\n'
    found = find_secret_shape(text)
    assert found is not None
    assert 4 < found[0] < found[1] <= len(text)
    for end in ("", "c: ]\n"):
        shown = redact(loads((text + end).encode(), FILE))
        assert ("pass" if "pass@" in shape else shape[-4:]) not in shown
        assert same_shape(text + end, shown)


@pytest.mark.parametrize(
    "text",
    [
        "error_rate > 5%",
        "https://github.com/acme/ops/blob/main/runbook.md#proc-001",
        "https://user@host/x",
        "https://user:${DB_PASSWORD}@host/x",
        "http://localhost:9090/a@b",
        "ghp_short xoxb- eyJ AKIA sk-learn",
        "p99 of the api/webhooks endpoint",
        "service:demo 12:30:AA",
    ],
)
def test_what_is_no_secret_is_no_shape(text: str) -> None:
    assert find_secret_shape(text) is None


@pytest.mark.parametrize("value", ["${SLACK_WEBHOOK}", "'${SLACK_WEBHOOK}'", '"${SLACK_WEBHOOK}"'])
@pytest.mark.parametrize("end", ["", "b: no\n"])
def test_a_reference_is_shown(value: str, end: str) -> None:
    text = f"a: {{webhook: {value}, c: 1}}\nwebhook: {value}\n{end}"
    assert redact(loads(text.encode(), FILE)) == text


@pytest.mark.parametrize(
    "rest",
    ["#hunter2", "&hunter2 x", "{hunter2}", "${A} # old: hunter2", "&hunter2", "x #hunter2"],
)
def test_what_yaml_takes_for_no_value_beside_a_secrets_key_is_hidden(rest: str) -> None:
    loaded = loads(f"service: a\nwebhook: {rest}\n".encode(), FILE)
    assert "hunter2" not in redact(loaded)
    flow = loads(b"a: {type: slack, webhook:hunter2, b: 1}\n", FILE)
    assert "hunter2" not in redact(flow)


def test_a_line_of_any_length_is_read_once() -> None:
    """It would take minutes to look to its end from each of its keys."""
    line = "# " + "password: hunter2, " * 100_000
    loaded = loads(f"service: a\n{line}\n".encode(), FILE)
    shown = redact(loaded)
    assert "hunter2" not in shown
    assert same_shape(loaded.text, shown)


@pytest.mark.parametrize("value", ["$SLACK", "x${SLACK}", "${SLACK}x", "${slack}", "${A:-b}"])
def test_what_is_not_wholly_a_reference_is_hidden(value: str) -> None:
    text = f"webhook: {value}\nb: 1\n"
    assert redact(loads(text.encode(), FILE)) == f"webhook: {'*' * len(value)}\nb: 1\n"


HIDDEN = f"a: &x\n  - b: '{CANARY}'\n    c: |\n      {CANARY}\n  - d\ne: *x\nf: 1\n"


@pytest.mark.parametrize("path", [("a",), ("a", 0), ("e",)])
def test_given_paths_are_hidden_with_all_below_them(path: Path) -> None:
    loaded = loads(HIDDEN.encode(), FILE)
    assert CANARY in redact(loaded)
    shown = redact(loaded, [path, ("missing", 0)])
    assert CANARY not in shown
    assert shown.endswith("f: 1\n")
    assert same_shape(HIDDEN, shown)


@pytest.mark.parametrize("key", ["API_TOKEN", "Db-Password", "my_client_secret", "DATABASE_DSN"])
def test_keys_of_an_environment_that_end_like_a_secret(key: str) -> None:
    text = f"env: {{{key}: {CANARY}}}\n"
    assert CANARY not in redact(loads(text.encode(), FILE))


def test_a_clean_file_is_shown_as_it_is() -> None:
    text = "service: demo\nmax_tokens: 5\nmessage: 'the token: expired'\n# about keys\n"
    assert redact(loads(text.encode(), FILE)) == text
