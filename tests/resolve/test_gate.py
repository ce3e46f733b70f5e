"""What a rollout is watched by (LANGUAGE 2.4): the trigger, checks, comparisons, defaults."""

from __future__ import annotations

from fractions import Fraction

import pytest

from opsgen.plan import Compare, Matcher
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from opsgen.plan.gate import Check, Gate
from opsgen.plan.phases import phases
from tests.resolve.files import codes, default, file, finding, plan, underlined

ERRORS = (
    "name: error_rate, type: counter, "
    "numerator: 'requests_total{status=\"500\"}', denominator: requests_total"
)
LATENCY = "name: latency_p99, type: histogram, unit: s, series: latency_seconds"
TEMPERATURE = "name: temperature, type: gauge, unit: count, series: temperature"
OWN = "name: own, type: gauge, unit: ratio, promql: max(own)"
METRICS = (ERRORS, LATENCY, TEMPERATURE, OWN)
WATCHED = "    - {name: prod, steps: [deploy_canary_10_percent, monitor_30_minutes]}\n"
TRACKS = "tracks: {label: track}"
NEW, STABLE = Matcher("track", "=", "canary"), Matcher("track", "=", "stable")


def gated(gate: str = "", *, trigger: str | None = "error_rate > 5%", alerts: str = "") -> str:
    top = f"pipeline:\n  stages:\n{WATCHED}"
    if gate:
        top += f"  gate: {{{gate}}}\n"
    if trigger is not None:
        top += f'  rollback: {{automatic: true, command: x, trigger: "{trigger}"}}\n'
    return file(metrics=METRICS, alerts=[alerts] if alerts else [], top=top)


def gate(text: str) -> Gate:
    rollout = plan(text).rollout
    assert rollout is not None
    assert rollout.gate is not None
    return rollout.gate


def check(text: str) -> Check:
    (one,) = gate(text).checks
    return one


def ratio(one: Check) -> v.Ratio:
    (compare,) = comparisons(one.condition)
    assert isinstance(compare.left.node, v.Ratio)
    return compare.left.node


def test_the_trigger_is_what_is_checked() -> None:
    one = check(gated(TRACKS))
    assert one.text == "error_rate > 5%"
    assert isinstance(one.condition, Compare)
    assert not one.observed


def test_every_series_of_a_check_is_the_new_versions_and_the_baseline_the_stable_ones() -> None:
    one = check(gated(TRACKS))
    assert NEW in ratio(one).part.matchers
    assert NEW in ratio(one).total.matchers
    assert NEW in one.traffic[0].events.node.selector.matchers  # type: ignore[union-attr]  # an Increase
    assert [STABLE in each.matchers for each in one.baseline] == [True]


def test_a_series_that_names_the_track_itself_keeps_its_own() -> None:
    own = "name: r, type: counter, numerator: 'bad_total{track=~\"c.*\"}', denominator: all_total"
    text = gated(TRACKS, trigger="r > 5%").replace("  metrics:\n", f"  metrics:\n    - {{{own}}}\n")
    assert [each.op for each in ratio(check(text)).part.matchers if each.label == "track"] == ["=~"]
    assert NEW in ratio(check(text)).total.matchers


def test_without_tracks_the_whole_service_is_read_with_a_warning_that_names_the_fix() -> None:
    text = gated()
    assert codes(text) == ["OPS246"]
    assert not [m for m in ratio(check(text)).part.matchers if m.label == "track"]
    (edit,) = finding(text, "OPS246").edits
    at = edit.span.start.offset
    assert codes(text[:at] + edit.text + text[at:]) == []


def test_a_rolling_rollout_needs_no_tracks() -> None:
    text = gated().replace("deploy_canary_10_percent", "rolling_batch_50_percent")
    assert codes(text) == []


@pytest.mark.parametrize(
    ("trigger", "more", "least"),
    [
        ("error_rate > 5%", "", 20),
        ("error_rate > 0.1%", "", 1000),
        ("error_rate >= 2%", "", 50),
        ("error_rate < 90%", "", 10),
        ("error_rate <= 95%", "", 20),
        ("p95_latency > 2s", "", 20),
        ("p99_latency > 2s", "", 100),
        ("error_rate > 5%", "min_traffic: 7", 7),
    ],
)
def test_what_a_figure_must_rest_on(trigger: str, more: str, least: int) -> None:
    text = gated(", ".join(filter(None, (TRACKS, more))), trigger=trigger)
    assert [each.least for each in check(text).traffic] == [least]


def test_the_metrics_own_min_traffic_is_the_gates() -> None:
    text = gated(TRACKS).replace(
        "denominator: requests_total", "denominator: requests_total, min_traffic: 500"
    )
    one = check(text)
    assert [each.least for each in one.traffic] == [500]
    assert isinstance(one.condition, Compare)  # and is no part of what must hold


def test_a_figure_without_events_needs_none() -> None:
    assert check(gated(TRACKS, trigger="temperature > 90")).traffic == ()


def test_what_looks_back_reads_the_whole_service() -> None:
    one = check(gated(TRACKS, trigger="zscore(error_rate, 1d) > 3"))
    assert one.traffic
    assert not [m for m in one.traffic[0].events.node.selector.matchers if m.label == "track"]  # type: ignore[union-attr]  # an Increase


def test_promql_of_the_user_cannot_be_narrowed() -> None:
    text = gated(TRACKS, trigger="own > 5%")
    assert codes(text) == ["OPS246"]
    whole = f'{TRACKS}, checks: [{{condition: "own > 5%", whole_service: true}}]'
    assert codes(gated(whole, trigger=None)) == []


def test_checks_stand_beside_the_trigger() -> None:
    text = gated(
        f'{TRACKS}, checks: ["p99_latency > 2s", {{condition: "temperature > 9", observe: true}}]'
    )
    found = gate(text).checks
    assert [(each.text, each.observed) for each in found] == [
        ("error_rate > 5%", False),
        ("p99_latency > 2s", False),
        ("temperature > 9", True),
    ]


@pytest.mark.parametrize(
    ("severity", "condition", "watched"),
    [
        ("critical", "error_rate > 5%", True),
        ("high", "p99_latency > 2s", True),
        ("medium", "error_rate > 5%", False),
        ("high", "zscore(error_rate, 1d) > 3", False),
        ("high", "absent(temperature)", False),
    ],
)
def test_without_a_trigger_the_alerts_that_page_are_what_is_checked(
    severity: str, condition: str, watched: bool
) -> None:
    alert = f'name: bad, severity: {severity}, condition: "{condition}", message: m, for: 1m'
    text = gated(TRACKS, trigger=None, alerts=alert)
    assert [each.text for each in gate(text).checks] == (["bad"] if watched else [])
    assert ("OPS247" in codes(text)) is not watched


def test_observing_alone_checks_nothing() -> None:
    only = f'{TRACKS}, checks: [{{condition: "error_rate > 5%", observe: true}}]'
    alert = 'name: bad, severity: high, condition: "p99_latency > 2s", message: m'
    found = gate(gated(only, trigger=None, alerts=alert)).checks
    assert [(each.text, each.observed) for each in found] == [
        ("error_rate > 5%", True),
        ("bad", False),
    ]


def test_defaults_are_told() -> None:
    text = gated(TRACKS)
    found = gate(text)
    assert (found.interval, found.delay, found.hold) == (60, 300, 600)
    assert found.weights == (25, 50, 75)
    for what, value in [
        ("interval", "1m"), ("delay", "5m"), ("hold", "10m"), ("weights", "25, 50, 75"),
        ("failures", "1"), ("inconclusives", "3"), ("errors", "10"), ("errors_in_a_row", "4"),
    ]:  # fmt: skip
        assert default(text, "gate", what) == value


def test_what_is_written_wins() -> None:
    found = gate(gated(
        f"{TRACKS}, interval: 10s, delay: 0s, hold: 1m, weights: [1, 99], failures: 0, "
        "inconclusives: 1, errors: 2, errors_in_a_row: 3"
    ))  # fmt: skip
    assert (found.interval, found.delay, found.hold, found.weights) == (10, 0, 60, (1, 99))
    allowed = found.allowed
    assert (allowed.failures, allowed.inconclusives) == (0, 1)
    assert (allowed.errors, allowed.errors_in_a_row) == (2, 3)


@pytest.mark.parametrize("weights", ["50, 25", "25, 25", "50, 100"])
def test_weights_rise_and_stay_below_all(weights: str) -> None:
    text = gated(f"{TRACKS}, weights: [{weights}]")
    assert codes(text) == ["OPS248"]


def test_a_comparison_is_the_same_figure_of_both_tracks() -> None:
    text = gated(
        f"{TRACKS}, compare: [error_rate, "
        "{metric: p95_latency, max_ratio: 1.5, min_delta: 100ms, confidence: 0.95}]"
    )
    share, level = gate(text).comparisons
    assert isinstance(share.new.node, v.Ratio)
    assert isinstance(share.stable.node, v.Ratio)
    assert NEW in share.new.node.total.matchers
    assert STABLE in share.stable.node.total.matchers
    assert (share.max_ratio, share.min_delta, share.alpha) == (
        Fraction(5, 4),
        Fraction(0),
        Fraction(1, 100),
    )
    assert isinstance(level.new.node, v.Quantile)
    assert level.new.node.q == Fraction(95, 100)
    assert (level.min_delta, level.alpha) == (Fraction(1, 10), Fraction(1, 20))


@pytest.mark.parametrize(
    ("compare", "code", "under"),
    [
        ("error_rat", "OPS211", "error_rat"),
        ("own", "OPS248", "own"),
        ("{metric: error_rate, min_delta: 100ms}", "OPS248", "100ms"),
        ("{metric: error_rate, min_delta: much}", "OPS248", "much"),
    ],
)
def test_a_comparison_that_means_nothing_is_told_at_its_place(
    compare: str, code: str, under: str
) -> None:
    text = gated(f"{TRACKS}, compare: [{compare}]")
    assert codes(text) == [code]
    assert underlined(text, code) == under


def test_a_comparison_needs_tracks() -> None:
    assert codes(gated("compare: [error_rate]")) == ["OPS246", "OPS248"]


@pytest.mark.parametrize(
    ("steps", "unwatched"),
    [
        ("deploy_canary_10_percent, full_deployment", 1),
        ("deploy_canary_10_percent, smoke, monitor_5_minutes", 1),
        ("deploy_canary_10_percent, monitor_5_minutes, full_deployment", 0),
        ("deploy_canary_10_percent, gradual_rollout, full_deployment", 0),
        ("deploy_idle, switch_traffic", 1),
        ("deploy_idle, monitor_5_minutes, switch_traffic, monitor_5_minutes", 0),
        ("rolling_batch_50_percent, rolling_batch_100_percent", 2),
    ],
)
def test_traffic_that_nothing_watches_is_a_warning(steps: str, unwatched: int) -> None:
    text = gated(TRACKS).replace("deploy_canary_10_percent, monitor_30_minutes", steps)
    assert codes(text).count("OPS249") == unwatched


def test_a_pipeline_that_watches_nothing_has_no_gate() -> None:
    text = gated(trigger=None).replace("deploy_canary_10_percent, monitor_30_minutes", "build")
    rollout = plan(text).rollout
    assert rollout is not None
    assert rollout.gate is None


OBSERVED = "{condition: 'error_rate > 5%', observe: true}"
AFTER = "deploy_canary_10_percent, monitor_30_minutes, full_deployment, monitor_5_minutes"


@pytest.mark.parametrize(
    ("gate", "steps", "told"),
    [
        (f"checks: [{OBSERVED}]", "monitor_30_minutes", True),
        (f"checks: [{OBSERVED}, 'temperature > 90']", "monitor_30_minutes", False),
        ("compare: [error_rate]", "monitor_30_minutes", False),
        ("compare: [error_rate]", AFTER, True),
        (f"compare: [error_rate], checks: [{OBSERVED}]", AFTER, True),
        ("compare: [error_rate], checks: ['temperature > 90']", AFTER, False),
        # What would decide is wrong, and that is told instead.
        ("checks: ['temprature > 90']", "monitor_30_minutes", False),
        ("compare: [temprature]", "monitor_30_minutes", False),
    ],
)
def test_a_watch_that_nothing_decides_is_told(gate: str, steps: str, told: bool) -> None:
    text = gated(f"{TRACKS}, {gate}", trigger=None)
    text = text.replace("deploy_canary_10_percent, monitor_30_minutes", steps)
    assert ("OPS247" in codes(text)) is told


def test_the_watch_that_cannot_pass_is_named() -> None:
    text = gated(f"{TRACKS}, compare: [error_rate]", trigger=None)
    text = text.replace("deploy_canary_10_percent, monitor_30_minutes", AFTER)
    assert finding(text, "OPS247").message.startswith("`monitor_5_minutes` can never pass")
    assert underlined(text, "OPS247") == "prod"


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("interval: 10m", "looks every 3m, not 10m"),
        ("interval: 3m", None),
        ("delay: 20m", "first looks after 15m, not 20m"),
        ("delay: 15m", None),
    ],
)
def test_a_pace_that_a_watch_does_not_keep_is_a_note(gate: str, said: str | None) -> None:
    text = gated(f"{TRACKS}, {gate}")
    assert ("OPS260" in codes(text, notes=True)) == (said is not None)
    if said is not None:
        assert finding(text, "OPS260").message == f"`monitor_30_minutes` {said}"
        assert underlined(text, "OPS260") == gate.split(": ")[1]


def test_a_pace_that_nobody_asked_for_is_none() -> None:
    text = gated(TRACKS).replace("monitor_30_minutes", "monitor_1_minutes")
    assert "OPS260" not in codes(text, notes=True)


@pytest.mark.parametrize(
    ("steps", "percents"),
    [
        (AFTER, [10, 100]),
        ("deploy_canary_10_percent, gradual_rollout, monitor_5_minutes", [25, 50, 75, 75]),
        (
            "deploy_canary_50_percent, gradual_rollout, full_deployment, monitor_5_minutes",
            [75, 100],
        ),
        ("monitor_5_minutes, rolling_batch_100_percent, monitor_5_minutes", [None, None]),
    ],
)
def test_a_watch_knows_the_part_that_the_new_version_has_by_then(
    steps: str, percents: list[int | None]
) -> None:
    text = gated(TRACKS).replace("deploy_canary_10_percent, monitor_30_minutes", steps)
    found = plan(text).rollout
    assert found is not None
    assert [each.percent for each in phases(found.stages[0], gate(text))] == percents
