"""Messages (LANGUAGE 2.2; rows 57 to 59): what is understood, and what stays as typed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.plan.alerts import LabelPart, MessagePart, TextPart, ThresholdPart, ValuePart
from tests.resolve.files import alert, codes, file, finding, underlined

METRICS = (
    "name: error_rate, type: counter, by: [model]",
    "name: wait, type: gauge, unit: ms, by: [model, route]",
    "name: queue, type: gauge",
    "name: depth, type: gauge, by: [model]",
)


GONE = 'no series queue{job="shop"} is there'


def asked(message: str, condition: str = "error_rate > 5%", more: str = "") -> str:
    quoted = message.replace("\\", "\\\\").replace('"', '\\"')
    return file(
        metrics=METRICS, alerts=[f'name: a, condition: "{condition}", message: "{quoted}"{more}']
    )


def parts(text: str) -> tuple[MessagePart, ...]:
    assert codes(text) == []
    return alert(text, "a").message


@pytest.mark.parametrize(
    "message",
    [
        "plain",
        "{{ $labels.x }}",
        "{{",
        "}}",
        "{{/* x */}}",
        "{{feature}}",
        "{feature",
        "feature}",
        "{}",
        "{a.b}",
        "{value:>10}",
        "{ model }",
        "{1}",
        "100 % of $5, `x` \\ 'y' \"z\"",
        "<b>bold</b> & <script>",
        "caf\u00e9 \U0001f525",
    ],
)
def test_anything_else_reaches_the_reader_as_typed(message: str) -> None:
    assert parts(asked(message)) == (TextPart(message),)


def test_a_label_of_the_result_is_filled_in() -> None:
    assert parts(asked("{model} fails")) == (LabelPart("model"), TextPart(" fails"))


def test_braces_around_a_placeholder_stay() -> None:
    assert parts(asked("{{{model}}}")) == (TextPart("{{"), LabelPart("model"), TextPart("}}"))


@pytest.mark.parametrize(
    ("word", "text"),
    [("service", "demo"), ("severity", "high"), ("alertname", "a"), ("signal", "error_rate")],
)
def test_a_label_that_is_known_now_is_written_now(word: str, text: str) -> None:
    assert parts(asked(f"{{{word}}}", more=", severity: high")) == (TextPart(text),)


def test_the_value_is_the_left_side_in_its_own_unit_and_the_threshold_the_right_one() -> None:
    value, _, limit = parts(asked("{value} {threshold}", "wait > 2s"))
    assert isinstance(value, ValuePart)
    assert isinstance(limit, ThresholdPart)
    assert value.unit.name == limit.unit.name == "ms"
    assert limit.value == 2000


def test_of_a_mirrored_comparison_they_are_those_of_the_measured_side() -> None:
    _, _, limit = parts(asked("{value} {threshold}", "2s < wait"))
    assert isinstance(limit, ThresholdPart)
    assert limit.value == 2000


def test_of_and_they_are_those_of_the_first_comparison() -> None:
    value, _, limit = parts(asked("{value} {threshold}", "error_rate > 5% and wait > 2s"))
    assert isinstance(value, ValuePart)
    assert isinstance(limit, ThresholdPart)
    assert (value.unit.name, limit.value) == ("ratio", Fraction(1, 20))


@pytest.mark.parametrize(
    ("message", "condition", "why"),
    [
        ("{threshold}", "queue > depth", "no constant"),
        ("{value}", "absent(queue)", "compares nothing"),
        ("{threshold}", "absent(queue)", "compares nothing"),
        ("{value}", "error_rate > 5% or wait > 2s", "different kinds"),
        ("{threshold}", "error_rate > 5% or wait > 2s", "different kinds"),
        ("{value}", "(error_rate > 5% or wait > 2s) and queue > 5", "different kinds"),
        ("{value}", "absent(queue) or error_rate > 5%", "different kinds"),
        ("{threshold}", "queue > 5 or queue < 1", "different thresholds"),
    ],
)
def test_a_figure_without_one_meaning_is_an_error(message: str, condition: str, why: str) -> None:
    text = asked(message, condition)
    assert codes(text) == ["OPS219"]
    assert why in finding(text, "OPS219").message
    assert underlined(text, "OPS219") == message


@pytest.mark.parametrize("condition", ["queue > 5 or depth > 9", "queue > 5 or queue < 1"])
def test_or_over_one_unit_has_a_value(condition: str) -> None:
    assert isinstance(parts(asked("{value}", condition))[0], ValuePart)


@pytest.mark.parametrize(
    ("condition", "more", "kept", "note"),
    [
        ("queue > 5", "", "no label at all", None),
        ("wait > 2s and error_rate > 5%", "", "`model`", "`wait` keeps `route`"),
        ("wait > 2s", ", by: [model]", "`model`", None),
    ],
)
def test_a_label_that_the_result_lost_is_an_error_that_says_where(
    condition: str, more: str, kept: str, note: str | None
) -> None:
    text = asked("at {route}", condition, more)
    assert codes(text) == ["OPS218"]
    told = finding(text, "OPS218")
    assert underlined(text, "OPS218") == "{route}"
    assert kept in told.message
    if note is not None:
        assert note in told.notes[0]
        assert "`error_rate` does not" in told.notes[0]


def test_a_label_that_nothing_can_keep_is_only_to_be_removed() -> None:
    drift = """
    drift_detection:
      tests: [{name: length_drift, type: ks, threshold: 0.05}]
    """
    alerts = ['name: a, condition: "drift_p_value < 0.05", message: "{model}"']
    text = file(alerts=alerts, top=drift)
    assert codes(text) == ["OPS218"]
    assert "by:" not in str(finding(text, "OPS218").help)


def test_a_label_called_value_is_the_label() -> None:
    text = asked("{value}", "queue > 5", ", by: [value]")
    assert parts(text) == (LabelPart("value"),)


@pytest.mark.parametrize("key", ["message", "annotations"])
def test_a_message_is_read_alike_wherever_it_stands(key: str) -> None:
    metric = 'name: it, type: gauge, by: [model], alert_threshold: ">5", message: "{nope}"'
    in_metric = file(metrics=[metric])
    assert codes(in_metric) == ["OPS218"]
    noted = file(
        metrics=METRICS,
        alerts=['name: a, condition: "depth > 5", annotations: {team_hint: "see {model} {nope}"}'],
    )
    assert codes(noted) == ["OPS218"]
    assert underlined(noted, "OPS218") == "{nope}"


def test_one_slip_in_the_message_of_several_severities_is_told_once() -> None:
    metric = 'name: it, type: gauge, alert_threshold: {low: ">5", high: ">9"}, message: "{no}"'
    text = file(metrics=[metric])
    assert codes(text) == ["OPS218"]


@pytest.mark.parametrize(
    ("threshold", "words"),
    [
        (">2 * sla", "wait is above 2 * sla (4s)"),
        ("> sla", "wait is above sla (2s)"),
        (">2000ms", "wait is above 2000ms"),
        ("> other", "wait is above other"),
    ],
)
def test_a_limit_with_a_name_is_told_with_its_figure(threshold: str, words: str) -> None:
    metrics = [
        f'name: wait, type: gauge, unit: ms, severity: low, alert_threshold: "{threshold}"',
        "name: other, type: gauge, unit: ms",
    ]
    text = file(metrics=metrics, top="constants: {sla: 2 s}")
    assert alert(text, "wait_low").message == (TextPart(words),)


def test_without_a_message_the_condition_is_said_in_words() -> None:
    text = file(
        metrics=['name: it, type: gauge, alert_threshold: ">= 5"'],
        alerts=['name: a, condition: "it  >  9"'],
    )
    assert alert(text, "it_medium").message == (TextPart("it is at or above 5"),)
    assert alert(text, "a").message == (TextPart("it > 9"),)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("queue > 5", ["queue is now ", "; the alert fires above ", "."]),
        ("queue < 5", ["queue is now ", "; the alert fires below ", "."]),
        ("queue > depth", ["queue is now ", "; the alert fires above depth."]),
        (
            "queue < 2 or queue > 5",
            ["queue is now ", "; the alert fires below ", " or above ", "."],
        ),
        (
            "error_rate > 5% or wait > 2s",
            ["The alert fires when error_rate is above ", " or wait is above ", "."],
        ),
        (
            "absent(queue) or error_rate > 5%",
            [f"The alert fires when {GONE} or error_rate is above ", "."],
        ),
        (
            "queue > 5 or max(queue, 1h) > 9",
            ["The alert fires when queue is above ", " or max(queue, 1h) is above ", "."],
        ),
        ("absent(queue)", [f"The alert fires when {GONE}."]),
        (
            "error_rate > 5% and wait > 2s",
            ["error_rate is now ", "; the alert fires when error_rate is above ",
             " and wait is above ", "."],
        ),
        (
            "(error_rate > 5% or wait > 2s) and absent(queue)",
            ["The alert fires when (error_rate is above ", " or wait is above ",
             f") and {GONE}."],
        ),
        (
            "queue > 5 or error_rate > 5% and wait > 2s",
            ["The alert fires when queue is above ", " or (error_rate is above ",
             " and wait is above ", ")."],
        ),
    ],
)  # fmt: skip
def test_the_description_names_all_that_must_hold(condition: str, words: list[str]) -> None:
    said = alert(asked("x", condition), "a").description
    assert [part.text for part in said if isinstance(part, TextPart)] == words


def test_what_a_metric_means_stands_before() -> None:
    text = file(
        metrics=['name: it, type: gauge, description: "How full it is.", alert_threshold: ">5"']
    )
    first = alert(text, "it_medium").description[0]
    assert first == TextPart("How full it is.\nit is now ")
