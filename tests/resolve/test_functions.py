"""The closed set of functions (LANGUAGE 2.2): what they take, which figure they yield."""

from __future__ import annotations

import pytest

from opsgen.plan import Compare
from opsgen.plan import values as v
from tests.resolve.files import alert, codes, default, file, finding, promql, underlined

METRICS = (
    "name: queue, type: gauge",
    "name: left, type: gauge, unit: ratio",
    "name: cpu, type: gauge, unit: percent",
    "name: wait_p95, type: histogram, unit: s",
    "name: hits, type: counter",
    "name: error_rate, type: counter",
    "name: own, type: gauge, promql: 'x'",
)


def asked(condition: str, **more: str) -> str:
    return file(metrics=METRICS, alerts=[f'name: a, condition: "{condition}"'], **more)


def left(condition: str, **more: str) -> v.Value:
    found = alert(asked(condition, **more), "a").condition
    assert isinstance(found, Compare)
    return found.left


@pytest.mark.parametrize(
    ("condition", "reads"),
    [
        ("rate(hits) > 5/s", 'sum(rate(hits_total{job="shop"}[5m])) > 5'),
        ("rate(hits, 10m) > 5/s", 'sum(rate(hits_total{job="shop"}[10m])) > 5'),
        ("increase(hits, 1d) > 500", 'sum(increase(hits_total{job="shop"}[1d])) > 500'),
        (
            "quantile(wait_p95, 0.99) > 2s",
            'histogram_quantile(0.99, sum by (le) (rate(wait_seconds_bucket{job="shop"}[5m]))) > 2',
        ),
        (
            "quantile(wait_p95, 99%) > 2s",
            'histogram_quantile(0.99, sum by (le) (rate(wait_seconds_bucket{job="shop"}[5m]))) > 2',
        ),
    ],
)
def test_a_function_of_the_present_reads_its_metric(condition: str, reads: str) -> None:
    assert promql(asked(condition), "a") == reads


@pytest.mark.parametrize(
    ("condition", "under"),
    [
        ("rate(queue) > 5/s", "queue"),
        ("rate(error_rate) > 5/s", "error_rate"),
        ("rate(wait_p95) > 5/s", "wait_p95"),
        ("rate(nowhere_declared) > 5/s", "nowhere_declared"),
        ("increase(error_rate, 1h) > 5", "error_rate"),
        ("quantile(queue, 0.9) > 5", "queue"),
        ("quantile(hits, 0.9) > 5", "hits"),
        ("share(error_rate, model) > 50%", "error_rate"),
        ("share(wait_p95, model) > 50%", "wait_p95"),
        ("share(own, model) > 50%", "own"),
        ("share(queue + hits, model) > 50%", "queue + hits"),
        ("rate(budget) > 5/s", "budget"),
        ("absent(budget)", "budget"),
        ("absent(own)", "own"),
        ("avg(budget, 1h) > 5", "budget"),
        ("avg(5s, 1h) > 5s", "5s"),
        ("avg(baseline(queue, 1d), 1h) > 5", "baseline(queue, 1d)"),
        ("change(avg(queue, 1h), 1h) > 5%", "avg(queue, 1h)"),
    ],
)
def test_a_function_is_only_of_what_it_can_read(condition: str, under: str) -> None:
    text = asked(condition, top="constants: {budget: 5}")
    assert codes(text) == ["OPS344"]
    assert underlined(text, "OPS344") == under


@pytest.mark.parametrize(
    ("window", "given", "lag"),
    [
        ("7d", "", 151200),
        ("1d", "", 21600),
        ("1h", "", 900),
        ("10m", "", 300),
        ("7d", ", 1h", 3600),
        ("7d", ", 1m", 60),
    ],
)
@pytest.mark.parametrize("function", ["baseline", "zscore"])
def test_a_baseline_ended_a_quarter_of_its_window_ago_and_at_least_one_rate_window(
    function: str, window: str, given: str, lag: int
) -> None:
    call = f"{function}(hits, {window}{given})"
    node = left(f"{call} > 5/s" if function == "baseline" else f"{call} > 0.5").node
    assert isinstance(node, v.Baseline | v.ZScore)
    assert node.lag == lag


def test_the_lag_that_was_chosen_is_recorded_with_the_alert() -> None:
    assert default(asked("zscore(hits, 1h) > 2"), "a", "lag of `zscore(hits, 1h)`") == "15m"


@pytest.mark.parametrize(
    ("metric", "floor"),
    [("error_rate", "1/200"), ("left", "1/200"), ("cpu", "1/2"), ("queue", None)],
)
def test_the_deviation_of_a_ratio_is_never_below_half_a_percent(
    metric: str, floor: str | None
) -> None:
    node = left(f"zscore({metric}, 1d) > 3").node
    assert isinstance(node, v.ZScore)
    assert (str(node.floor) if node.floor is not None else None) == floor


def test_a_zscore_is_a_plain_number_and_a_baseline_has_its_figures_unit() -> None:
    assert left("zscore(wait_p95, 1d) > 3").unit.name == "1"
    assert left("baseline(wait_p95, 1d) > 3s").unit.name == "s"
    assert codes(asked("zscore(wait_p95, 1d) > 3s")) == ["OPS340"]


def test_change_is_relative_and_not_bounded_by_the_whole() -> None:
    assert left("change(queue, 1h) > 200%").unit.kind == "relative"
    assert codes(asked("change(queue, 1h) > 3")) == []


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("change(queue, 1h) > 50", ("5000 %", "`50%`")),
        ("change(queue, 1h) < -50", ("-5000 %", "`-50%`")),
        ("2 < change(queue, 1h)", ("200 %", "`2%`")),
        ("change(hits, 1h) > 20", ("2000 %", "`20%`")),
    ],
)
def test_a_change_in_whole_times_is_noted_with_its_percents(
    condition: str, shown: tuple[str, str]
) -> None:
    noted = finding(asked(condition), "OPS358")
    assert noted.severity == "note"
    assert shown[0] in noted.message
    assert noted.help is not None
    assert shown[1] in noted.help


@pytest.mark.parametrize(
    "condition",
    [
        "change(queue, 1h) > 50%",
        "change(queue, 1h) > 5000%",
        "change(queue, 1h) > 0.5",
        "change(queue, 1h) > 1",
        "zscore(queue, 1d) > 4",
        "1 + change(queue, 1h) > 50%",
    ],
)
def test_a_change_that_reads_plainly_is_not(condition: str) -> None:
    assert "OPS358" not in codes(asked(condition), notes=True)


def test_the_change_of_a_counter_is_of_its_increase() -> None:
    node = left("change(hits, 1d) > 50%").node
    assert isinstance(node, v.Change)
    assert isinstance(node.of.node, v.Increase)
    assert node.of.node.window == node.window == 86400
    rated = left("change(rate(hits), 1d) > 50%").node
    assert isinstance(rated, v.Change)
    assert isinstance(rated.of.node, v.Rate)


def test_over_time_the_mean_and_the_extremes_are_of_the_aggregated_figure() -> None:
    for function in ("avg", "min", "max"):
        node = left(f"{function}(hits, 1h) > 5/s").node
        assert isinstance(node, v.OverTime)
        assert (node.function, node.window) == (function, 3600)
        assert isinstance(node.of.node, v.Rate)


@pytest.mark.parametrize("call", ["avg(queue, 1m)", "baseline(queue, 90s)", "change(queue, 1m)"])
def test_history_needs_two_recorded_figures(call: str) -> None:
    text = asked(f"{call} > 5")
    assert "OPS352" in codes(text)
    assert underlined(text, "OPS352") == call


def test_two_recorded_figures_are_history_enough() -> None:
    assert "OPS352" not in codes(asked("avg(queue, 2m) > 5"))


def test_a_share_is_the_largest_part_of_the_whole() -> None:
    assert promql(asked("share(hits, source) > 80%"), "a") == (
        'max(sum by (source) (rate(hits_total{job="shop"}[5m]))) / on () '
        '(sum(rate(hits_total{job="shop"}[5m])) > 0) > 0.8'
    )
    assert promql(asked("share(queue, source) > 80%"), "a") == (
        'max(sum by (source) (queue{job="shop"})) / on () (sum(queue{job="shop"}) > 0) > 0.8'
    )


def test_a_share_keeps_the_other_labels_and_not_its_own() -> None:
    text = asked("share(hits, source) > 80%", defaults="job: shop, by: [model, source]")
    assert alert(text, "a").by == ("model",)
    own = file(
        metrics=METRICS,
        alerts=['name: a, condition: "share(hits, source) > 80%", by: [source]'],
    )
    assert codes(own) == ["OPS347"]
    assert "always 1" in finding(own, "OPS347").message


@pytest.mark.parametrize("label", ["severity", "le", "without", "NaN"])
def test_a_share_is_over_a_label_that_a_result_can_keep(label: str) -> None:
    text = asked(f"share(hits, {label}) > 80%")
    assert codes(text) == ["OPS347"]
    assert underlined(text, "OPS347") == label


@pytest.mark.parametrize(
    ("condition", "reads"),
    [
        ("absent(queue)", 'max(absent_over_time(queue{job="shop"}[5m]))'),
        ("absent(wait_p95)", 'max(absent_over_time(wait_seconds_bucket{job="shop"}[5m]))'),
        ("absent(p99_wait)", 'max(absent_over_time(wait_seconds_bucket{job="shop"}[5m]))'),
    ],
)
def test_absent_is_a_condition(condition: str, reads: str) -> None:
    assert promql(asked(condition), "a") == reads
    assert codes(asked(f"{condition} > 5")) == ["OPS312"]


def test_absent_stands_after_the_figure_whose_value_a_message_shows() -> None:
    text = asked("absent(queue) and error_rate > 5%")
    assert promql(text, "a").startswith("(sum(rate(errors_total")
    assert promql(text, "a").endswith('max(absent_over_time(queue{job="shop"}[5m]))')
