"""`promql:` is checked: what no rule can hold is found at its characters."""

from __future__ import annotations

import pytest

from tests.resolve.files import alert, codes, file, finding, rule, underlined

METRIC = "name: it, type: gauge, promql: '{promql}', alert_threshold: \">5\""


@pytest.mark.parametrize(
    "promql",
    [
        "sum(rate(x[5m]))",
        'sum by (a) (x{b=~"c$",d="}"}) / 2',
        "-x",
        "x offset 5m",
        'label_replace(x, "a", "$1", "b", "(.*)")',
        "max_over_time(x[1h:1m])",
        "x\n  + y",
        "x > 5",
        'x{a="#"}',
        'x{a="",b=~"\\\\"}',
        "time() - x",
        "x @ end()",
        "vllm:queue_total",
        "{__name__=`a.b`}",
    ],
)
def test_whole_expressions_are_taken_as_they_stand(promql: str) -> None:
    text = promql.replace("'", "''").replace("\n", "\n\n")
    assert codes(file(metrics=[METRIC.format(promql=text)])) == []


@pytest.mark.parametrize(
    ("promql", "under", "message"),
    [
        ("", "''", "nothing is written here"),
        ("   ", "   ", "nothing is written here"),
        ("sum(x", "(", "never closed"),
        ("sum(x))", ")", "closes nothing"),
        ("sum(x]", "]", "does not close `(`"),
        ('x{a="b}', '"', "never ends"),
        ("x # half", "# half", "comment"),
        ("rate(x[$__rate_interval])", "$__rate_interval", "variable of a dashboard"),
        ("rate(x[${interval}])", "${interval}", "variable of a dashboard"),
        ('x{job="$job"}', "$job", "variable of a dashboard"),
        ('x{job=~"${job:regex}"}', "${job:regex}", "variable of a dashboard"),
        ("x /", "/", "missing after `/`"),
        ("x and", "and", "missing after `and`"),
        ("sum(x) by", "by", "missing after `by`"),
        ("> 5", ">", "missing before `>`"),
        ("or x", "or", "missing before `or`"),
        ("x[5m]", "x[5m]", "range of samples"),
        ("x; y", ";", "PromQL has no `;`"),
    ],
)
def test_what_no_rule_can_hold_is_pointed_at(promql: str, under: str, message: str) -> None:
    text = file(metrics=[METRIC.format(promql=promql)])
    assert codes(text) == ["OPS224"]
    assert underlined(text, "OPS224") == under
    assert message in finding(text, "OPS224").message


def test_its_labels_are_its_by_and_its_unit_is_declared() -> None:
    metric = (
        "name: it, type: gauge, promql: 'sum by (model) (x)', by: [model], unit: ms, "
        'alert_threshold: ">2s"'
    )
    assert rule(metric) == "(sum by (model) (x)) > 2000"
    assert alert(file(metrics=[metric]), "it_medium").by == ("model",)


def test_a_condition_must_meet_at_exactly_its_labels() -> None:
    metric = "name: it, type: gauge, promql: 'sum by (model) (x)', by: [model]"
    text = file(metrics=[metric], alerts=['name: a, condition: "it > 5", by: []'])
    assert codes(text) == ["OPS347"]
    assert "`it` has `model`" in finding(text, "OPS347").message


@pytest.mark.parametrize(
    "key",
    [
        "where: {a: b}",
        "aggregate: max",
        "quantile: 0.9",
        "buckets: [1]",
        "window: 5m",
        "min_traffic: 5",
        "min_bad: 5",
        "histogram: native",
        "no_data: alert",
    ],
)
def test_beside_it_no_other_word_about_the_series_has_a_meaning(key: str) -> None:
    text = file(metrics=[f"name: it, type: histogram, promql: x, {key}"])
    assert codes(text) == ["OPS222"]


@pytest.mark.parametrize("key", ["series: x", "numerator: x", "denominator: x"])
def test_it_is_the_whole_expression_and_no_series(key: str) -> None:
    assert codes(file(metrics=[f"name: it, type: gauge, promql: up, {key}"])) == ["OPS222"]


def test_an_undeclared_unit_may_be_lent_as_to_a_gauge() -> None:
    metric = 'name: it, type: gauge, promql: x, alert_threshold: ">500ms"'
    assert rule(metric) == "(x) > 0.5"
    percent = file(metrics=['name: it, type: gauge, promql: x, alert_threshold: ">5%"'])
    assert codes(percent) == ["OPS345"]
