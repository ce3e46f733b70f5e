"""A panel draws the alert's own figure, and its line is where the alert fires."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsgen.plan import Plan
from opsgen.plan import values as v
from opsgen.plan.conditions import comparisons
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from tests.targets.grafana.dashboards import (
    dashboard,
    expressions,
    panel,
    panels,
    plan_of,
    shop,
    steps,
    titles,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
NO_FIGURE = ("watchdog", "digest", "no_data")
QUEUE = '{name: queue, type: gauge, unit: count, series: queue, alert_threshold: ">10"}'


def compared(plan: Plan) -> dict[tuple[str, str], set[float]]:
    """By the alert and the expression of its figure: the constants that it is compared with."""
    lower = Lowering(plan.evaluation_interval)
    found: dict[tuple[str, str], set[float]] = {}
    for alert in plan.alerts:
        if alert.cause in NO_FIGURE:
            continue
        for compare in comparisons(alert.condition):
            figure, limit = compare.left, compare.right
            if isinstance(figure.node, v.Const):
                figure, limit = limit, figure
            limits = found.setdefault((alert.name, to_promql(lower.value(figure), 10**9)), set())
            if isinstance(limit.node, v.Const):
                limits.add(float(limit.node.value))
    return found


@pytest.mark.parametrize("name", ["step", "step-complete", "vllm"])
def test_every_comparison_of_every_alert_is_drawn(name: str) -> None:
    spec = (EXAMPLES / name / "operations.yaml").read_text(encoding="utf-8")
    document = dashboard(spec)
    drawn: dict[str, set[float]] = {}
    for one in panels(document):
        if one["type"] == "timeseries":
            limits = {value for _, value in steps(one) if value is not None}
            drawn.setdefault(_flat(one["targets"][0]["expr"]), set()).update(limits)
    wanted = compared(plan_of(spec))
    assert len(wanted) >= 8
    for (alert, expr), limits in wanted.items():
        assert limits <= drawn[_flat(expr)], alert


def _flat(expr: str) -> str:
    """Without the white space and the parentheses that only a layout has."""
    return "".join(expr.split())


def test_an_alert_draws_its_line_where_the_metrics_own_threshold_has_drawn_one() -> None:
    alerts = ['{name: packed, severity: critical, condition: "queue > 50"}']
    document = dashboard(shop(QUEUE, alerts=alerts))
    assert titles(document, "Saturation") == ["Queue"]
    assert steps(panel(document, "Queue")) == [("transparent", None), ("yellow", 10), ("red", 50)]


def test_a_mirrored_comparison_is_the_same_figure() -> None:
    alerts = ['{name: packed, severity: high, condition: "50 < queue"}']
    document = dashboard(shop(QUEUE, alerts=alerts))
    assert steps(panel(document, "Queue"))[-1] == ("orange", 50)
    assert "fires when this is above 50" in panel(document, "Queue")["description"]


def test_each_part_of_an_and_has_a_panel_of_its_own() -> None:
    """Alone its line makes nothing fire, so it must not stand among those that do.

    Where the figure has lines already, that panel is folded; else it is the figure's only one.
    """
    other = "{name: free, type: gauge, unit: ratio, series: free}"
    alerts = ['{name: packed, severity: high, condition: "queue > 5 and free < 10%"}']
    document = dashboard(shop(QUEUE, other, alerts=alerts))
    assert steps(panel(document, "Queue")) == [("transparent", None), ("yellow", 10)]
    assert steps(panel(document, "Packed: queue"))[1:] == [("orange", 5)]
    assert steps(panel(document, "Packed: least free"))[1:] == [("orange", 0.1)]
    assert "and its other parts hold" in panel(document, "Packed: least free")["description"]
    assert titles(document, "Saturation · More signals") == ["Queue", "Packed: least free", "Free"]
    assert titles(document, "Saturation · More signals: details")[0] == "Packed: queue"


def test_each_side_of_an_or_fires_alone_and_is_drawn_with_the_rest() -> None:
    other = "{name: free, type: gauge, unit: ratio, series: free}"
    alerts = ['{name: packed, severity: high, condition: "queue > 50 or free < 10%"}']
    document = dashboard(shop(QUEUE, other, alerts=alerts))
    assert steps(panel(document, "Queue"))[-1] == ("orange", 50)
    # The least of all series, where the metric itself draws the largest.
    assert expressions(panel(document, "Free")) == ["max(free)"]
    assert expressions(panel(document, "Packed: least free")) == ["min(free)"]
    assert steps(panel(document, "Packed: least free"))[-1] == ("orange", 0.1)


def test_an_alert_on_absence_has_a_panel_that_says_when_it_fires() -> None:
    alerts = ['{name: gone, severity: high, condition: "absent(queue)"}']
    shown = panel(dashboard(shop(QUEUE, alerts=alerts)), "Gone")
    assert shown["description"].split("\n\n")[1] == (
        "- `gone`, high: fires while there is a figure"
    )
    assert shown["fieldConfig"]["defaults"]["noValue"] == "Nothing is missing"


def test_the_least_traffic_is_a_detail_with_its_own_line() -> None:
    ratio = (
        "{name: errors, type: counter, numerator: bad_total, denominator: all_total,"
        ' min_traffic: 100, min_bad: 3, severity: high, alert_threshold: ">5%"}'
    )
    document = dashboard(shop(ratio))
    assert steps(panel(document, "Errors"))[1:] == [("orange", 0.05)]
    assert titles(document, "Traffic and errors: details")[-2:] == [
        "Errors: all in 5m", "Errors: counted in 5m"
    ]  # fmt: skip
    traffic = panel(document, "Errors: all in 5m")
    assert expressions(traffic) == ["sum(increase(all_total[5m]))"]
    assert steps(traffic)[1:] == [("orange", 100)]
    assert "`errors_high` is silent unless this is at or above 100" in traffic["description"]
    # Beyond that line all is well.
    custom = traffic["fieldConfig"]["defaults"]["custom"]
    assert custom["thresholdsStyle"] == {"mode": "dashed"}


def test_a_limit_that_moves_is_a_dashed_series_in_the_severitys_colour() -> None:
    metrics = (
        '{name: cost, type: gauge, unit: USD, series: cost, alert_threshold: ">budget * 1.5"}',
        "{name: budget, type: gauge, unit: USD, series: budget}",
    )
    shown = panel(dashboard(shop(*metrics)), "Cost")
    assert expressions(shown) == ["max(cost)", "max(budget) * 1.5"]
    (override,) = shown["fieldConfig"]["overrides"]
    assert override["matcher"]["options"] == "B"
    look = {each["id"]: each["value"] for each in override["properties"]}
    assert look["custom.lineStyle"]["fill"] == "dash"
    assert look["color"] == {"fixedColor": "yellow", "mode": "fixed"}
    assert steps(shown) == [("transparent", None)]


def test_a_metric_without_a_threshold_has_its_panel_too() -> None:
    shown = panel(dashboard(shop('{name: luck, type: gauge, unit: "1", series: luck}')), "Luck")
    assert steps(shown) == [("transparent", None)]
    assert shown["fieldConfig"]["defaults"]["custom"]["thresholdsStyle"] == {"mode": "off"}


@pytest.mark.parametrize(
    ("threshold", "ends"),
    [
        (">10", (8, 12)),
        ("<10", (8, 12)),
        (">-10", (-12, -8)),
        ("<-10", (-12, -8)),
    ],
)
def test_the_line_is_in_sight_on_whichever_side_of_it_the_figure_is(
    threshold: str, ends: tuple[float, float]
) -> None:
    metric = f'{{name: luck, type: gauge, unit: "1", series: luck, alert_threshold: "{threshold}"}}'
    custom = panel(dashboard(shop(metric)), "Luck")["fieldConfig"]["defaults"]["custom"]
    assert (custom["axisSoftMin"], custom["axisSoftMax"]) == ends


def test_an_axis_that_begins_at_nothing_shows_a_line_that_figures_fall_below() -> None:
    metric = '{name: hits, type: gauge, unit: ratio, series: hits, alert_threshold: "<80%"}'
    shown = panel(dashboard(shop(metric)), "Hits")["fieldConfig"]["defaults"]
    assert (shown["min"], shown["custom"]["axisSoftMax"]) == (0, 0.96)


@pytest.mark.parametrize(
    ("unit", "ends"),
    [("count", (None, 1)), ("ratio", (None, 0.01)), ("percent", (None, 1)), ("s", (0, 1))],
)
@pytest.mark.parametrize("op", [">", "<=", "=="])
def test_a_limit_of_nothing_has_room_on_the_axis(
    unit: str, ends: tuple[float | None, float], op: str
) -> None:
    metric = f'{{name: dead, type: gauge, unit: {unit}, series: dead, alert_threshold: "{op}0"}}'
    custom = panel(dashboard(shop(metric)), "Dead")["fieldConfig"]["defaults"]["custom"]
    assert (custom.get("axisSoftMin"), custom["axisSoftMax"]) == ends


def test_a_share_of_nothing_does_not_get_the_axis_of_a_hundred_wholes() -> None:
    errors = "{name: errors, type: counter, numerator: bad_total, denominator: all_total}"
    shown = panel(dashboard(shop(errors)), "Errors")["fieldConfig"]["defaults"]
    assert (shown["min"], shown["custom"]["axisSoftMax"]) == (0, 0.01)


@pytest.mark.parametrize("unit", ["count", "s"])
@pytest.mark.parametrize(
    ("threshold", "style"),
    [
        ('">0"', "dashed"),
        ('"!=0"', "dashed"),
        ('{medium: ">0", high: ">5"}', "dashed"),
        ('">1"', "dashed+area"),
    ],
)
def test_no_veil_lies_over_a_figure_that_is_fine(unit: str, threshold: str, style: str) -> None:
    """Where the axis begins with the limit, all is beyond it."""
    metric = (
        f"{{name: dead, type: gauge, unit: {unit}, series: dead, alert_threshold: {threshold}}}"
    )
    custom = panel(dashboard(shop(metric)), "Dead")["fieldConfig"]["defaults"]["custom"]
    assert custom["thresholdsStyle"] == {"mode": style}


def test_a_limit_below_zero_is_not_cut_off() -> None:
    metric = "{name: balance, type: gauge, unit: count, series: balance%s}"
    plain = panel(dashboard(shop(metric % "")), "Balance")["fieldConfig"]["defaults"]
    assert plain["min"] == 0
    limited = metric % ', alert_threshold: "<-5"'
    owing = panel(dashboard(shop(limited)), "Balance")["fieldConfig"]["defaults"]
    assert "min" not in owing
    assert owing["custom"]["axisSoftMin"] == -6


def test_the_axis_of_a_share_ends_at_the_whole() -> None:
    metric = '{name: full, type: gauge, unit: ratio, series: full, alert_threshold: ">95%"}'
    shown = panel(dashboard(shop(metric)), "Full")["fieldConfig"]["defaults"]
    assert (shown["min"], shown["custom"]["axisSoftMax"]) == (0, 1)


def test_the_least_and_the_greatest_of_one_metric_have_titles_of_their_own() -> None:
    luck = '{name: luck, type: gauge, unit: "1", series: luck}'
    alerts = [
        '{name: odd, severity: low, condition: "luck > 1 and luck < 5"}',
        '{name: scarce, severity: low, condition: "luck < 1"}',
    ]
    document = dashboard(shop(luck, alerts=alerts))
    titles = [one["title"] for one in panels(document) if one["type"] == "timeseries"]
    assert sorted(title for title in titles if "uck" in title) == [
        "Luck", "Odd: least luck", "Odd: luck", "Scarce: least luck",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("luck > 1 and luck < 5", ["above 1 and below 5"]),
        ("luck < 1 or luck > 5", ["below 1 or above 5"]),
        ("luck > 1 and luck < 5 and other > 2", ["above 1 and below 5 and its other parts hold"]),
        ("luck > 1 and other > 2", ["above 1 and its other parts hold"]),
        (
            "(luck < 1 or luck > 5) and other > 2",
            ["below 1 and its other parts hold", "above 5 and its other parts hold"],
        ),
    ],
)
def test_two_limits_of_one_alert_are_told_as_its_condition_joins_them(
    condition: str, told: list[str]
) -> None:
    names = ("luck", "other")
    metrics = (
        f"{{name: {name}, type: gauge, unit: '1', series: {name}, aggregate: max}}"
        for name in names
    )
    alert = f'{{name: odd, severity: low, for: 0s, condition: "{condition}"}}'
    lines = [
        line
        for drawn in panels(dashboard(shop(*metrics, alerts=[alert])))
        if drawn["title"] in ("Luck", "Odd: luck") and drawn["type"] == "timeseries"
        for line in drawn["description"].splitlines()
        if line.startswith("- `odd`")
    ]
    assert lines == [f"- `odd`, low: fires when this is {words}" for words in told]


# (type, unit of the series, Grafana's id, what the title adds)
UNITS = (
    ("gauge", "ratio", "percentunit", ""),
    ("gauge", "percent", "percent", ""),
    ("gauge", "s", "s", ""),
    ("gauge", "ms", "ms", ""),
    ("gauge", "us", "µs", ""),
    ("gauge", "bytes", "bytes", ""),
    ("gauge", "MiB", "mbytes", ""),
    ("gauge", "MB", "decmbytes", ""),
    ("gauge", "USD", "currencyUSD", ""),
    ("gauge", "THB", "short", " (THB)"),
    ("gauge", "tokens", "short", " (tokens)"),
    ("gauge", "count", "short", ""),
    ("gauge", "1", "short", ""),
    ("counter", "count", "cps", " per second"),
    ("counter", "bytes", "binBps", ""),
    ("counter", "USD", "short", " per second (USD)"),
    ("counter", "tokens", "short", " per second (tokens)"),
    ("counter", "s", "percentunit", ""),
    ("counter", "us", "short", " (µs/s)"),
)


@pytest.mark.parametrize(("type_", "unit", "shown", "added"), UNITS)
def test_a_figure_is_drawn_in_the_unit_in_which_it_is_exported(
    type_: str, unit: str, shown: str, added: str
) -> None:
    metric = f"{{name: x1, type: {type_}, series: x_total, unit: '{unit}'}}"
    drawn = panel(dashboard(shop(metric)), f"X1{added}")
    assert drawn["fieldConfig"]["defaults"]["unit"] == shown
