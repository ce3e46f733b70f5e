"""The files as they land on disk: bytes, schema, queries, and what each word of a stage becomes."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opsgen.promql import Raw, to_promql
from opsgen_targets.flagger import FlaggerOptions, target
from opsgen_targets.flagger.canary import metrics
from opsgen_targets.flagger.queries import query
from tests.judges import markdownlint, promtool, yamllint
from tests.promql.reader import read
from tests.targets.flagger.controller import passes, promoted, sent
from tests.targets.in_cluster import METRICS, RICH, SWITCH, gate_of, plan_of, spec
from tests.targets.in_cluster.files import (
    TARGETS,
    accepted,
    documents,
    faults,
    hostile_spec,
    of_kind,
    texts,
)

GOLDEN = Path(__file__).parent / "golden"
SPEC = (GOLDEN / "operations.yaml").read_text(encoding="utf-8")
OPTIONS = FlaggerOptions(port=80)
ROUTED = FlaggerOptions(
    port=443,
    target_port=8443,
    namespace="shop",
    deployment="web",
    provider="nginx",
    ingress="web",
    autoscaler="web",
    gateways=("public/gateway",),
    hosts=("shop.example.com",),
    prometheus="https://p.example.com",
    prometheus_secret="prometheus",
)
CASES: list[tuple[str, FlaggerOptions]] = [
    (SPEC, OPTIONS),
    (SPEC, ROUTED),
    (spec(gate=RICH), ROUTED),
    (spec(SWITCH, gate=RICH), FlaggerOptions(port=80, provider="kubernetes")),
    (spec("deploy_canary_10_percent, monitor_5_seconds, full_deployment"), OPTIONS),
    (spec("deploy_canary_10_percent, monitor_2_hours, full_deployment"), OPTIONS),
]


def goldens() -> dict[str, str]:
    """Every golden file's name and what it must hold."""
    return {Path(path).name: text for path, text in texts(target, plan_of(SPEC), OPTIONS).items()}


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.flagger.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {"operations.yaml", *goldens()}


def test_yamllint_finds_nothing_and_can() -> None:
    one = goldens()["search.canary.yaml"]
    assert not yamllint.check(one.replace("kind: ", "kind:  "))
    written = [texts(target, plan_of(text), options) for text, options in CASES]
    assert yamllint.check("".join(file for files in written for file in files.values()))


def test_markdownlint_finds_nothing() -> None:
    assert markdownlint.check([TARGETS / "flagger" / "README.md"])


@pytest.mark.parametrize(
    ("watch", "interval"),
    [("monitor_1_hours", "60m"), ("monitor_90_minutes", "90m"), ("monitor_95_seconds", "95s")],
)
def test_an_interval_is_one_that_the_crd_takes(watch: str, interval: str) -> None:
    """Its pattern is `^[0-9]+(m|s)` (flagger, artifacts/flagger/crd.yaml); Go knows hours too."""
    steps = f"deploy_canary_10_percent, {watch}, full_deployment"
    (canary,) = of_kind(documents(target, plan_of(spec(steps)), OPTIONS), "Canary")
    assert canary["spec"]["analysis"]["interval"] == interval


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_schema_holds_for_everything_that_is_written(case: int) -> None:
    text, options = CASES[case]
    for document in documents(target, plan_of(text), options):
        assert faults("flagger", document) == []


def _analysis(found: list[Any]) -> Any:
    return of_kind(found, "Canary")[0]["spec"]["analysis"]


PLANTED: dict[str, Callable[[list[Any]], object]] = {
    "a type that Flagger does not know": lambda d: d[1]["spec"]["provider"].update(type="mimir"),
    "no type at all": lambda d: d[1]["spec"]["provider"].pop("type"),
    "a metric without a limit": lambda d: _analysis(d)["metrics"][0].update(thresholdRange={}),
    "a metric of Flagger's own": lambda d: _analysis(d)["metrics"][0].update(
        name="request-duration"
    ),
    "both ways at once": lambda d: _analysis(d).update(iterations=3),
    "no analysis": lambda d: d[0]["spec"].update(skipAnalysis=True),
    "the same weight twice": lambda d: _analysis(d).update(stepWeights=[10, 10]),
    "no way at all": lambda d: _analysis(d).pop("stepWeights"),
}


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_the_schema_is_tight(fault: str) -> None:
    found = copy.deepcopy(documents(target, plan_of(SPEC), OPTIONS))
    PLANTED[fault](found)
    assert [each for document in found for each in faults("flagger", document)]


def test_weights_are_those_of_the_stage_and_the_longest_watch_is_the_interval() -> None:
    found = _analysis(documents(target, plan_of(spec()), OPTIONS))
    assert (found["interval"], found["stepWeights"]) == ("30m", [10, 25, 50, 75])
    assert found["threshold"] == 2
    assert "iterations" not in found
    found = _analysis(documents(target, plan_of(spec(gate="failures: 0, hold: 45m")), OPTIONS))
    assert (found["interval"], found["threshold"]) == ("45m", 1)
    steps = "deploy_canary_10_percent, monitor_5_seconds, full_deployment"
    assert _analysis(documents(target, plan_of(spec(steps)), OPTIONS))["interval"] == "10s"


def test_before_a_switch_there_are_as_many_looks_as_fit_in_the_watch() -> None:
    found = _analysis(documents(target, plan_of(spec(SWITCH)), OPTIONS))
    assert (found["interval"], found["iterations"]) == ("1m", 10)
    assert "stepWeights" not in found
    blind = "deploy_idle, switch_traffic, monitor_5_minutes"
    found = _analysis(documents(target, plan_of(spec(blind)), OPTIONS))
    assert (found["interval"], found["iterations"]) == ("1m", 1)


def test_what_is_referred_to_is_what_the_options_name() -> None:
    found = documents(target, plan_of(spec(gate=RICH)), ROUTED)
    (canary,) = of_kind(found, "Canary")
    said = canary["spec"]
    assert said["provider"] == "nginx"
    assert said["targetRef"]["name"] == said["ingressRef"]["name"] == "web"
    assert said["autoscalerRef"]["kind"] == "HorizontalPodAutoscaler"
    assert said["service"] == {
        "port": 443,
        "targetPort": 8443,
        "gateways": ["public/gateway"],
        "hosts": ["shop.example.com"],
    }
    for template in of_kind(found, "MetricTemplate"):
        assert template["spec"]["provider"] == {
            "type": "prometheus",
            "address": "https://p.example.com",
            "secretRef": {"name": "prometheus"},
        }
    assert {one["metadata"]["namespace"] for one in found} == {"shop"}


def test_every_metric_has_its_template_and_every_template_its_metric() -> None:
    for text, options in CASES:
        found = documents(target, plan_of(text), options)
        used = [metric["templateRef"]["name"] for metric in _analysis(found)["metrics"]]
        assert used == [one["metadata"]["name"] for one in of_kind(found, "MetricTemplate")]


def test_limits_are_ranges_that_hold_both_ends() -> None:
    gate = 'checks: ["queue > 100", "queue < 5", "queue >= 7", "p99_latency > 2s"]'
    found = _analysis(documents(target, plan_of(spec(gate=gate)), OPTIONS))
    assert [metric["thresholdRange"] for metric in found["metrics"]] == [
        {"max": 0.05},
        {"max": 100},
        {"min": 5},
        {"max": 0},
        {"max": 0},
    ]


def test_no_query_has_several_figures() -> None:
    for text, _ in CASES:
        plan = plan_of(text)
        found = metrics(plan, gate_of(plan))
        assert found
        assert all(metric.measure.labels == () for metric in found)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_prometheus_reads_every_query_as_it_arrives(version: str, tmp_path: Path) -> None:
    queries = []
    for text, options in [*CASES, (hostile_spec(), OPTIONS)]:
        found = documents(target, plan_of(text), options)
        queries += [sent(one["spec"]["query"]) for one in of_kind(found, "MetricTemplate")]
    assert accepted(sorted(set(queries)), tmp_path, version)


RAW = [
    'sum(x{a="two  spaces # no comment"})\n  + on () sum(y)',
    "sum(x{a='tab\there  '})",
    'sum(x{a=`back  "tick"`})',
    'sum(x{a="a\\"  b"})',
    'sum(x{a="{{"}) + on () sum(y{b="}} {{{"})',
]


def test_what_arrives_means_what_was_meant() -> None:
    raw = "".join(
        f"    - {{name: raw{n}, type: gauge, unit: count, promql: {promql}}}\n"
        for n, promql in enumerate(map(_quoted, RAW))
    )
    checks = ", ".join(f'"raw{n} > {n + 1}"' for n in range(len(RAW)))
    own = spec(gate=f"checks: [{checks}]").replace(METRICS, METRICS + raw)
    seen = 0
    for plan in (plan_of(own), plan_of(hostile_spec())):
        found = metrics(plan, gate_of(plan))
        files = of_kind(documents(target, plan, OPTIONS), "MetricTemplate")
        for metric, file in zip(found, files, strict=True):
            assert read(sent(file["spec"]["query"])) == read(to_promql(metric.measure.query))
            seen += 1
    assert seen > 200


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def test_a_character_without_an_escape_stays_as_it_was_typed() -> None:
    assert query(Raw("sum(x{a=`\ufffd  b`})")) == 'sum(x{a="\ufffd\\x20\\x20b"})'


def test_a_query_as_it_is_written_would_arrive_as_another() -> None:
    """So the comparison above can fail."""
    assert read(sent('sum(x{a="two  spaces"})')) != read('sum(x{a="two  spaces"})')
    with pytest.raises(ValueError, match="an action"):
        sent('sum(x{a="{{"})')


@given(st.lists(st.floats()), st.floats(-1e9, 1e9))
def test_one_finite_figure_within_the_limit_is_all_that_passes(
    answer: list[float], limit: float
) -> None:
    """Of what our queries give: one figure at most, and none that is infinite and well."""
    one = [value for value in answer if value != -math.inf][:1]
    if passes(one, {"max": limit}):
        assert len(one) == 1
        assert math.isfinite(one[0])


@given(
    st.lists(st.integers(1, 100), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(0, 5),
    st.lists(st.booleans(), max_size=40),
)
def test_no_weight_is_left_without_a_look_that_passed(
    weights: list[int], failures: int, looks: list[bool]
) -> None:
    if promoted(weights, failures + 1, looks):
        assert looks.count(True) >= len(weights)
        assert looks[: _nth(looks, len(weights))].count(False) <= failures


def _nth(looks: list[bool], passed: int) -> int:
    """How many looks it took until so many had passed."""
    return [place for place, look in enumerate(looks) if look][passed - 1] + 1


def test_a_hostile_file_keeps_the_schema() -> None:
    found = documents(target, plan_of(hostile_spec()), OPTIONS)
    assert [each for document in found for each in faults("flagger", document)] == []


def test_no_metric_is_taken_for_one_of_flaggers_own() -> None:
    text = spec(gate='checks: ["duration > 1"]').replace("service: my_shop", "service: request")
    text = text.replace("pipeline:", "    - {name: duration, type: gauge, unit: s}\npipeline:")
    found = _analysis(documents(target, plan_of(text), OPTIONS))
    names = {metric["name"] for metric in found["metrics"]}
    assert names.isdisjoint({"request-duration", "request-success-rate"})


def test_the_files_go_where_the_option_says() -> None:
    paths = list(texts(target, plan_of(spec()), FlaggerOptions(port=1, path="k8s/canary.yaml")))
    assert paths[0] == "k8s/canary.yaml"
    assert {str(Path(path).parent) for path in paths} == {"k8s"}


def test_the_page_shows_what_is_written() -> None:
    page = (TARGETS / "flagger" / "README.md").read_text(encoding="utf-8")
    _, example, shown = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    found = documents(target, plan_of(example), OPTIONS)
    assert yaml.safe_load(shown)["analysis"] == _analysis(found)


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
