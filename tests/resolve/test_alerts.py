"""Alerts: severities, holds, names, signals, guards and what can never fire."""

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

METRICS = (
    "name: queue, type: gauge",
    "name: error_rate, type: counter",
    "name: latency_p50, type: histogram, unit: s",
    "name: latency_p99, type: histogram, unit: s",
)


def asked(condition: str, more: str = "", **rest: str) -> str:
    return file(metrics=METRICS, alerts=[f'name: a, condition: "{condition}"{more}'], **rest)


@pytest.mark.parametrize(
    ("severity", "hold"), [("critical", 120), ("high", 300), ("medium", 600), ("low", 1800)]
)
def test_how_long_a_condition_holds_is_by_severity(severity: str, hold: int) -> None:
    assert alert(asked("queue > 5", f", severity: {severity}"), "a").hold == hold


def test_the_severity_of_an_alert_is_medium() -> None:
    text = asked("queue > 5", defaults="job: shop, severity: critical")
    assert alert(text, "a").severity == "medium"


@pytest.mark.parametrize(
    ("more", "alerting", "hold", "keep"),
    [
        ("", "", 600, 0),
        (", for: 5m", "", 300, 0),
        (", for: 0s", "", 0, 0),
        (", keep_firing_for: 15m", "", 600, 900),
        ("", "severities: {medium: {for: 20m, keep_firing_for: 5m}}", 1200, 300),
        (", for: 3m, keep_firing_for: 0s", "severities: {medium: {for: 20m}}", 180, 0),
    ],
)
def test_what_the_alert_says_wins_over_its_severity(
    more: str, alerting: str, hold: int, keep: int
) -> None:
    found = alert(asked("queue > 5", more, alerting=alerting), "a")
    assert (found.hold, found.keep_firing) == (hold, keep)


@pytest.mark.parametrize(
    ("hold", "defaults", "noted"),
    [
        ("5m", "job: shop", False),
        ("90s", "job: shop", True),
        ("90s", "job: shop, evaluation_interval: 30s", False),
        ("0s", "job: shop", False),
    ],
)
def test_a_hold_off_the_evaluation_interval_is_a_note(
    hold: str, defaults: str, noted: bool
) -> None:
    text = asked("queue > 5", f", for: {hold}", defaults=defaults)
    assert ("OPS357" in codes(text, notes=True)) is noted
    if noted:
        assert "`2m`" in str(finding(text, "OPS357").help)
        assert codes(text) == []


def test_so_is_the_hold_of_a_severity() -> None:
    text = file(alerting="severities: {high: {for: 90s}}")
    assert codes(text, notes=True) == ["OPS357"]


@pytest.mark.parametrize(
    ("condition", "hold", "fires"),
    [
        # lag + w / (k * k + 1): 15m + 1h / 10 = 21m
        ("zscore(queue, 1h) > 3", "21m", True),
        ("zscore(queue, 1h) > 3", "22m", False),
        ("zscore(queue, 1h, 1h) > 3", "66m", True),
        ("zscore(queue, 1h, 1h) > 3", "67m", False),
        ("zscore(queue, 1h) < -3", "22m", False),
        ("3 < zscore(queue, 1h)", "22m", False),
        # lag + w / factor
        ("queue > baseline(queue, 1h) * 2", "45m", True),
        ("queue > baseline(queue, 1h) * 2", "46m", False),
        ("queue > 2 * baseline(queue, 1h)", "46m", False),
        # a figure that fell to nothing is the baseline when the whole window is past it
        ("queue < baseline(queue, 1h) * 0.5", "75m", True),
        ("queue < baseline(queue, 1h) * 0.5", "76m", False),
        # one branch that never can is wrong, also beside one that may
        ("zscore(queue, 1h) > 3 or queue > 5", "22m", False),
        ("queue > 5", "10d", True),
    ],
)
def test_a_deviation_from_the_past_must_outlast_its_hold(
    condition: str, hold: str, fires: bool
) -> None:
    text = asked(condition, f", for: {hold}")
    assert codes(text) == ([] if fires else ["OPS355"])


def test_the_default_hold_is_judged_too_and_times_are_said_as_people_do() -> None:
    text = asked("zscore(queue, 10m) > 3", ", severity: low")
    assert codes(text) == ["OPS355"]
    message = finding(text, "OPS355").message
    assert "6m" in message
    assert "`for` is 30m" in message
    assert underlined(text, "OPS355") == "a"


def test_names_are_the_alerts_identity_and_never_hang_on_order() -> None:
    metrics = ['name: one, type: gauge, alert_threshold: ">5"', "name: two, type: gauge"]
    alerts = ['name: ab, condition: "one > 5"', 'name: cd, condition: "two > 5"']
    forth = names(file(metrics=metrics, alerts=alerts))
    back = names(file(metrics=metrics[::-1], alerts=alerts[::-1]))
    assert set(forth) == set(back)
    assert [name for name in forth if name in ("ab", "cd")] == ["ab", "cd"]
    assert [name for name in back if name in ("ab", "cd")] == ["cd", "ab"]


@pytest.mark.parametrize("name", ["queue_medium", "Queue_Medium", "queue_no_data", "service_down"])
def test_two_alerts_of_one_name_are_an_error(name: str) -> None:
    text = file(
        metrics=['name: queue, type: gauge, alert_threshold: ">5"'],
        alerts=[f'name: {name}, condition: "queue > 9"'],
    )
    assert codes(text) == ["OPS214"]
    assert finding(text, "OPS214").related


def test_all_quantiles_of_one_histogram_share_a_signal() -> None:
    text = file(
        metrics=METRICS,
        alerts=['name: a, condition: "latency_p99 > 2s"', 'name: b, condition: "p50_latency > 1s"'],
    )
    assert alert(text, "a").signal == alert(text, "b").signal == "latency"


def test_a_condition_over_several_signals_has_its_own() -> None:
    assert alert(asked("queue > 5 and error_rate > 5%"), "a").signal == "a"


def test_its_own_is_nobody_elses() -> None:
    text = file(
        metrics=METRICS,
        alerts=['name: queue, condition: "queue > 5 and error_rate > 5%"'],
    )
    assert alert(text, "queue").signal == "alert_queue"


@pytest.mark.parametrize(
    ("metric", "severity", "condition", "guards"),
    [
        ("", "high", "error_rate > 5%", {"errors": 2}),
        ("", "critical", "error_rate >= 5%", {"errors": 2}),
        ("", "critical", "5% < error_rate", {"errors": 2}),
        ("", "medium", "error_rate > 5%", {}),
        ("", "high", "error_rate < 5%", {}),
        (", min_bad: 0", "high", "error_rate > 5%", {}),
        (", min_bad: 9", "low", "error_rate > 5%", {"errors": 9}),
        (", min_bad: 9", "low", "zscore(error_rate, 1d) > 3", {"errors": 9}),
        (", min_traffic: 50", "low", "error_rate > 5%", {"requests": 50}),
        (", min_traffic: 50", "low", "error_rate < 5%", {"requests": 50}),
        (", min_traffic: 50", "low", "1 - error_rate < 95%", {"requests": 50}),
        (", min_traffic: 50", "high", "error_rate > 5%", {"requests": 50, "errors": 2}),
        (", min_traffic: 50", "low", "error_rate > baseline(error_rate, 1d) * 2", {"requests": 50}),
        ("", "high", "queue > 5", {}),
    ],
)
def test_a_ratio_is_silent_below_its_least_traffic_and_its_least_bad_events(
    metric: str, severity: str, condition: str, guards: dict[str, int]
) -> None:
    text = file(
        metrics=[f"name: error_rate, type: counter{metric}", "name: queue, type: gauge"],
        alerts=[f'name: a, condition: "{condition}", severity: {severity}'],
    )
    made = promql(text, "a")
    for counter in ("errors", "requests"):
        guard = f'and on () sum(increase({counter}_total{{job="shop"}}[5m])) >= '
        least = made.partition(guard)[2].partition(" ")[0]
        assert least == str(guards.get(counter, ""))


def test_the_two_bad_events_that_nobody_asked_for_are_recorded() -> None:
    text = asked("error_rate > 5%", ", severity: high")
    assert default(text, "a", "min_bad of `error_rate`") == "2"


def test_without_min_traffic_there_is_a_note_that_strict_leaves_alone() -> None:
    assert codes(asked("error_rate > 5%"), notes=True) == ["OPS356"]
    said = file(
        metrics=["name: error_rate, type: counter, min_traffic: 10"],
        alerts=['name: a, condition: "error_rate > 5%"'],
    )
    assert codes(said, notes=True) == []


BUCKETS = "name: wait_p99, type: histogram, unit: s, buckets: [0.1, 0.5, 1, 5]"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("wait_p99 > 500ms", None),
        ("wait_p99 > 1s", None),
        ("wait_p99 > 700ms", "OPS351"),
        ("wait_p99 > 50ms", "OPS351"),
        ("wait_p99 > 5s", "OPS350"),
        ("wait_p99 >= 5s", None),
        ("wait_p99 >= 6s", "OPS350"),
        ("5s < wait_p99", "OPS350"),
        ("p50_wait > 6s", "OPS350"),
        ("wait_p99 < 6s", "OPS350"),
        ("wait_p99 <= 5s", "OPS350"),
        ("wait_p99 < 5s", None),
    ],
)
def test_buckets_must_be_able_to_tell_the_threshold(condition: str, code: str | None) -> None:
    text = file(metrics=[BUCKETS], alerts=[f'name: a, condition: "{condition}"'])
    assert codes(text, notes=True) == ([code] if code else [])


def test_bounds_are_named_in_the_unit_of_the_series() -> None:
    metric = "name: wait_p99, type: histogram, unit: ms, buckets: [100, 500]"
    text = file(metrics=[f'{metric}, alert_threshold: ">0.2s"'])
    told = finding(text, "OPS351")
    assert "100 ms or 500 ms" in str(told.help)
    assert underlined(text, "OPS351") == "0.2s"


def test_owner_labels_and_description_are_the_plans() -> None:
    text = file(top="owner: team-search\ndescription: finds things\nlabels: {team: b, area: a}\n")
    found = plan(text)
    assert (found.owner, found.description) == ("team-search", "finds things")
    assert found.labels == (("area", "a"), ("team", "b"))
