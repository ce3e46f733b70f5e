"""No report shows what may be a secret, in whatever key, form or file it was put by mistake."""

from __future__ import annotations

import pytest

from opsgen.api import Compilation, compile_text
from opsgen.diagnostics.render import render

CANARY = "hunter2Canary"
FORMATS = ("text", "json", "github")

CHANNEL = """\
service: shop
alerting:
  channels:
    - name: team
      type: slack
      severity: [critical]
      {pair}
"""
MISSPELT = [
    "webhok",
    "weebhook_url",
    "auth_pasword",
    "smtp_pasword",
    "pasword",
    "apiurl",
    "pwd",
    "pass",
    "auth",
    "key",
    "hook",
    "web_hook",
    "x_hook",
    "Bearer",
    "unheard_of",
]
FORMS = [
    "{key}: {canary}",
    "{key}: #{canary}",
    "{key}: &{canary} x",
    "{key}: >{canary}",
    "{key}: @{canary}",
    '{key}: "{canary}',
    "{key}: a: {canary}",
    "{key}: *{canary}",
    "{key}: {{x}}{canary}",
    "{key}: {{{canary}: x}}",
    "{key}: [{canary}",
    "{key}: {canary}\t x",
    "{key}:\n        {canary}",
    "{key}: |\n        {canary}\n       z: ]",
    "{key}:{canary}",
    "{key} = {canary}",
    '{key}="{canary}"\n      z: ]',
    "{key} {canary}",
    "{key}: {canary}\n      {key}: {canary}",
    "other: {{a: 1, {key}: {canary}, b: ]",
]
FILES = {
    "shadow": f"root:$6${CANARY}/:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n",
    "shadow that does not load": f"root:$6${CANARY}/:1:::\na: b\nbob:$6${CANARY}:1:0:::\nz: ]\n",
    "registry login": f'{{"auths": {{"h": {{"auth": "{CANARY}"}}}},}}\n',
    "cluster secret": f"kind: Secret\ndata:\n  some-name: {CANARY}\n  more: ]\n",
}
ELSEWHERE = {
    "an option of no target": f"targets: {{prometheus: {{fom: {CANARY}}}}}\n",
    "an option of an unknown target": f"targets: {{promteus: {{form: {CANARY}}}}}\n",
    "a field of another type": CHANNEL.format(pair=f"webhook: ${{A}}\n      sound: {CANARY}"),
    "beside an unknown type": CHANNEL.format(pair=f"pasword: {CANARY}").replace("slack", "slak"),
    "a command": f"pipeline: {{steps: {{a: {{run: 'PASSWORD={CANARY} x', timeout: x}}}}}}\n",
    "a header": f"pipeline: {{steps: {{a: {{run: 'x \"Bearer {CANARY}\"', timeout: x}}}}}}\n",
    "an environment": f"pipeline: {{steps: {{a: {{run: 5, env: {{FOO: {CANARY}}}}}}}}}\n",
    "an address": f'links: {{repository: "http:/h/x?access_token={CANARY}"}}\n',
    "a key given twice": f'x-a: {{"{CANARY}!": 1, "{CANARY}!": 2}}\n',
}


def reports(text: str) -> str:
    """All three formats of what a build would report, at least one finding."""
    compiled: Compilation = compile_text(text)
    verdict = compiled.verdict()
    assert verdict.shown
    return "\n".join(render(format, [verdict], compiled.texts) for format in FORMATS)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", MISSPELT)
def test_the_value_of_a_misspelt_secrets_key_is_in_no_report(key: str, form: str) -> None:
    pair = form.format(key=key, canary=CANARY)
    assert CANARY not in reports(CHANNEL.format(pair=pair))


@pytest.mark.parametrize("key", [key for key in MISSPELT if key != "unheard_of"])
def test_a_secrets_key_that_lost_its_colon_shows_no_value(key: str) -> None:
    assert CANARY not in reports(CHANNEL.format(pair=f"? {key}\n        {CANARY}"))


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_file_that_is_none_of_ours_is_in_no_report(text: str) -> None:
    assert CANARY not in reports(text)


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_stands_beside_a_mistake_is_in_no_report(text: str) -> None:
    assert CANARY not in reports(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("labels: {team: a, x: [b]}\n", "labels: {team: a, x: [b]}"),
        ("constants: {budget: 200 USD: x}\n", "constants: {budget: 200 USD: x}"),
        ("pipeline:\n  steps:\n    a: make: all\n", "a: make: all"),
        ("alerting:\n  alerts:\n    - message: Error: rate\n", "message: Error: rate"),
        ("targets:\n  prometheus: {form: >operator}\n", "form: >operator"),
        ("monitoring\n  metrics: []\n", "monitoring"),
        ("x-a: {b: c}\nz: ]\nservice: a\n", "z: *"),
    ],
)
def test_the_line_of_a_mistake_is_shown_where_it_holds_no_secret(text: str, shown: str) -> None:
    assert shown in reports(text)
