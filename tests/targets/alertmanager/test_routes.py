"""Who hears what: the subtree, its order and its timers."""

from __future__ import annotations

from typing import Any

import pytest

from opsgen.plan import SEVERITIES
from tests.targets.alertmanager.emitted import config_of, receivers, subroutes
from tests.targets.alertmanager.plans import channel, firing, plan, recorded

STEP = plan(
    channel("pagerduty", "critical"),
    channel("slack", "critical", "high", "medium", name="slack-alerts"),
    channel("email", "low", name="email-digest", digest=recorded("email-digest")),
)


def routes_to(config: dict[str, Any], receiver: str) -> list[Any]:
    return [route for route in subroutes(config) if route["receiver"] == receiver]


def test_everything_of_a_service_hangs_on_one_matcher() -> None:
    (subtree,) = config_of(STEP)["route"]["routes"]
    assert subtree["matchers"] == ['service="demo"']


def test_one_receiver_per_severity_holds_all_its_immediate_channels() -> None:
    by_name = receivers(config_of(STEP))
    assert {"pagerduty_configs", "slack_configs"} <= set(by_name["demo-critical"])
    assert set(by_name["demo-high"]) == {"name", "slack_configs"}


def test_a_severity_with_a_digest_alone_has_an_empty_receiver() -> None:
    assert receivers(config_of(STEP))["demo-low"] == {"name": "demo-low"}


@pytest.mark.parametrize(
    ("severity", "wait", "interval", "repeat"),
    [
        ("critical", "30s", "5m", "1h"),
        ("high", "30s", "5m", "4h"),
        ("medium", "1m", "5m", "12h"),
        ("low", "1m", "5m", "24h"),
    ],
)
def test_each_severity_has_the_timers_of_its_policy(
    severity: str, wait: str, interval: str, repeat: str
) -> None:
    (route,) = routes_to(config_of(STEP), f"demo-{severity}")
    assert route["group_wait"] == wait
    assert route["group_interval"] == interval
    assert route["repeat_interval"] == repeat
    assert "continue" not in route


def test_no_severity_route_is_bound_to_hours() -> None:
    every_kind = plan(
        channel("slack", *SEVERITIES, name="s"),
        channel("slack", *SEVERITIES, name="d", digest=firing()),
    )
    for severity in SEVERITIES:
        (route,) = routes_to(config_of(every_kind), f"demo-{severity}")
        assert not {"active_time_intervals", "mute_time_intervals"} & set(route)


def test_the_recorded_digest_is_fed_by_its_own_alert() -> None:
    (route,) = routes_to(config_of(STEP), "demo-digest-email-digest")
    assert route["matchers"] == ['digest="email-digest"']
    assert route["group_by"] == ["service"]
    # The window of its alert is 10 minutes: a second flush falls into it, a repetition does not.
    assert (route["group_wait"], route["group_interval"]) == ("30s", "5m")
    assert route["repeat_interval"] == "12h"
    assert "continue" not in route


def test_the_firing_digest_takes_a_copy_before_the_severities() -> None:
    config = config_of(
        plan(
            channel("slack", "high"), channel("email", "high", "low", name="mail", digest=firing())
        )
    )
    (digest,) = routes_to(config, "demo-digest-mail")
    order = [route["receiver"] for route in subroutes(config)]
    assert order.index("demo-digest-mail") < order.index("demo-critical")
    assert digest["continue"] is True
    assert digest["matchers"] == ['severity=~"high|low"']
    assert digest["active_time_intervals"] == ["demo-digest-mail"]
    assert (digest["group_interval"], digest["repeat_interval"]) == ("5m", "23h40m")


@pytest.mark.parametrize(
    ("at", "every", "expected"),
    [
        (540, 86400, [{"times": [("09:00", "09:10")]}]),
        (0, 43200, [{"times": [("00:00", "00:10"), ("12:00", "12:10")]}]),
        (1430, 86400, [{"times": [("23:50", "24:00")]}]),
        (1435, 86400, [{"times": [("23:55", "24:00"), ("00:00", "00:05")]}]),
        (540, 604800, [{"times": [("09:00", "09:10")], "weekdays": ["monday"]}]),
        (
            1435,
            604800,
            [
                {"times": [("23:55", "24:00")], "weekdays": ["monday"]},
                {"times": [("00:00", "00:05")], "weekdays": ["tuesday"]},
            ],
        ),
    ],
)
def test_the_window_of_a_firing_digest(at: int, every: int, expected: list[Any]) -> None:
    config = config_of(plan(channel("email", "low", name="mail", digest=firing(at, every))))
    (interval,) = config["time_intervals"]
    found = [
        {**part, "times": [(t["start_time"], t["end_time"]) for t in part["times"]]}
        for part in interval["time_intervals"]
    ]
    assert found == expected


def test_the_watchdog_beats_on_a_route_of_its_own() -> None:
    config = config_of(plan(channel("slack", name="beat", watchdog=True)))
    (route,) = routes_to(config, "demo-watchdog")
    assert route["matchers"] == ['alertname="Watchdog"', 'severity="none"']
    assert (route["group_wait"], route["group_interval"], route["repeat_interval"]) == (
        "0s", "1m", "5m",
    )  # fmt: skip
    (heard,) = receivers(config)["demo-watchdog"]["slack_configs"]
    assert heard["send_resolved"] is False  # a service that counts beats would count it as one


def test_a_watchdog_that_nobody_hears_goes_to_an_empty_receiver() -> None:
    assert receivers(config_of(STEP))["demo-watchdog"] == {"name": "demo-watchdog"}


@pytest.mark.parametrize(
    ("default", "receiver", "holds"),
    [
        ((), "demo-medium", set()),
        (("pagerduty",), "demo-default", {"pagerduty_configs"}),
        (("pagerduty", "slack"), "demo-default", {"pagerduty_configs", "slack_configs"}),
    ],
)
def test_what_no_route_matches_is_heard_by_the_default(
    default: tuple[str, ...], receiver: str, holds: set[str]
) -> None:
    config = config_of(
        plan(channel("pagerduty", "critical"), channel("slack", "high"), default=default)
    )
    assert config["route"]["receiver"] == receiver
    assert set(receivers(config)[receiver]) - {"name"} == holds


def test_a_worse_severity_silences_all_lower_ones_of_the_same_signal() -> None:
    rules = config_of(plan(by=("model", "tenant")))["inhibit_rules"]
    pairs = [(rule["source_matchers"][-1], rule["target_matchers"][-1]) for rule in rules]
    assert pairs == [
        ('severity="critical"', 'severity=~"high|medium|low"'),
        ('severity="high"', 'severity=~"medium|low"'),
        ('severity="medium"', 'severity="low"'),
    ]
    for rule in rules:
        assert rule["equal"] == ["signal", "model", "tenant"]
        for side in ("source_matchers", "target_matchers"):
            assert rule[side][:2] == ['service="demo"', 'signal!=""']


def test_a_fragment_is_the_whole_without_its_root() -> None:
    whole, part = config_of(STEP), config_of(STEP, "fragment")
    assert list(part) == ["route", "receivers", "inhibit_rules", "time_intervals"]
    assert part["route"] == {"routes": whole["route"]["routes"]}
    assert part["receivers"] == whole["receivers"]
    assert part["inhibit_rules"] == whole["inhibit_rules"]
