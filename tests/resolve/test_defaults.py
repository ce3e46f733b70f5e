"""Every default of LANGUAGE 2.1 to 2.5 is in `plan.defaults` with a reason (rule 2)."""

from __future__ import annotations

import re

import pytest

from tests.resolve.files import file, plan

HISTOGRAM = ('name: wait_p95, type: histogram, alert_threshold: ">2s"',)
RATE = ('name: error_rate, type: counter, severity: high, alert_threshold: ">5%"',)
GAUGE = ('name: queue, type: gauge, alert_threshold: ">5"',)
MAIL = """
- {name: mail, type: email, recipients: [a@example.com], severity: [low], frequency: daily}
"""
PIPELINE = """
    pipeline:
      stages:
        - {name: test, steps: [unit_tests]}
        - {name: ship, steps: [deploy_canary_10_percent]}
      rollback: {trigger: "error_rate > 5%"}
    """
DRIFT = """
    drift_detection:
      tests: [{name: length_drift, type: ks, threshold: 0.05}]
      actions: {on_drift_detected: [{alert: slack}]}
    """


def everything() -> str:
    text = file(
        defaults="",
        metrics=[*HISTOGRAM, *RATE, *GAUGE],
        alerts=[
            'name: odd, condition: "zscore(queue, 1h) > 0.5"',
            'name: cost, condition: "daily_cost > 5"',
            'name: drifted, condition: "drift_p_value < 0.05"',
        ],
        top=PIPELINE.replace("\n    ", "\n") + DRIFT.replace("\n    ", "\n"),
    )
    text = text.replace("  alerts:\n", f"    {MAIL.strip()}\n  alerts:\n")
    text = re.sub(r'routing_key: "\$\{PAGER\}",\s*', "", text)
    text = text.replace("monitoring:\n", "monitoring:\n  logging: {}\n  tracing: {}\n")
    return re.sub(r"(?m)^links:.*\n", "", text)


EXPECTED = [
    # 2 and 2.1
    ("links", "runbook", "ops/runbook.md"),
    ("service", "scrape interval", "1m"),
    ("service", "evaluation interval", "1m"),
    ("service", "rate window", "5m"),
    ("wait_p95", "quantile", "0.95"),
    ("wait_p95", "unit", "s"),
    ("wait_p95", "series", "wait_seconds"),
    ("wait_p95", "severity", "medium"),
    ("wait_p95_medium", "for", "10m"),
    ("wait_p95_medium", "message", "wait_p95 is above 2s"),
    ("error_rate", "series", "errors_total / requests_total"),
    ("error_rate_high", "min_bad of `error_rate`", "2"),
    ("queue", "series", "queue"),
    ("queue_medium", "aggregate of queue", "max"),
    # 2.2
    ("odd", "lag of `zscore(queue, 1h)`", "15m"),
    ("odd", "severity", "medium"),
    ("daily_cost", "series", "max(daily_cost)"),
    # 2.3
    (
        "high",
        "timing",
        "response 15m, for 5m, group_wait 30s, group_interval 5m, repeat_interval 4h",
    ),
    ("pager", "routing_key", "/run/secrets/PAGER_ROUTING_KEY"),
    ("chat", "send_resolved", "true"),
    ("mail", "digest_at", "09:00"),
    ("mail", "every", "24h"),
    ("mail", "digest", "recorded"),
    ("smtp", "smarthost", "localhost:25"),
    ("smtp", "from", "alerts@demo.invalid"),
    ("alerting", "root receiver", "medium"),
    ("alerting", "secrets_dir", "/run/secrets"),
    # 2.4
    ("unit_tests", "command", "./ops/steps/unit_tests"),
    ("deploy_canary_10_percent", "command", "./ops/steps/deploy_canary"),
    ("ship", "needs", "test"),
    ("ship", "strategy", "canary"),
    ("ship", "runs_on", "ubuntu-latest"),
    ("rollback", "command", "./ops/steps/rollback"),
    ("rollback", "automatic", "false"),
    # 2.5
    ("length_drift", "feature", "length"),
    ("drift", "size_days", "7"),
    ("drift", "slide", "1d"),
    ("drift", "alert", "chat"),
    ("engines", "prometheus", "2.42"),
    ("engines", "alertmanager", "0.25"),
    ("engines", "grafana", "10.4"),
    ("logging", "level", "INFO"),
    ("logging", "include_prompt", "false"),
    ("tracing", "enabled", "true"),
]


@pytest.mark.parametrize(("subject", "what", "value"), EXPECTED)
def test_a_default_of_the_language_is_recorded(subject: str, what: str, value: str) -> None:
    found = {(each.subject, each.what): each.value for each in plan(everything()).defaults}
    assert found[subject, what] == value


def test_every_one_has_a_reason_that_people_read_and_a_place() -> None:
    for each in plan(everything()).defaults:
        because = each.origin.because
        assert because is not None
        assert len(because.split()) > 2, each
        assert not because.endswith("."), each
        assert each.origin.span is not None, each


def test_no_time_is_recorded_in_bare_seconds_when_it_is_whole_minutes() -> None:
    for each in plan(everything()).defaults:
        assert not re.search(r"\b(?:60|1\d0|[2-9]\d0|\d{4,})s\b", each.value), each


def test_the_timing_of_a_severity_that_no_alert_has_is_not_listed() -> None:
    subjects = {each.subject for each in plan(file()).defaults if each.what == "timing"}
    assert subjects == {"critical", "high"}


def test_what_the_user_says_is_no_default() -> None:
    said = {(each.subject, each.what) for each in plan(file()).defaults}
    assert ("pager", "routing_key") not in said
    assert ("smtp", "smarthost") not in said
    assert ("links", "runbook") not in said
