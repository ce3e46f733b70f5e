"""Broken items are cut out; the rest is judged as if they had never been there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.spec.reading import found, read

STEP = Path(__file__).parents[2] / "examples" / "step" / "operations.yaml"

MIXED = """\
service: Demo
monitoring:
  metrics:
    - name: first
      type: histgram
      quantile: 5
    - name: second
      type: gauge
      severty: high
    - name: third
      type: gauge
      where: {a: b}
    - name: Third
      type: gauge
  logging: {level: LOUD}
alerting:
  alerts:
    - name: one
      condition: third > 5
      for: 1.5m
    - {name: two, condition: third > 6}
  smtp: {auth_password: "${MAIL_PASSWORD}", smarthost: 5}
"""


def test_all_mistakes_of_a_file_in_one_run_sorted_by_line() -> None:
    assert found(MIXED) == [
        "1:10 OPS104",
        "5:13 OPS103",
        "6:17 OPS107",
        "9:7 OPS100",
        "13:13 OPS105",
        "15:20 OPS103",
        "20:12 OPS106",
        "22:56 OPS101",
    ]


def test_what_is_left_still_points_at_its_own_lines() -> None:
    spec = read(MIXED).spec
    assert spec.service is None
    assert spec.monitoring is not None
    assert spec.alerting is not None
    (third,) = spec.monitoring.metrics
    assert (third.name, third.path) == ("third", ("monitoring", "metrics", 2))
    (two,) = spec.alerting.alerts
    assert (two.name, two.path) == ("two", ("alerting", "alerts", 1))
    assert spec.alerting.smtp is not None
    assert spec.alerting.smtp.smarthost is None


def test_removed_items_are_known_but_broken() -> None:
    validated = read(MIXED)
    assert ("monitoring", "metrics", 0) in validated.broken
    assert ("service",) in validated.broken
    assert validated.broken_names["metrics"] == {"first", "second", "Third"}
    assert validated.is_broken("alerts", "one")
    assert not validated.is_broken("alerts", "two")


def test_a_removed_section_may_have_held_any_name() -> None:
    validated = read("monitoring: [a]\n")
    assert validated.is_broken("metrics", "anything")
    assert not validated.is_broken("alerts", "anything")


def test_a_misspelt_name_key_still_gives_the_name() -> None:
    validated = read("monitoring:\n  metrics:\n    - {nme: a, type: gauge}\n")
    assert validated.is_broken("metrics", "a")


def test_a_mistake_told_at_an_anchor_is_told_once() -> None:
    text = (
        "x-base: &base {severity: hihg}\nalerting:\n  alerts:\n"
        "    - {<<: *base, name: a, condition: x}\n    - {<<: *base, name: b, condition: z}\n"
    )
    assert found(text) == ["1:26 OPS103"]


def test_nothing_is_told_inside_of_what_is_wrong_itself() -> None:
    assert found("monitring:\n  metrics: [5, {name: }]\n") == ["1:1 OPS100"]


def test_ten_thousand_broken_items_are_all_told() -> None:
    alerts = "".join(f"    - {{name: a{i}, condition: x, fr: 5m}}\n" for i in range(10_000))
    assert len(found("alerting:\n  alerts:\n" + alerts)) == 10_000


def test_the_step_file_is_valid_as_it_stands() -> None:
    spec = read(STEP.read_text(encoding="utf-8")).spec
    assert found(STEP.read_text(encoding="utf-8")) == []
    assert spec.monitoring is not None
    assert spec.monitoring.logging is not None
    assert spec.monitoring.logging.sample_rate == Decimal("0.1")
    assert spec.alerting is not None
    assert [channel.name for channel in spec.alerting.channels] == [
        "pagerduty",
        "slack-alerts",
        "email-digest",
    ]
    assert spec.drift_detection is not None
    assert spec.drift_detection.reference_window is not None
    assert spec.drift_detection.reference_window.file == "data/reference_embeddings.npy"
    assert spec.drift_detection.reference_window.path == ("drift_detection", "reference_window")
