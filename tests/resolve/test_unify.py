"""Units are checked, converted and lent (LANGUAGE 2.2, units; rows 78 to 80)."""

from __future__ import annotations

import pytest

from tests.resolve.files import codes, default, file, finding, promql, rule, underlined

CLEAN = (
    "name: wait, type: gauge, unit: s",
    "name: wait_ms, type: gauge",
    "name: share_left, type: gauge, unit: ratio",
    "name: cpu, type: gauge, unit: percent",
    "name: heap, type: gauge, unit: bytes",
    "name: spent, type: gauge, unit: USD",
    "name: paid, type: gauge, unit: EUR",
    "name: words, type: gauge, unit: tokens",
    "name: replicas, type: gauge, unit: count",
    "name: hands, type: gauge, unit: count",
    "name: score, type: gauge, unit: '1'",
    "name: unknown, type: gauge",
    "name: hits, type: counter",
    "name: clicks, type: counter",
    "name: sent, type: counter, unit: bytes",
    "name: busy, type: counter, unit: us",
    "name: error_rate, type: counter",
)


def asked(condition: str) -> str:
    return file(metrics=CLEAN, alerts=[f'name: a, condition: "{condition}"'])


@pytest.mark.parametrize(
    ("condition", "limit"),
    [
        ("wait > 500ms", "> 0.5"),
        ("wait > 2m", "> 120"),
        ("wait > 2", "> 2"),
        ("wait_ms > 2s", "> 2000"),
        ("wait_ms > 2", "> 2"),
        ("share_left < 5%", "< 0.05"),
        ("share_left < 0.05", "< 0.05"),
        ("cpu > 80%", "> 80"),
        ("cpu > 0.5%", "> 0.5"),
        ("heap > 10 MiB", "> 10485760"),
        ("heap > 5 MB", "> 5000000"),
        ("spent > $200", "> 200"),
        ("spent > 200 USD", "> 200"),
        ("words > 2_000_000 tokens", "> 2000000"),
        ("replicas < 2", "< 2"),
        ("score < 0.5", "< 0.5"),
        ("score < 50%", "< 0.5"),
        ("hits > 5/s", "> 5"),
        ("hits > 5/min", "> 5 / 60"),
        ("hits > 100/h", "> 100 / 3600"),
        ("hits > 0", "> 0"),
        ("sent > 5 MB/s", "> 5000000"),
        ("sent > 5 MB/min", "> 5000000 / 60"),
        ("busy > 50%", "> 500000"),
        ("error_rate > 5%", "> 0.05"),
        ("error_rate > 0", "> 0"),
        ("score > 3x", "> 3"),
        ("replicas / hands > 3x", "> 3"),
        ("change(hits, 1d) < -10%", "< -0.1"),
        ("change(hits, 1d) > 2", "> 2"),
    ],
)
def test_a_literal_is_converted_to_the_unit_of_the_series(condition: str, limit: str) -> None:
    assert codes(asked(condition)) == []
    assert promql(asked(condition), "a").endswith(limit)


@pytest.mark.parametrize(
    ("condition", "code", "left", "right"),
    [
        ("wait > 5%", "OPS340", "wait", "5%"),
        ("wait > 5 MB", "OPS340", "wait", "5 MB"),
        ("wait > 3x", "OPS340", "wait", "3x"),
        ("wait > heap", "OPS340", "wait", "heap"),
        ("spent > 5s", "OPS340", "spent", "5s"),
        ("replicas > 5%", "OPS340", "replicas", "5%"),
        ("hits > 5%", "OPS340", "hits", "5%"),
        ("error_rate > 5/s", "OPS340", "error_rate", "5/s"),
        ("wait + heap > 5s", "OPS340", "wait", "heap"),
        ("5% < wait", "OPS340", "wait", "5%"),
        ("increase(clicks, 1h) > 5/s", "OPS340", "increase(clicks, 1h)", "5/s"),
        ("increase(clicks, 1h) > 5%", "OPS340", "increase(clicks, 1h)", "5%"),
        ("spent > paid", "OPS342", "spent", "paid"),
        ("spent > 5 EUR", "OPS342", "spent", "5 EUR"),
    ],
)
def test_unlike_figures_are_an_error_with_a_caret_under_both(
    condition: str, code: str, left: str, right: str
) -> None:
    text = asked(condition)
    assert codes(text) == [code]
    told = finding(text, code)
    assert underlined(text, code) == left
    ((span, _),) = told.related
    assert text[span.start.offset : span.end.offset] == right


@pytest.mark.parametrize(
    ("condition", "figure", "proposals"),
    [
        ("error_rate > 5", "5", ["`5%`", "`0.05`", "`5x`"]),
        ("error_rate > 1", "1", ["`1%`"]),
        ("share_left < 200", "200", ["`200%`", "`200x`"]),
        ("cpu > 80", "80", ["`80%`"]),
        ("cpu > 0.8", "0.8", ["`0.8%`"]),
        ("5 < error_rate", "5", ["`5%`"]),
        ("avg(error_rate, 1h) > 5", "5", ["`5%`"]),
    ],
)
def test_a_bare_number_against_a_ratio_must_say_which(
    condition: str, figure: str, proposals: list[str]
) -> None:
    text = asked(condition)
    assert codes(text) == ["OPS341"]
    assert underlined(text, "OPS341") == figure
    assert all(proposal in str(finding(text, "OPS341").help) for proposal in proposals)


@pytest.mark.parametrize("condition", ["1 - error_rate < 95%", "100 - cpu < 20%"])
def test_the_whole_in_a_difference_is_no_question(condition: str) -> None:
    assert codes(asked(condition)) == []


@pytest.mark.parametrize("condition", ["hits > 100", "sent > 100", "100 < hits"])
def test_the_total_of_a_counter_says_nothing(condition: str) -> None:
    text = asked(condition)
    assert codes(text) == ["OPS343"]
    assert underlined(text, "OPS343") == "100"
    assert "100/s" in str(finding(text, "OPS343").help)


def test_a_threshold_of_a_counter_is_per_time() -> None:
    text = file(metrics=['name: hits, type: counter, alert_threshold: ">1000"'])
    assert codes(text) == ["OPS343"]


def test_an_amount_against_a_counter_gets_the_rate_that_it_may_mean() -> None:
    told = finding(asked("sent > 5 MB"), "OPS340")
    assert "`5 MB/s`" in str(told.help)
    assert "increase(sent, 1h)" in str(told.help)


def test_a_percentage_of_a_counter_needs_two_counters() -> None:
    assert "`numerator:`" in str(finding(asked("hits > 5%"), "OPS340").help)


@pytest.mark.parametrize("where", ["threshold", "condition"])
def test_a_percentage_makes_an_undeclared_gauge_a_ratio_with_a_warning(where: str) -> None:
    if where == "threshold":
        text = file(metrics=['name: it, type: gauge, alert_threshold: ">5%"'])
        name = "it_medium"
    else:
        text, name = asked("unknown > 5%"), "a"
    assert codes(text) == ["OPS345"]
    assert promql(text, name).endswith("> 0.05")
    (edit,) = finding(text, "OPS345").edits
    assert "unit: ratio" in edit.text


@pytest.mark.parametrize("unit", ["ratio", "percent"])
def test_saying_the_unit_is_the_way_out(unit: str) -> None:
    text = file(metrics=[f'name: it, type: gauge, unit: {unit}, alert_threshold: ">5%"'])
    assert codes(text) == []


@pytest.mark.parametrize(
    ("conditions", "reads"),
    [
        # in base form, whatever the literal says
        (["unknown > 500ms"], ["> 0.5"]),
        (["unknown > 5 MiB"], ["> 5242880"]),
        # from one alert to another, whichever is written first
        (["unknown > 5", "unknown > 500ms"], ["> 5", "> 0.5"]),
        (["unknown > 500ms", "unknown > 5"], ["> 0.5", "> 5"]),
        # from metric to metric
        (["unknown > wait_ms", "unknown > 2s"], ['max(wait_ms{job="shop"})', "> 2000"]),
    ],
)
def test_an_undeclared_unit_comes_from_what_it_is_compared_with(
    conditions: list[str], reads: list[str]
) -> None:
    alerts = [f'name: a{index}, condition: "{text}"' for index, text in enumerate(conditions)]
    text = file(metrics=CLEAN, alerts=alerts)
    assert codes(text) == []
    for index, ending in enumerate(reads):
        assert promql(text, f"a{index}").endswith(ending)


def test_a_unit_travels_along_a_chain_of_comparisons() -> None:
    metrics = [f"name: {name}, type: gauge" for name in ("first", "second", "third")]
    conditions = ["first > second", "second > third", "third > 5s"]
    alerts = [f'name: a{index}, condition: "{text}"' for index, text in enumerate(conditions)]
    text = file(metrics=metrics, alerts=alerts)
    assert codes(text) == []
    assert [default(text, name, "unit") for name in ("first", "second", "third")] == ["s"] * 3


def test_two_units_for_one_metric_blame_the_second() -> None:
    alerts = ['name: a, condition: "unknown > 5s"', 'name: b, condition: "unknown > 5 MB"']
    text = file(metrics=CLEAN, alerts=alerts)
    assert codes(text) == ["OPS340"]
    assert finding(text, "OPS340").path[-2:] == (1, "condition")
    assert "says that `unknown` is in `s`" in finding(text, "OPS340").notes[0]


def test_a_percentage_lends_last_for_it_is_the_likelier_slip() -> None:
    text = file(
        metrics=["name: latency_p99, type: histogram"],
        alerts=[
            'name: wrong, condition: "latency_p99 > 5%"',
            'name: right, condition: "p95_latency > sla"',
        ],
        top="constants: {sla: 2 s}",
    )
    assert codes(text) == ["OPS340"]
    assert finding(text, "OPS340").path[-2:] == (0, "condition")


def test_a_constant_that_lends_its_unit_to_two_metrics_is_a_warning() -> None:
    metrics = ['name: one, type: gauge, alert_threshold: "> sla"', "name: two, type: gauge"]
    one = file(metrics=metrics[:1], top="constants: {sla: 2 s}")
    assert codes(one) == []
    assert default(one, "one", "unit") == "s"
    both = file(
        metrics=metrics,
        alerts=['name: a, condition: "two > sla"'],
        top="constants: {sla: 2 s}",
    )
    assert codes(both) == ["OPS346"]
    assert "`one` and `two`" in finding(both, "OPS346").message
    assert "`unit: s`" in str(finding(both, "OPS346").help)


def test_a_constant_without_a_unit_lends_none() -> None:
    text = file(
        metrics=["name: one, type: gauge", "name: two, type: gauge"],
        alerts=['name: a, condition: "one > most and two > most"'],
        top="constants: {most: 5}",
    )
    assert codes(text) == []


def test_the_wrong_kind_of_budget_is_told_by_its_currency() -> None:
    text = file(
        metrics=['name: it, type: gauge, unit: EUR, alert_threshold: "> budget"'],
        top="constants: {budget: 200 USD}",
    )
    assert codes(text) == ["OPS342"]
    assert "never convert" in str(finding(text, "OPS342").help)


def test_an_external_name_learns_its_unit_too() -> None:
    text = file(alerts=['name: a, condition: "someones_delay > 500ms"'])
    assert codes(text) == ["OPS210"]
    assert promql(text, "a").endswith("> 0.5")


@pytest.mark.parametrize("type_", ["gauge", "histogram, quantile: 0.5"])
def test_money_is_lent_as_it_is(type_: str) -> None:
    assert rule(f'name: it, type: {type_}, alert_threshold: "> $5"').endswith("> 5")
