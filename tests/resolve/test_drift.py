"""Drift (LANGUAGE 2.5): its names, its windows, its actions, and who hears of it."""

from __future__ import annotations

import pytest

from tests.resolve.files import (
    alert,
    codes,
    default,
    file,
    finding,
    names,
    plan,
    promql,
    underlined,
)

ALERT = 'name: drifted, condition: "drift_p_value < 0.05"'


def with_drift(
    body: str = "", tests: str = "{name: length_drift, type: ks, threshold: 0.05}",
    alerts: tuple[str, ...] = (ALERT,), **more: str,
) -> str:  # fmt: skip
    top = f"drift_detection:\n  tests: [{tests}]\n{body}"
    return file(alerts=alerts, top=top, **more)


@pytest.mark.parametrize(
    ("window", "size", "slide", "memory"),
    [
        ("", 7, 1, "26h"),
        ("  test_window: {type: sliding, size_days: 7, slide_days: 1}\n", 7, 1, "26h"),
        ("  test_window: {size_days: 14, slide_days: 7}\n", 14, 7, "170h"),
        ("  test_window: {type: tumbling, size_days: 3}\n", 3, 3, "74h"),
        ("  test_window: {type: tumbling}\n", 7, 7, "170h"),
        ("  test_window: {slide_days: 10}\n", 10, 10, "242h"),
    ],
)
def test_a_p_value_is_read_as_long_as_the_next_may_take(
    window: str, size: int, slide: int, memory: str
) -> None:
    text = with_drift(window)
    drift = plan(text).drift
    assert drift is not None
    assert (drift.window, drift.slide) == (size * 86400, slide * 86400)
    assert promql(text, "drifted") == (
        f'min by (feature, test) (last_over_time(drift_p_value{{service="demo"}}[{memory}])) < 0.05'
    )


@pytest.mark.parametrize(
    ("slide", "seconds"),
    [("", 86400 + 3600), ("  test_window: {slide_days: 7}\n", 7 * 86400 + 3600)],
)
def test_a_job_that_did_not_run_is_heard_before_the_last_p_value_is_forgotten(
    slide: str, seconds: int
) -> None:
    text = with_drift(slide)
    found = alert(text, "drift_job_missing")
    assert f"> {seconds}" in promql(text, "drift_job_missing")
    assert "absent_over_time" in promql(text, "drift_job_missing")
    # The value is read for two hours after the slide; this fires an hour after it.
    assert 3600 + found.hold + 60 < 2 * 3600
    assert found.signal is None


def test_a_slow_severity_does_not_make_it_late() -> None:
    text = with_drift(alerting="severities: {medium: {for: 3h}}\n")
    assert alert(text, "drift_job_missing").hold == 1800


def test_without_tests_there_is_no_drift_job() -> None:
    assert "drift_job_missing" not in names(file())


@pytest.mark.parametrize(
    ("test", "feature"),
    [
        ("{name: query_embedding_drift, type: mmd, threshold: 0.05}", "query_embedding"),
        ("{name: lengths, type: ks, threshold: 0.05}", "lengths"),
        ("{name: x_drift, type: ks, threshold: 0.05, feature: words}", "words"),
    ],
)
def test_the_feature_is_the_tests_name_without_drift(test: str, feature: str) -> None:
    drift = plan(with_drift(tests=test)).drift
    assert drift is not None
    assert drift.tests[0].feature == feature


def test_what_the_section_says_of_all_tests_a_test_may_say_otherwise() -> None:
    tests = (
        "{name: one, type: ks, threshold: 0.05}, "
        "{name: two, type: ks, threshold: 0.05, correction: none, min_samples: 9}"
    )
    drift = plan(with_drift("  correction: holm\n  min_samples: 100\n", tests)).drift
    assert drift is not None
    assert [(each.correction, each.min_samples) for each in drift.tests] == [
        ("holm", 100),
        ("none", 9),
    ]


@pytest.mark.parametrize("name", ["drift_p_value", "drift_p_value_raw", "drift_statistic"])
def test_its_kin_are_names_too(name: str) -> None:
    text = with_drift(alerts=(f'name: a, condition: "{name} > 0.5"',))
    assert alert(text, "a").by == ("feature", "test")


@pytest.mark.parametrize(
    ("threshold", "condition", "warned"),
    [
        ("0.05", "drift_p_value < 0.05", False),
        ("0.05", "drift_p_value < 5%", False),
        ("0.01", "drift_p_value < 0.05", True),
        ("0.05", "0.01 > drift_p_value", True),
        ("0.05", "drift_statistic > 0.1", False),
    ],
)
def test_a_test_and_an_alert_draw_the_line_at_one_place(
    threshold: str, condition: str, warned: bool
) -> None:
    tests = f"{{name: a_drift, type: ks, threshold: {threshold}}}"
    text = with_drift(tests=tests, alerts=(f'name: a, condition: "{condition}"',))
    assert codes(text) == (["OPS254"] if warned else [])


CHANNELS = """\
  actions:
    on_drift_detected:
      - alert: {wanted}
      - log: events
      - investigate: manual
"""


@pytest.mark.parametrize(
    ("wanted", "channel"), [("chat", "chat"), ("slack", "chat"), ("pager", "pager")]
)
def test_an_action_names_a_channel_or_the_only_one_of_its_type(wanted: str, channel: str) -> None:
    text = with_drift(
        CHANNELS.format(wanted=wanted),
        alerts=('name: a, condition: "drift_p_value < 0.05"',
                'name: b, condition: "drift_p_value < 0.05", severity: high'),
    )  # fmt: skip
    drift = plan(text).drift
    assert drift is not None
    assert drift.channels == (channel,)
    assert ("log", "events") in drift.actions
    assert codes(text) == []
    if wanted == "slack":
        assert default(text, "drift", "alert") == "chat"


@pytest.mark.parametrize(
    ("wanted", "extra", "code"),
    [
        ("email", "", "OPS230"),
        ("caht", "", "OPS230"),
        ("slack", '    - {name: other, type: slack, webhook: "${Z}", severity: [low]}\n', "OPS213"),
    ],
)
def test_otherwise_it_is_an_error(wanted: str, extra: str, code: str) -> None:
    text = with_drift(CHANNELS.format(wanted=wanted))
    text = text.replace("  alerts:\n", extra + "  alerts:\n")
    assert codes(text) == [code]
    assert underlined(text, code) == wanted


def test_drift_that_no_alert_looks_at_is_told_to_nobody() -> None:
    text = with_drift(alerts=('name: a, condition: "drift_statistic > 0.1"',))
    assert codes(text) == []
    silent = file(top="drift_detection:\n  tests: [{name: x, type: ks, threshold: 0.01}]\n")
    assert codes(silent) == ["OPS255"]
    assert "drift_p_value < 0.01" in str(finding(silent, "OPS255").help)


def test_a_channel_that_is_to_be_told_hears_the_severity_of_the_alert() -> None:
    text = with_drift(CHANNELS.format(wanted="pager"))
    assert codes(text) == ["OPS255"]
    assert "`pager`" in finding(text, "OPS255").message


def test_the_windows_that_nobody_gave_are_recorded() -> None:
    text = with_drift()
    assert default(text, "drift", "size_days") == "7"
    assert default(text, "drift", "slide") == "1d"
    assert default(text, "length_drift", "feature") == "length"
