"""Which command comes first: the user's own, else the query that tells most."""

from __future__ import annotations

import pytest

from opsgen.api import compile_text
from opsgen.promql.first import first_command

ASK = "promtool query instant http://localhost:9090"
SPEC = """
service: shop
monitoring:
  defaults: {{job: shop}}
  metrics:
    - {{name: queue, type: gauge, unit: count, series: queue, alert_threshold: ">100"}}
    - {{name: odd, type: counter, series: odd_total, unit: count}}
    - {{name: own, type: gauge, unit: count, promql: {promql}, alert_threshold: ">1"}}
alerting:
  alerts:
    - {{name: strange, severity: low, condition: "zscore(rate(odd), 1d) > 3", for: 1m}}
    - {{name: gone, severity: low, condition: "absent(queue)"}}
runbook:
  procedures:
    - {{id: PROC-001, title: Queue, alerts: [queue_medium], diagnosis: [{diagnosis}]}}
"""


def first(alert: str, *, diagnosis: str = "", promql: str = '"queue"') -> str:
    plan = compile_text(SPEC.format(promql=promql, diagnosis=diagnosis)).plan
    assert plan is not None
    (found,) = (each for each in plan.alerts if each.name == alert)
    procedure = next(p for p in plan.runbook.procedures if p.id == found.procedure)
    return first_command(found, procedure, plan)


@pytest.mark.parametrize(
    ("alert", "query"),
    [
        ("queue_medium", "'max(queue)'"),
        ("service_down", "'up{job=\"shop\"}'"),
        ("gone", "'count by (__name__, job) (queue{job=\"shop\"})'"),
        ("Watchdog", '\'ALERTS{alertname="Watchdog",alertstate="firing",service="shop"}\''),
    ],
)
def test_the_query_is_the_one_that_tells_most(alert: str, query: str) -> None:
    shown = query.replace("max(queue)", 'max(queue{job="shop"})')
    assert first(alert) == f"{ASK} {shown}"


def test_of_a_long_history_the_figure_that_it_is_about_is_asked() -> None:
    assert first("strange") == f"{ASK} 'sum(rate(odd_total{{job=\"shop\"}}[5m]))'"


def test_promql_over_several_lines_is_joined_unless_a_line_end_matters() -> None:
    assert first("own_medium", promql='"queue\\n  or other"') == f"{ASK} 'queue or other'"
    raw = '"queue{a=`b`}\\n  or other"'
    assert 'ALERTS{alertname="own_medium"' in first("own_medium", promql=raw)


@pytest.mark.parametrize(
    ("diagnosis", "command"),
    [
        ("kubectl get pods", "kubectl get pods"),
        ('"Look at `kubectl get pods`."', "kubectl get pods"),
        ("Look at the queue.", f"{ASK} 'max(queue{{job=\"shop\"}})'"),
    ],
)
def test_a_command_of_the_users_own_wins(diagnosis: str, command: str) -> None:
    assert first("queue_medium", diagnosis=diagnosis) == command
