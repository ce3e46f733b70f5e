"""The examples of real services wake somebody when they should, and nobody when all is well.

Two worlds of two hours each: their series are what the exporters really write,
with the labels that mislead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conformance.examples import FOLDER
from tests.conformance.worlds import SHORT, Course, write
from tests.judges import promtool

counter, gauge, gone, histogram = SHORT.counter, SHORT.gauge, SHORT.gone, SHORT.histogram
NEVER = SHORT.never()


@dataclass(frozen=True)
class World:
    """`fires` are the alerts that the bad course of `series` must raise, once each."""

    example: str
    what: str
    series: Mapping[str, Course]
    fires: tuple[str, ...]


L = 'job="litellm"'
QWEN, TEAM = 'requested_model="qwen"', 'team_alias="search"'
EAST, WEST = 'api_base="https://east.example.com"', 'api_base="https://west.example.com"'
FAST = {"0.1": (100, 0), "0.25": (100, 0), "1": (100, 0), "60": (100, 100), "+Inf": (100, 100)}


def state(model: str, base: str, pod: str) -> str:
    return f'litellm_deployment_state{{{L},litellm_model_name="{model}",{base},instance="{pod}"}}'


GATEWAY = World(
    "litellm",
    "everything goes wrong",
    {
        f"up{{{L}}}": gauge(1, 1),
        **histogram("litellm_request_total_latency_metric", f"{L},{QWEN},", FAST),
        # The help text says milliseconds: as such, all would be well in both worlds.
        **histogram("litellm_overhead_latency_metric", f"{L},", FAST),
        f'litellm_proxy_total_requests_metric_total{{{L},{QWEN},{TEAM},status_code="200"}}': counter(100, 100),
        f'litellm_proxy_failed_requests_metric_total{{{L},{QWEN},{TEAM},exception_status="500"}}': counter(1, 40),
        f'litellm_proxy_failed_requests_metric_total{{{L},{QWEN},{TEAM},exception_status="400"}}': counter(60, 60),
        # One of a model's two deployments is always out; only without the other the model is.
        state("gpt", EAST, "a"): gauge(0, 2),
        state("gpt", EAST, "b"): gauge(0, 2),
        state("gpt", WEST, "a"): gauge(0, 2),
        state("gpt", WEST, "b"): gauge(0, 2),
        f'litellm_deployment_cooled_down_total{{{L},litellm_model_name="gpt",{EAST}}}': counter(0, 1),
        f'litellm_deployment_failed_fallbacks_total{{{L},{QWEN},fallback_model="gpt"}}': counter(0, 5),
        f"litellm_in_flight_requests{{{L},instance=\"a\"}}": gauge(50, 250),
        f"litellm_in_flight_requests{{{L},instance=\"b\"}}": gauge(50, 250),
        f'litellm_remaining_requests_metric{{{L},litellm_model_name="gpt",api_provider="openai"}}': gauge(900, 3),
        f"litellm_remaining_team_budget_metric{{{L},{TEAM}}}": gauge(80, 5),
        f"litellm_team_max_budget_metric{{{L},{TEAM}}}": gauge(100, 100),
        # A team without a budget has infinitely much left, and no series that says of how much.
        f'litellm_remaining_team_budget_metric{{{L},team_alias="lab"}}': ("Inf", "Inf"),
        f"litellm_spend_metric_total{{{L},{TEAM},user=\"x\"}}": counter(0.01, 10),
        f'litellm_spend_metric_total{{{L},team_alias="lab",user="y"}}': counter(0.01, 0.01),
        f'litellm_guardrail_errors_total{{{L},guardrail_name="pii",error_type="Timeout"}}': counter(0, 20),
        f'litellm_guardrail_requests_total{{{L},guardrail_name="pii",status="success"}}': counter(100, 100),
        f"litellm_cache_hits_metric_total{{{L}}}": (counter(50, 50)[0], NEVER),
        f"litellm_cache_misses_metric_total{{{L}}}": counter(50, 50),
    },
    (
        "request_latency_p95_high", "gateway_overhead_p99_high", "failed_requests_critical",
        "model_unavailable", "failed_fallbacks_high", "in_flight_high", "deployment_flaps",
        "provider_requests_left_medium", "team_budget_almost_gone", "team_spends_much",
        "guardrail_failures_high", "cache_useless", "one_team_spends_most",
    ),
)  # fmt: skip

A, Q, T, M, R = 'job="rag-api"', 'job="qdrant"', 'job="tei"', 'job="milvus"', 'job="triton"'
SEARCH = 'endpoint="/collections/{collection_name}/points/query",method="POST"'
SCROLL = 'endpoint="/collections/{collection_name}/points/scroll",method="POST"'
CHAT = 'gen_ai_operation_name="chat",gen_ai_request_model="qwen"'
RERANKER = 'model="reranker",version="1"'
SLOW = {"0.1": (100, 0), "10": (100, 100), "+Inf": (100, 100)}
ALWAYS_SLOW = {"0.1": (0, 0), "10": (100, 100), "+Inf": (100, 100)}
DRIFT = 'service="rag",feature="topic",test="chi_squared"'

QUESTIONS: dict[str, Course] = {
    f"up{{{A}}}": gauge(1, 1),
    **{f'up{{{Q},instance="{node}"}}': gauge(1, 1) for node in "abc"},
    'drift_last_success_timestamp_seconds{service="rag"}': ("0+60x120", "0+60x120"),
}

ANSWERS = World(
    "rag",
    "everything goes wrong",
    {
        **QUESTIONS,
        **{f'up{{{Q},instance="{node}"}}': gone(1) for node in "abc"},
        f'rag_requests_total{{{A},status="200"}}': counter(100, 60),
        f'rag_requests_total{{{A},status="500"}}': counter(0, 40),
        f'rag_retrievals_total{{{A},collection="docs",result="hit"}}': counter(100, 10),
        f'rag_retrievals_total{{{A},collection="docs",result="empty"}}': counter(1, 90),
        f"rag_context_utilization_ratio{{{A}}}": gauge(0.5, 1),
        f'rag_cited_documents_total{{{A},source="wiki"}}': counter(50, 95),
        f'rag_cited_documents_total{{{A},source="tickets"}}': counter(50, 5),
        f"rag_llm_cost_usd_total{{{A}}}": counter(0.05, 5),
        f'gen_ai_client_operation_duration_seconds_count{{{A},{CHAT}}}': counter(100, 80),
        f'gen_ai_client_operation_duration_seconds_count{{{A},{CHAT},error_type="timeout"}}': counter(1, 20),
        **histogram("rest_responses_duration_seconds", f'{Q},{SEARCH},status="200",', SLOW),
        **histogram("rest_responses_duration_seconds", f'{Q},{SCROLL},status="200",', ALWAYS_SLOW),
        f'rest_responses_total{{{Q},{SEARCH},status="200"}}': counter(100, 90),
        f'rest_responses_total{{{Q},{SEARCH},status="503"}}': counter(0, 10),
        f'rest_responses_total{{{Q},{SCROLL},status="503"}}': counter(100, 100),
        f'collection_dead_replicas{{{Q},id="docs"}}': gauge(0, 1),
        f"cluster_pending_operations_total{{{Q}}}": gauge(20, 300),
        f'memory_resident_bytes{{{Q},instance="a"}}': gauge(20 * 2**30, 31 * 2**30),
        **histogram("milvus_proxy_sq_latency", f'{M},query_type="search",collection_name="archive",',
                    {"128": (100, 0), "4096": (100, 100), "+Inf": (100, 100)}),
        **histogram("te_embed_duration", f"{T},", SLOW),
        f'te_request_failure{{{T},err="overloaded"}}': counter(0, 20),
        f'te_request_failure{{{T},err="validation"}}': counter(40, 40),
        f'te_request_count{{{T},method="single"}}': counter(100, 100),
        f"te_queue_size{{{T}}}": gauge(20, 400),
        f"nv_inference_request_duration_us{{{R},{RERANKER}}}": counter(100 * 50_000, 100 * 400_000),
        f"nv_inference_request_success{{{R},{RERANKER}}}": counter(100, 100),
        f"nv_inference_request_failure{{{R},{RERANKER}}}": counter(1, 10),
        'DCGM_FI_DEV_FB_USED{job="dcgm",Hostname="n1",gpu="0"}': gauge(30_000, 40_000),
        'DCGM_FI_DEV_FB_USED{job="dcgm",Hostname="n1",gpu="1"}': gauge(30_000, 30_000),
        'DCGM_FI_DEV_GPU_UTIL{job="dcgm",Hostname="n1",gpu="0"}': gauge(60, 99),
        f"drift_p_value{{{DRIFT}}}": gauge(0.4, 0.001),
    },
    (
        "vector_database_down", "answer_errors_critical", "retrieval_empty_high", "source_skew",
        "cost_spike", "generation_errors_medium", "vector_search_p99_high",
        "vector_search_errors_high", "dead_replicas_medium", "pending_operations_low",
        "qdrant_memory_high", "archive_search_p99_medium", "embedding_p99_medium",
        "embedding_failures_high", "embedding_queue_medium", "rerank_slow", "rerank_fails",
        "gpu_memory_high", "gpu_busy_low", "drift_detected",
    ),
)  # fmt: skip

WORLDS = (
    GATEWAY,
    ANSWERS,
    World(
        "litellm",
        "one of two deployments is out: the model is still there",
        {
            f"up{{{L}}}": gauge(1, 1),
            state("gpt", EAST, "a"): gauge(0, 2),
            state("gpt", WEST, "a"): gauge(0, 0),
        },
        ("deployment_state_medium", "deployment_state_low"),
    ),
    World(
        "litellm",
        "the gateway is gone",
        {f"up{{{L}}}": gone(1)},
        ("service_down",),
    ),
    World(
        "rag",
        "the reranker never answered well",
        {
            **QUESTIONS,
            f"nv_inference_request_success{{{R},{RERANKER}}}": (counter(100, 0)[0], NEVER),
            f"nv_inference_request_failure{{{R},{RERANKER}}}": (NEVER, counter(100, 100)[1]),
        },
        ("rerank_fails",),
    ),
    World(
        "rag",
        "one node of Qdrant is left",
        {**QUESTIONS, **{f'up{{{Q},instance="{node}"}}': gauge(1, 0) for node in "bc"}},
        ("vector_database_down",),
    ),
    World(
        "mono-repo/ingest",
        "no run ends well",
        {
            'up{job="ingest"}': gauge(1, 1),
            'ingest_last_success_timestamp_seconds{job="ingest"}': ("0+60x120", "-12000x120"),
        },
        ("last_run_age_medium",),
    ),
    World(
        "mono-repo/embedder",
        "an import takes all",
        {
            'up{job="embedder"}': gauge(1, 1),
            'te_request_failure{job="embedder",err="overloaded"}': counter(0, 40),
            'te_request_failure{job="embedder",err="validation"}': counter(50, 50),
            'te_request_count{job="embedder",method="batch"}': counter(100, 100),
            'te_queue_size{job="embedder",instance="a"}': gauge(100, 200),
            'te_queue_size{job="embedder",instance="b"}': gauge(100, 200),
        },
        ("refused_critical", "refused_high", "queue_medium"),
    ),
    World(
        "mono-repo/chat-api",
        "one handler fails",
        {
            'up{job="chat-api"}': gauge(1, 1),
            'http_requests_total{job="chat-api",handler="/ask",status="2xx"}': counter(100, 50),
            'http_requests_total{job="chat-api",handler="/ask",status="5xx"}': counter(0, 50),
            'http_requests_total{job="chat-api",handler="/health",status="2xx"}': counter(900, 900),
        },
        ("server_errors_critical", "server_errors_high"),
    ),
)


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize("wrong", [False, True], ids=["well", "wrong"])
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: f"{world.example}: {world.what}")
def test_an_alert_fires_when_it_should_and_none_does_when_all_is_well(
    world: World, wrong: bool, version: str, tmp_path: Path
) -> None:
    spec = FOLDER / world.example / "operations.yaml"
    firing = dict.fromkeys(world.fires, wrong)
    written = write(spec, world.series, firing, wrong=wrong, minute=115, folder=tmp_path)
    assert promtool.test_rules(written, version=version)


@pytest.mark.parametrize("wrong", [False, True], ids=["well", "wrong"])
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: f"{world.example}: {world.what}")
def test_the_opposite_is_refused(world: World, wrong: bool, tmp_path: Path) -> None:
    spec = FOLDER / world.example / "operations.yaml"
    firing = {world.fires[-1]: not wrong}
    written = write(spec, world.series, firing, wrong=wrong, minute=115, folder=tmp_path)
    assert not promtool.test_rules(written, version=promtool.VERSIONS[0])
