"""Where the red line is, and what it says: one useful message for one mistake."""

from __future__ import annotations

import pytest

from opsgen.spec import CHANNEL_TYPES
from tests.editors.editor import Editor
from tests.editors.places import ALERT, CHANNEL, METRIC
from tests.spec.reading import read

SLACK = CHANNEL.format("slack")
TYPES = ", ".join(f'"{name}"' for name in CHANNEL_TYPES)


@pytest.mark.parametrize(
    ("text", "at", "marked", "message"),
    [
        ("severty: 1\n", "1:1", "severty", "Property severty is not allowed."),
        (METRIC + "      severty: high\n", "5:7", "severty", "Property severty is not allowed."),
        (SLACK + "      channl: x\n", "5:7", "channl", "Property channl is not allowed."),
        (SLACK + "      routing_key: ${X}\n", "5:7", "routing_key", "is not allowed."),
        (
            METRIC + "      alert_threshold: {hgh: '>5'}\n",
            "5:25",
            "hgh",
            "Property hgh is not allowed.",
        ),
        (
            "pipeline: {steps: {a: {run: x, tiemout: 5m}}}\n",
            "1:32",
            "tiemout",
            "Property tiemout is not allowed.",
        ),
        ("labels: {a-b: x}\n", "1:10", "a-b", "Labels are letters, digits and _"),
        (METRIC + "      where: {a-b: x}\n", "5:15", "a-b", "Labels are letters, digits and _"),
        ("constants: {2x: 5}\n", "1:13", "2x", "Names in conditions are letters"),
        (METRIC + "      min_traffic: '5'\n", "5:20", "'5'", 'Expected "integer".'),
        (METRIC + "      alert_threshold: 5\n", "5:24", "5", "Expected one of string, object."),
        (METRIC + "      alert_threshold: [1]\n", "5:24", "[1]", "one of string, object."),
        (METRIC + "      alert_threshold: {high: 5}\n", "5:31", "5", 'Expected "string".'),
        (METRIC + "      where: {a: 5}\n", "5:18", "5", "Expected one of string, array."),
        (METRIC + "      unit: 5\n", "5:13", "5", "Value is above the maximum of 1."),
        ("pipeline: {steps: {a: 5}}\n", "1:23", "5", "Expected one of string, object."),
        ("constants: {a: [1]}\n", "1:16", "[1]", "Expected one of string, number."),
        (ALERT + "      message: {feature}\n", "5:16", "{feature}", 'Expected "string".'),
        ("monitoring: []\n", "1:13", "[]", 'Expected "Monitoring".'),
        ("labels: 5\n", "1:9", "5", "Incorrect type."),
        ("monitoring:\n  metrics:\n    - name: a\n", "3:7", "n", 'Missing property "type".'),
        (CHANNEL.format("email"), "3:7", "n", 'Missing property "recipients".'),
        (CHANNEL.format("telegram"), "3:7", "n", 'Missing property "chat_id".'),
        (CHANNEL.format("sns"), "3:7", "n", 'Missing property "'),
        ("alerting:\n  channels:\n    - name: a\n", "3:7", "n", 'Missing property "type".'),
        ("pipeline: {steps: {a: {timeout: 5m}}}\n", "1:20", "a", 'Missing property "run".'),
        (
            METRIC.replace("gauge", "histgram"),
            "4:13",
            "histgram",
            'Valid values: "histogram", "counter", "gauge".',
        ),
        (METRIC + "      severity: warning\n", "5:17", "warning", '"medium", "low".'),
        (CHANNEL.format("slak"), "4:13", "slak", f"Valid values: {TYPES}."),
        (SLACK + "      frequency: weekly\n", "5:18", "weekly", 'Valid values: "daily".'),
        ("version: 2\n", "1:10", "2", "Valid values: 1."),
        (METRIC + "      for: 5 m\n", "5:12", "5 m", "A duration is whole numbers with units"),
        (METRIC + "      quantile: 1.5\n", "5:17", "1.5", "exclusive maximum of 1."),
        ("service: Demo\n", "1:10", "Demo", "Service names are lower case"),
        (
            SLACK + "      webhook: https://h/x\n",
            "5:16",
            "https://h/x",
            "Secrets are written by reference, in capitals: ${NAME}",
        ),
        ("links: {prometheus: 'ftp://h'}\n", "1:21", "'ftp://h'", "http or https address"),
        (SLACK + "      digest_at: '24:00'\n", "5:18", "'24:00'", 'Write a time of day: "09:00"'),
        ("accept: [{code: W204, reason: x}]\n", "1:17", "W204", "diagnostic code"),
    ],
)
def test_one_mistake_is_one_red_line_at_its_place(
    editor: Editor, text: str, at: str, marked: str, message: str
) -> None:
    ((finding,),) = editor.findings(text)
    assert (finding.at, finding.marked) == (at, marked)
    assert message in finding.message
    assert "pattern of" not in finding.message
    assert read(text).diagnostics, "opsgen takes what the editor refuses"


@pytest.mark.parametrize(
    ("text", "at", "marked"),
    [
        (METRIC.replace("name", "nme"), "3:7", "nme"),
        ("pipeline: {steps: {a: {rn: x}}}\n", "1:24", "rn"),
    ],
)
def test_a_misspelt_required_key_is_missing_and_not_allowed(
    editor: Editor, text: str, at: str, marked: str
) -> None:
    """A schema cannot know that both are one mistake; opsgen says it once."""
    (findings,) = editor.findings(text)
    assert sorted(finding.message.split()[0] for finding in findings) == ["Missing", "Property"]
    assert (at, marked) in [(finding.at, finding.marked) for finding in findings]
    assert len(read(text).diagnostics) == 1


def test_each_of_several_mistakes_is_told(editor: Editor) -> None:
    text = METRIC.replace("gauge", "guage") + "      for: 5 m\n" + "severty: 1\n"
    (findings,) = editor.findings(text)
    assert sorted(finding.marked for finding in findings) == ["5 m", "guage", "severty"]
