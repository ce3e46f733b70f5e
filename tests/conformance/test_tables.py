"""Every row of the language's LLM, RAG and severity tables has an alert that proves it.

Two worlds of six hours: in one all is well, in the other everything goes wrong after five.
Each row's alert is silent in the first and fires in the second, on both promtools.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.plan import Plan
from tests.conformance.worlds import LONG, Course, write
from tests.judges import promtool

counter, gauge, histogram = LONG.counter, LONG.gauge, LONG.histogram

SPEC = Path(__file__).parent / "tables" / "operations.yaml"


@dataclass(frozen=True)
class Row:
    """`channels` are those that the severity table names for it."""

    table: str
    text: str
    alert: str
    severity: str
    channels: tuple[str, ...] = ()


ROWS = (
    Row("LLM", "token usage > budget", "token_budget", "medium"),
    Row("LLM", "response length: unusual variance", "response_length_variance", "medium"),
    Row("LLM", "latency by query type > SLA", "latency_by_query_type", "medium"),
    Row("LLM", "error rate > baseline", "errors_above_baseline", "medium"),
    Row("LLM", "cache hit rate < expected", "cache_hits_low", "low"),
    Row("LLM", "guardrail triggers: unexpected increase", "guardrails_increase", "medium"),
    Row("RAG", "retrieval latency > P99 target", "retrieval_slow", "medium"),
    Row("RAG", "empty retrieval rate > 5%", "retrieval_empty", "medium"),
    Row("RAG", "context utilization very high/low", "context_extreme", "low"),
    Row("RAG", "source distribution: unexpected skew", "source_skew", "medium"),
    Row("RAG", "reranking score distribution: degradation", "rerank_degraded", "low"),
    Row("severity", "system down", "service_down", "critical", ("pager", "chat")),
    Row("severity", "data breach", "data_breach", "critical", ("pager", "chat")),
    Row("severity", "latency > 2x SLA", "latency_beyond_twice_sla", "high", ("chat", "mail")),
    Row("severity", "error > 5%", "errors_beyond_5_percent", "high", ("chat", "mail")),
    Row("severity", "drift", "drift", "medium", ("chat",)),
    Row("severity", "cost spike", "cost_spike", "medium", ("chat",)),
    Row("severity", "performance degradation", "performance_degraded", "low", ("digest",)),
)


JOB = 'job="tables"'
SERIES: dict[str, Course] = {
    f"up{{{JOB}}}": gauge(1, 0),
    f"tokens_today{{{JOB}}}": gauge(1_500_000, 2_500_000),
    f"failed_total{{{JOB}}}": counter(1, 30),
    f"requests_total{{{JOB}}}": counter(100, 100),
    f"cache_hits_total{{{JOB}}}": counter(50, 10),
    f"cache_lookups_total{{{JOB}}}": counter(100, 100),
    f"guardrail_triggers_total{{{JOB}}}": counter(10, 40),
    f"retrievals_empty_total{{{JOB}}}": counter(2, 20),
    f"retrievals_total{{{JOB}}}": counter(100, 100),
    f"context_utilization_ratio{{{JOB}}}": gauge(0.5, 0.99),
    f'retrieved_documents_total{{{JOB},source="wiki"}}': counter(50, 95),
    f'retrieved_documents_total{{{JOB},source="tickets"}}': counter(50, 5),
    f"rerank_score_mean{{{JOB}}}": gauge(0.8, 0.3),
    f"leaked_records_total{{{JOB}}}": counter(0, 1),
    f"cost_usd_total{{{JOB}}}": counter(0.2, 2),
    'drift_p_value{service="tables",feature="query_embedding",test="mmd"}': gauge(0.4, 0.01),
    'drift_last_success_timestamp_seconds{service="tables"}': gauge(0, 0),
    **histogram(
        "response_length_tokens", f"{JOB},",
        {"100": (10, 0), "1000": (100, 0), "10000": (100, 100), "+Inf": (100, 100)},
    ),
    **histogram(
        "request_latency_seconds", f'{JOB},query_type="chat",',
        {"0.5": (90, 0), "1": (99, 0), "5": (100, 10), "10": (100, 100), "+Inf": (100, 100)},
    ),
    **histogram(
        "retrieval_seconds", f"{JOB},",
        {"0.1": (90, 0), "0.5": (100, 0), "1": (100, 100), "+Inf": (100, 100)},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    compiled = compile_file(str(SPEC))
    assert [d for d in compiled.diagnostics if d.severity != "note"] == []
    assert compiled.plan is not None
    return compiled.plan


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.text)
def test_the_row_is_an_alert_of_its_severity_and_is_heard_as_the_table_says(
    row: Row, plan: Plan
) -> None:
    (alert,) = [alert for alert in plan.alerts if alert.name == row.alert]
    assert alert.severity == row.severity
    (route,) = [route for route in plan.notifications.routes if route.severity == row.severity]
    assert set(row.channels) <= {*route.channels, *route.digests}


@pytest.mark.parametrize(
    ("severity", "response"),
    [("critical", "immediate"), ("high", "15m"), ("medium", "1h"), ("low", "next day")],
)
def test_the_severity_is_answered_as_fast_as_the_table_says(
    severity: str, response: str, plan: Plan
) -> None:
    (policy,) = [one for one in plan.notifications.policies if one.severity == severity]
    assert policy.response == response


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize("wrong", [False, True])
def test_every_rows_alert_fires_in_the_bad_world_and_in_no_other(
    version: str, wrong: bool, tmp_path: Path
) -> None:
    for expected in (not wrong, wrong):
        firing = dict.fromkeys((row.alert for row in ROWS), expected)
        world = write(SPEC, SERIES, firing, wrong=wrong, minute=LONG.turn + 45, folder=tmp_path)
        assert bool(promtool.test_rules(world, version=version)) == (expected == wrong)
