"""Every row of the language's LLM, RAG and severity tables has an alert that proves it.

Two worlds of six hours: in one all is well, in the other everything goes wrong after five.
Each row's alert is silent in the first and fires in the second, on both promtools.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsgen.api import build, compile_file
from opsgen.artifacts import render
from opsgen.plan import Plan
from tests.judges import promtool

SPEC = Path(__file__).parent / "tables" / "operations.yaml"
HOURS, TURN = 360, 300  # minutes of a world, and when it goes wrong


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


def counter(good: float, bad: float) -> tuple[str, str]:
    """Growth per minute: steady, and with a turn."""
    return f"0+{good}x{HOURS}", f"0+{good}x{TURN} {good * TURN + bad}+{bad}x{HOURS - TURN - 1}"


def gauge(good: float, bad: float) -> tuple[str, str]:
    return f"{good}x{HOURS}", f"{good}x{TURN} {bad}x{HOURS - TURN - 1}"


def histogram(
    name: str, labels: str, bounds: dict[str, tuple[float, float]]
) -> dict[str, tuple[str, str]]:
    return {
        f'{name}_bucket{{{labels}le="{bound}"}}': counter(*rates) for bound, rates in bounds.items()
    }


JOB = 'job="tables"'
SERIES: dict[str, tuple[str, str]] = {
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


def world(bad: bool, minute: int, firing: bool, folder: Path) -> Path:
    """A promtool test that looks at every row's alert at one minute."""
    tests = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": series, "values": values[bad]} for series, values in SERIES.items()
                ],
                "promql_expr_test": [
                    {
                        "expr": f'count(ALERTS{{alertname="{row.alert}",alertstate="firing"}})',
                        "eval_time": f"{minute}m",
                        "exp_samples": [{"labels": "{}", "value": 1}] if firing else [],
                    }
                    for row in ROWS
                ],
            }
        ],
    }
    path = folder / "world.yml"
    path.write_text(json.dumps(tests))
    return path


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize(("bad", "firing"), [(False, False), (True, True)])
def test_every_rows_alert_fires_in_the_bad_world_and_in_no_other(
    version: str, bad: bool, firing: bool, tmp_path: Path
) -> None:
    (rules,) = [
        artifact
        for artifact in build(compile_file(str(SPEC))).artifacts
        if artifact.path.endswith(".rules.yml")
    ]
    (tmp_path / "rules.yml").write_bytes(render(rules))
    # An hour after the turn: the past of two hours has not caught up, and every `for` is over.
    minute = TURN + 32
    assert not promtool.test_rules(world(bad, minute, not firing, tmp_path), version=version)
    assert promtool.test_rules(world(bad, minute, firing, tmp_path), version=version)
