"""Whatever is asked, resolve answers with a plan or with diagnostics, and never raises.

Random conditions are put together from pieces that are right by themselves, so that most get
past the parser; spelling that means nothing changes nothing.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgen import api
from tests.resolve.files import file, plan

METRICS = (
    "name: queue, type: gauge",
    "name: depth, type: gauge, by: [model]",
    "name: wait, type: gauge, unit: ms, by: [model, route]",
    "name: cpu, type: gauge, unit: percent, aggregate: avg",
    "name: cost, type: gauge, unit: USD",
    "name: hits, type: counter, by: [model]",
    "name: busy, type: counter, unit: us",
    "name: latency_p50, type: histogram, by: [model]",
    "name: size, type: histogram, unit: bytes, quantile: 0.9, buckets: [10, 100, 1000]",
    "name: error_rate, type: counter, min_traffic: 5",
    "name: mean, type: counter, numerator: s_sum, denominator: s_count, unit: tokens",
    "name: own, type: gauge, promql: 'sum by (model) (x)', by: [model]",
)
DRIFT = "drift_detection: {tests: [{name: x_drift, type: ks, threshold: 0.05}]}\n"
CONSTANTS = "constants: {budget: 200 USD, sla: 2 s, most: 5, part: 5%, pace: 5/min}\n"

NAMES = st.sampled_from(
    [
        "queue",
        "depth",
        "wait",
        "cpu",
        "cost",
        "hits",
        "busy",
        "latency_p50",
        "p99_latency",
        "size",
        "error_rate",
        "mean",
        "own",
        "budget",
        "sla",
        "most",
        "part",
        "pace",
        "external_cost",
        "drift_p_value",
        "p0_x",
        "p99_nothing",
        "latency",
    ]
)
QUANTITIES = st.sampled_from(
    [
        "0",
        "1",
        "5",
        "0.05",
        "5%",
        "100%",
        "500ms",
        "2s",
        "1h",
        "10 MiB",
        "5 MB",
        "$200",
        "200 EUR",
        "5/s",
        "5/min",
        "3x",
        "-10%",
        "7 tokens",
    ]
)
WINDOWS = st.sampled_from(["30s", "5m", "1h", "7d"])
LABELS = st.sampled_from(["model", "route", "source", "le", "without"])


def call(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("rate({})".format, NAMES),
        st.builds("increase({}, {})".format, NAMES, WINDOWS),
        st.builds("quantile({}, 0.99)".format, NAMES),
        st.builds("share({}, {})".format, NAMES, LABELS),
        st.builds(
            "{}({}, {})".format,
            st.sampled_from(["avg", "min", "max", "baseline", "zscore", "change"]),
            inner,
            WINDOWS,
        ),
    )


VALUES = st.recursive(
    st.one_of(NAMES, QUANTITIES),
    lambda inner: st.one_of(
        call(inner),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("-{}".format, NAMES),
    ),
    max_leaves=4,
)
OPERATORS = st.sampled_from([">", ">=", "<", "<=", "==", "!="])
COMPARISONS = st.one_of(
    st.builds("{} {} {}".format, VALUES, OPERATORS, VALUES), st.builds("absent({})".format, NAMES)
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=3,
)
SEVERITIES = st.sampled_from(["critical", "high", "medium", "low"])
BY = st.sampled_from(["", ", by: []", ", by: [model]", ", by: [source]", ", no_data: alert"])
MESSAGES = st.sampled_from(["", ', message: "{value} {threshold} {model} {{"'])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(CONDITIONS, SEVERITIES, BY, MESSAGES), min_size=1, max_size=3))
def test_any_condition_gives_a_plan_or_an_error(
    asked: list[tuple[str, str, str, str]],
) -> None:
    alerts = [
        f'name: a{index}, condition: "{condition}", severity: {severity}{by}{message}'
        for index, (condition, severity, by, message) in enumerate(asked)
    ]
    text = file(metrics=METRICS, alerts=alerts, top=DRIFT + CONSTANTS)
    compiled = api.compile_text(text, "demo/operations.yaml")
    wrong = [each for each in compiled.diagnostics if each.severity == "error"]
    assert (compiled.plan is None) == bool(wrong)
    for each in compiled.diagnostics:
        assert each.at is not None
        assert "\n" not in each.message
        assert not each.message.endswith(".")


def bare(part: object) -> object:
    """The meaning alone: without the places and spellings that it came from."""
    if is_dataclass(part) and not isinstance(part, type):
        kept = [each for each in fields(part) if each.name not in ("origin", "path", "defaults")]
        return (type(part).__name__, *(bare(getattr(part, each.name)) for each in kept))
    if isinstance(part, tuple):
        return tuple(bare(each) for each in part)
    return part


BASE = file(
    metrics=["name: wait, type: gauge, unit: s, by: [model]", "name: error_rate, type: counter"],
    alerts=['name: a, condition: "wait > 500ms and error_rate > 5%", severity: high, message: "m"'],
)


def test_spelling_that_means_nothing_changes_nothing() -> None:
    same = [
        BASE.replace("500ms", "0.5s"),
        BASE.replace("5%", "0.05"),
        BASE.replace("wait > 500ms", "500ms < wait"),
        BASE.replace("wait > 500ms", "(wait) > (500ms)"),
        BASE.replace("type: gauge, unit: s, by: [model]", "by: [model], unit: s, type: gauge"),
        BASE.replace('severity: high, message: "m"', "message: 'm', severity: \"high\""),
        BASE.replace("wait > 500ms and", "wait  >\\t500ms   and"),
        BASE.replace("service: demo", "# a comment\nservice: demo"),
        BASE.replace("\n", "\r\n"),
    ]
    meant = bare(plan(BASE))
    for text in same:
        assert text != BASE
        assert bare(plan(text)) == meant


def test_this_test_would_notice_another_meaning() -> None:
    assert bare(plan(BASE.replace("500ms", "0.6s"))) != bare(plan(BASE))
    assert bare(plan(BASE.replace("severity: high", "severity: low"))) != bare(plan(BASE))


def test_ten_thousand_alerts_are_resolved_in_seconds() -> None:
    import time

    metrics = [f"name: it{index}, type: gauge, unit: s" for index in range(1000)]
    alerts = [f'name: a{index}, condition: "it{index % 1000} > {index}s"' for index in range(9000)]
    text = file(metrics=metrics, alerts=alerts)
    assert len(text) < 2**20
    start = time.process_time()
    assert len(plan(text).alerts) > 10_000
    assert time.process_time() - start < 60
