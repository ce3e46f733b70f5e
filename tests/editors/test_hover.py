"""What the popup over a key says."""

from __future__ import annotations

import pytest

from tests.editors.editor import Editor
from tests.editors.places import CHANNEL, METRIC


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        ("monit|oring: {}\n", ["What is measured, and what logs and traces may say."]),
        (METRIC.replace("name", "na|me"), ["Logical name, used in conditions and alert names."]),
        (METRIC.replace("type", "ty|pe"), ["How the service exports it.", "* `counter`: A number"]),
        (METRIC.replace("gauge", "gau|ge"), ["* `gauge`: A number that goes up and down"]),
        (
            METRIC + "      alert_thr|eshold: '>5'\n",
            ['`">500ms"`', "Quote it: a bare `>` starts a block of text."],
        ),
        (METRIC + "      alert_threshold: {cri|tical: '>5'}\n", ["System down, data breach"]),
        (METRIC + "      min_|bad: 2\n", ["Default: `0`; `2` for a `>` of severity critical"]),
        (METRIC + "      qua|ntile: 0.9\n", ["Quantile of a histogram", "0.99"]),
        ("monitoring: {defaults: {scrape_|interval: 15s}}\n", ["Default: `1m`."]),
        ("monitoring: {defaults: {win|dow: 5m}}\n", ["Default: `5m`, or four scrapes"]),
        ("alerting: {secrets_|dir: /run/x}\n", ["Default: `/run/secrets`."]),
        ("alerting: {severities: {cri|tical: {for: 1m}}}\n", ["System down, data breach"]),
        (CHANNEL.format("email") + "      digest_|at: '09:00'\n", ['Default: `"09:00"`.']),
        (CHANNEL.format("slack") + "      web|hook: ${X}\n", ["`${SLACK_WEBHOOK}`"]),
        (CHANNEL.format("slack") + "      cha|nnel: '#x'\n", ['`"#oncall"`']),
        (CHANNEL.format("jira") + "      api_|url: https://h/x\n", ["Address of the Jira API."]),
        ("pipeline: {steps: {a: {ru|n: make}}}\n", ["The command."]),
        ("targets: {prometheus: {ver|sion: '3.5'}}\n", ["The engine's version, quoted"]),
    ],
)
def test_a_key_says_what_it_is_and_what_holds_without_it(
    editor: Editor, marked: str, parts: list[str]
) -> None:
    popup = editor.hover(marked)
    for part in parts:
        assert part in popup
    assert "\\`" not in popup  # a plain description would show its signs escaped


def test_anchors_of_ones_own_say_so(editor: Editor) -> None:
    assert "Free, for YAML anchors." in editor.hover("x-ba|se: {a: 1}\n")


def test_no_popup_speaks_of_null_or_of_regular_expressions(editor: Editor) -> None:
    for marked in (METRIC + "      fo|r: 5m\n", METRIC + "      by|: [a]\n"):
        popup = editor.hover(marked)
        assert popup
        assert "null" not in popup
        assert "^" not in popup
