"""Every lint rule refuses a planted fault in both schemas, and a clean dashboard breaks none."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import pytest

from tests.judges.grafana_lint import EXCEPTIONS, RULES, Finding, lint, read, strict
from tests.judges.grafana_lint.expand import expand
from tests.judges.grafana_lint.promql import parse, selections
from tests.judges.grafana_samples import CLASSIC, CLEAN, FORMS, GONE, LOGS, SCOPE, Changes, planted


@dataclass(frozen=True)
class Row:
    """A fault, the rule that refuses it, and the rules that it breaks besides."""

    rule: str
    what: str
    changes: Changes
    also: frozenset[str] = field(default_factory=frozenset)


def row(rule: str, what: str, *also: str, **changes: object) -> Row:
    return Row(
        rule, what, {key.replace("_", " "): one for key, one in changes.items()}, frozenset(also)
    )


def over(window: str) -> str:
    return CLEAN.replace("$__rate_interval", window)


def scoped(expr: str) -> str:
    """`expr` with the clean scope in place of `{}`."""
    return expr.replace("{}", f"{{{SCOPE}}}")


COUNTER = "target-counter-agg-rule"
WORDS = "panel-title-description-rule"
UNITS = "panel-units-rule"
LABEL = "template-label-promql-rule"
RATE = "target-rate-interval-rule"
ROWS = (
    row("template-datasource-rule", "none", "panel-datasource-rule", variables=[]),
    row("template-datasource-rule", "a name of one's own", "panel-datasource-rule", source_name="ds"),
    row("template-datasource-rule", "of another engine", "panel-datasource-rule", source_name="loki_datasource"),
    row("template-datasource-rule", "a label of one's own", source_label="Source"),
    row("template-job-rule", "none", job_name="task"),
    row("template-job-rule", "no query", job_type=("custom", "CustomVariable"), job_refresh=(0, "never")),
    row("template-job-rule", "a fixed source", job_source="prom"),
    row("template-job-rule", "a label of one's own", job_label="Task"),
    row("template-job-rule", "one value", job_multi=False),
    row("template-job-rule", "all is anything", job_all=".*"),
    row("template-instance-rule", "none", instance_name="pod"),
    row("template-instance-rule", "all is nothing", instance_all=GONE),
    row(LABEL, "no function", job_query="up"),
    row(LABEL, "an unknown function", job_query="label_value(up, job)"),
    row(LABEL, "no PromQL", job_query="label_values(up{, job)"),
    row(LABEL, "no label", job_query="label_values(up, 1)"),
    row(LABEL, "a broken query", job_query="query_result(max by (up)"),
    row("template-on-time-change-reload-rule", "never", job_refresh=(0, "never")),
    row("template-on-time-change-reload-rule", "on load", job_refresh=(1, "onDashboardLoad")),
    row("panel-datasource-rule", "a fixed source", panel_source="prom"),
    row("panel-datasource-rule", "an unknown variable", panel_source="${source}"),
    row("panel-datasource-rule", "of a stat", panel_source="prom", type="stat"),
    row(WORDS, "no title", title=""),
    row(WORDS, "no description", description=GONE),
    row(WORDS, "of a heatmap", description="", type="heatmap"),
    row(UNITS, "none", unit=GONE),
    row(UNITS, "of one's own", unit="count:tok/s"),
    row(UNITS, "in an override", overrides=[{"properties": [{"id": "unit", "value": "tokens"}]}]),
    row(UNITS, "of a heatmap's axis", type="heatmap", options={"yAxis": {"unit": "tokens"}}),
    row(UNITS, "beside a mapping", unit="tokens", mappings=[{"type": "special", "options": {}}]),
    row("panel-no-targets-rule", "none", targets=[]),
    row("target-logql-rule", "an open parenthesis", **{**LOGS, "expr": 'sum(rate({app="demo"}[$__auto])'}),
    row("target-logql-rule", "no stream", **{**LOGS, "expr": "up"}),
    row("target-logql-rule", "a panel that is not there", **{**LOGS, "expr": "", "panel_id": 7}),
    row("target-logql-auto-rule", "five minutes", **{**LOGS, "expr": 'sum(rate({app="demo"}[5m]))'}),
    row("target-promql-rule", "an open parenthesis", expr=scoped("sum(demo{}")),
    row("target-promql-rule", "an unknown function", expr=scoped("median(demo{})")),
    row("target-promql-rule", "an unknown format", expr=scoped("demo{} * ${job:roman}")),
    row("target-promql-rule", "nothing", expr=""),
    row("target-promql-rule", "a panel that is not there", expr="", panel_id=7),
    row(RATE, "five minutes", expr=over("5m")),
    row(RATE, "the interval of a point", expr=over("$__interval")),
    row(RATE, "irate", expr=over("1m").replace("rate(", "irate(")),
    row(RATE, "deep inside", expr=scoped("1 - (a{} or sum(rate(b{}[5m])))")),
    row("target-job-rule", "none", expr='sum(demo{instance=~"$instance"})'),
    row("target-job-rule", "a fixed one", expr='sum(demo{job="a",instance=~"$instance"})'),
    row("target-job-rule", "an equal one", expr='sum(demo{job="$job",instance=~"$instance"})'),
    row("target-job-rule", "in one of two", expr=scoped('a{} / b{instance=~"$instance"}')),
    row("target-instance-rule", "none", expr='sum(demo{job=~"$job"})'),
    row(COUNTER, "the count", expr=scoped("demo_total{}")),
    row(COUNTER, "the growth of a sum", expr=scoped("deriv(demo_total{}[$__rate_interval])")),
    row(COUNTER, "of a subquery", expr=scoped("rate(demo_total{}[5m:1m])")),
    row(COUNTER, "a quoted name", expr=scoped('max({__name__="demo_total",job=~"$job",instance=~"$instance"})')),
    row(COUNTER, "half of a quotient", expr=scoped("demo_total{} / rate(b_total{}[$__rate_interval])")),
    row("uneditable-dashboard", "editable", editable=True),
    row("uneditable-dashboard", "not said", editable=GONE),
)  # fmt: skip


def rules(findings: list[Finding]) -> set[str]:
    return {one.rule for one in findings}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", ROWS, ids=lambda row: f"{row.rule}-{row.what}")
def test_the_rule_refuses_the_planted_fault(case: Row, form: str) -> None:
    assert rules(strict(planted(form, case.changes))) == {case.rule, *case.also}


def test_every_rule_has_a_planted_fault_and_there_are_seventeen() -> None:
    assert {case.rule for case in ROWS} == set(RULES)
    assert len(RULES) == 17


CLEAN_CASES: tuple[tuple[str, Changes], ...] = (
    ("as it is", {}),
    ("the short form of a variable", {"panel source": "$datasource"}),
    ("a named source", {
        "source name": "prometheus_datasource", "source label": "Prometheus data source",
        "panel source": "$prometheus_datasource", "job source": "$prometheus_datasource",
    }),
    ("words for figures need no unit", {"unit": GONE, "mappings": [{"type": "value"}]}),
    ("a stat of a text needs no unit", {"unit": GONE, "type": "stat", "options": {"reduceOptions": {"fields": "/x/"}}}),
    ("a unit in an override", {"unit": GONE, "overrides": [{"properties": [{"id": "unit", "value": "s"}]}]}),
    ("a unit of an axis", {"unit": GONE, "type": "heatmap", "options": {"yAxis": {"unit": "s"}}}),
    ("increase over a day", {"expr": scoped("increase(demo_total{}[1d])")}),
    ("a mean over a day", {"expr": scoped("avg_over_time(demo{}[1d])")}),
    ("the result of another panel", {"expr": "", "panel id": 1}),
    ("labels of all series", {"job query": "label_values(job)"}),
    ("a query", {"job query": "query_result(max by (job) (max_over_time(up[$__range])))"}),
    ("names", {"job query": "metrics(demo_.*)"}),
    ("logs", LOGS),
    ("hidden logs", {**LOGS, "expr": "{", "hidden": True}),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("what", "changes"), CLEAN_CASES, ids=[what for what, _ in CLEAN_CASES])
def test_a_clean_dashboard_breaks_no_rule(what: str, changes: Changes, form: str) -> None:
    assert strict(planted(form, changes)) == []


@pytest.mark.parametrize("form", FORMS)
def test_only_the_table_of_exceptions_excuses(form: str) -> None:
    narrowed = {row.rule for row in EXCEPTIONS if row.holds}
    always = {row.rule for row in EXCEPTIONS if not row.holds}
    assert narrowed == {COUNTER}
    for case in ROWS:
        expected = {case.rule, *case.also} - always
        assert rules(lint(planted(form, case.changes))) == expected, case.what


@pytest.mark.parametrize("form", FORMS)
def test_a_count_is_excused_where_it_is_a_gauges_or_only_its_presence_is_asked(form: str) -> None:
    named = planted(form, {"expr": scoped("demo_total{}")})
    assert rules(lint(named, gauges={"other_total"})) == {COUNTER}
    assert lint(named, gauges={"demo_total"}) == []
    for query in (
        "count by (a) (last_over_time(demo_total{}[1h]))",
        "absent_over_time(demo_total{}[15m])",
        "absent(demo_total{})",
    ):
        counted = planted(form, {"expr": scoped(query)})
        assert rules(strict(counted)) == {COUNTER}
        assert lint(counted) == []
    summed = planted(form, {"expr": scoped("count(a{} > sum(demo_total{}))")})
    assert rules(lint(summed)) == {COUNTER}


def test_a_classic_dashboard_may_come_as_a_resource() -> None:
    wrapped = {"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "spec": CLASSIC}
    assert read(wrapped) == read(CLASSIC)
    assert strict(wrapped) == []


def test_a_finding_says_where() -> None:
    (found,) = strict(planted("classic", {"expr": over("5m")}))
    assert str(found) == (
        "target-rate-interval-rule: panel 'Requests' target 0"
        " demo_total is read over 0:05:00, not $__rate_interval"
    )


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ('up{job=~"$job"}', 'up{job=~"$job"}'),
        ("up[$__range]", "up[7901007ms]"),
        ("up[${__range}]", "up[7901007ms]"),
        ("up[[[__range]]]", "up[7901007ms]"),
        ("x @ ${__to:date:seconds}", "x @ 1700003600"),
        ("sum by (${label:csv}) (x)", "sum by (label,label,label) (x)"),
        ("x$size", "xlarge"),
        ("x[$around]", "x[around]"),
        ("x[$__auto_interval_a]", "x[10s]"),
    ],
)
def test_a_variable_becomes_a_sample(expr: str, expected: str) -> None:
    document = copy.deepcopy(CLASSIC)
    document["templating"]["list"] = [
        {"name": "size", "type": "custom", "query": "", "options": [{"value": "large"}]},
        {"name": "around", "type": "custom", "query": "", "current": {"value": ["$around"]}},
    ]
    assert expand(expr, read(document).variables) == expected


def test_every_place_where_a_query_reads_is_seen() -> None:
    query = (
        "topk(scalar(a), -b) + on (x) (max_over_time(rate(c[1m])[5m:1m] offset 1h))"
        ' / label_replace({"d",e=~"f"}, "g", "$1", "h", "(.*)")'
    )
    seen = [one.name for one in selections(parse(query, ()))]
    assert seen == ["a", "b", "c", "d"]
