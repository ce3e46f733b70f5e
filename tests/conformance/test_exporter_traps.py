"""The eleven traps of real exporters: names that lie, and figures that are in other units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from opsgen.api import compile_file
from opsgen.plan import Plan
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from tests.conformance.worlds import LONG, Course, write
from tests.judges import promtool

counter, gauge, histogram = LONG.counter, LONG.gauge, LONG.histogram

SPEC = Path(__file__).parent / "traps" / "operations.yaml"
JOB = 'job="traps"'


@dataclass(frozen=True)
class Trap:
    """`reads` must stand in the expression of `alert`, byte for byte."""

    number: int
    alert: str
    reads: tuple[str, ...]


TRAPS = (
    Trap(1, "iteration_tokens_medium", ("vllm:iteration_tokens_total_bucket{", "> 1500")),
    Trap(2, "iteration_tokens_medium", ("vllm:iteration_tokens_total_bucket{",)),
    Trap(3, "kv_cache_usage_medium", ("vllm:kv_cache_usage_perc{", "> 0.9")),
    Trap(4, "cache_usage_any_name_medium", ("vllm:(gpu|kv)_cache_usage_perc", "> 0.9")),
    Trap(5, "gateway_latency_p95_medium", ("litellm_request_total_latency_metric_bucket{", "> 2")),
    Trap(5, "team_spends_much", ("litellm_spend_metric_total{", "by (team)", "> 50")),
    Trap(6, "gateway_overhead_p95_medium", ("litellm_overhead_latency_metric_bucket{", "> 0.5")),
    Trap(7, "gateway_failures_medium", ("sum by (requested_model)", "> 0.05")),
    Trap(8, "pending_operations_medium", ("sum(cluster_pending_operations_total{", "> 10")),
    Trap(8, "elections_medium", ("rate(cluster_term{", "> 1 / 60")),
    Trap(9, "query_latency_p99_medium", ('endpoint="/collections/{collection_name}/points/query"',)),
    Trap(10, "embedding_failures_medium", ('te_request_failure{err!="validation"', "te_request_count{")),
    Trap(10, "embedding_duration_p99_medium", ("te_request_duration_bucket{", "> 0.25")),
    Trap(11, "search_latency_p99_medium", ("milvus_proxy_sq_latency_bucket{", "> 1500")),
    Trap(11, "queue_time_high", ("rate(nv_inference_queue_duration_us{", "> 500000")),
    Trap(11, "gpu_memory_used_medium", ("max by (gpu) (DCGM_FI_DEV_FB_USED{", "> 71680")),
    Trap(11, "gpu_utilization_medium", ("avg(DCGM_FI_DEV_GPU_UTIL{", "< 20")),
)  # fmt: skip

SLOW = {"1": (100, 0), "10": (100, 100), "+Inf": (100, 100)}
QUERY = 'endpoint="/collections/{collection_name}/points/query"'
OTHER = 'endpoint="/collections/x/points/query"'
MODEL = 'requested_model="a"'
SERIES: dict[str, Course] = {
    f"up{{{JOB}}}": gauge(1, 1),
    **histogram("vllm:iteration_tokens_total", f"{JOB},", {"1024": (99, 0), "2048": (100, 100), "+Inf": (100, 100)}),
    f"vllm:kv_cache_usage_perc{{{JOB}}}": gauge(0.5, 0.95),
    **histogram("litellm_request_total_latency_metric", f"{JOB},", {"1": (95, 0), "5": (100, 100), "+Inf": (100, 100)}),
    f'litellm_spend_metric_total{{{JOB},team="a",user="x"}}': counter(0.5, 2),
    **histogram("litellm_overhead_latency_metric", f"{JOB},", {"0.1": (95, 0), "1": (100, 100), "+Inf": (100, 100)}),
    f'litellm_proxy_failed_requests_metric_total{{{JOB},{MODEL},exception_class="Timeout"}}': counter(1, 20),
    f'litellm_proxy_total_requests_metric_total{{{JOB},{MODEL},status_code="200"}}': counter(100, 100),
    f"cluster_pending_operations_total{{{JOB}}}": gauge(2, 20),
    f"cluster_term{{{JOB}}}": counter(0, 3),
    **histogram("rest_responses_duration_seconds", f"{JOB},{QUERY},", SLOW),
    **histogram("rest_responses_duration_seconds", f"{JOB},{OTHER},", {"1": (0, 0), "10": (900, 900), "+Inf": (900, 900)}),
    f'te_request_failure{{{JOB},err="overloaded"}}': counter(1, 10),
    f'te_request_failure{{{JOB},err="validation"}}': counter(50, 50),
    f"te_request_count{{{JOB}}}": counter(100, 100),
    **histogram("te_request_duration", f"{JOB},", {"0.1": (99, 0), "1": (100, 100), "+Inf": (100, 100)}),
    **histogram("milvus_proxy_sq_latency", f"{JOB},", {"500": (99, 0), "5000": (100, 100), "+Inf": (100, 100)}),
    f"nv_inference_queue_duration_us{{{JOB}}}": counter(6_000_000, 54_000_000),
    f'DCGM_FI_DEV_FB_USED{{{JOB},gpu="0"}}': gauge(60_000, 75_000),
    f"DCGM_FI_DEV_GPU_UTIL{{{JOB}}}": gauge(80, 5),
}  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    compiled = compile_file(str(SPEC))
    assert [d for d in compiled.diagnostics if d.severity != "note"] == []
    assert compiled.plan is not None
    return compiled.plan


def test_every_trap_has_a_row() -> None:
    assert {trap.number for trap in TRAPS} == set(range(1, 12))


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap.number}-{trap.alert}")
def test_the_trap_is_served_by_the_explicit_keys(trap: Trap, plan: Plan) -> None:
    (alert,) = [alert for alert in plan.alerts if alert.name == trap.alert]
    text = " ".join(to_promql(Lowering(60).condition(alert.condition)).split())
    for part in trap.reads:
        assert part in text


def test_explicit_names_are_no_guesses(plan: Plan) -> None:
    assert [alert.name for alert in plan.alerts if alert.cause == "no_data"] == []


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize("wrong", [False, True])
def test_the_alerts_fire_on_the_exported_figures_and_in_no_other_world(
    version: str, wrong: bool, tmp_path: Path
) -> None:
    names = dict.fromkeys(trap.alert for trap in TRAPS)
    for expected in (not wrong, wrong):
        firing = dict.fromkeys(names, expected)
        world = write(SPEC, SERIES, firing, wrong=wrong, minute=LONG.turn + 45, folder=tmp_path)
        assert bool(promtool.test_rules(world, version=version)) == (expected == wrong)
