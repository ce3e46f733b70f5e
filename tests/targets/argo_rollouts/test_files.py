"""The files as they land on disk: bytes, schema, queries, and what each word of a stage becomes."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsgen_targets.argo_rollouts import ArgoRolloutsOptions, target
from tests.judges import markdownlint, promtool, yamllint
from tests.promql.reader import read
from tests.targets.in_cluster import RICH, SWITCH, plan_of, spec
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
OPTIONS = ArgoRolloutsOptions(replicas=4)
ROUTED = ArgoRolloutsOptions(
    replicas="autoscaled",
    namespace="shop",
    deployment="web",
    router="nginx",
    route="web",
    stable_service="web",
    canary_service="web-canary",
    prometheus="https://p.example.com/{{x}}",
    prometheus_secret="prometheus",
)
ISTIO = ArgoRolloutsOptions(
    replicas=1, router="istio", route="web", stable_service="web", canary_service="new"
)
GREEN = ArgoRolloutsOptions(replicas=2, stable_service="web", canary_service="preview")
CASES: list[tuple[str, ArgoRolloutsOptions]] = [
    (SPEC, OPTIONS),
    (SPEC, ROUTED),
    (SPEC, ISTIO),
    (spec(gate=RICH), ROUTED),
    (spec(SWITCH, gate=RICH), GREEN),
    (spec("deploy_idle, monitor_5_minutes", strategy="blue-green"), GREEN),
    (spec("deploy_canary_10_percent, monitor_30_seconds"), OPTIONS),
    (spec("deploy_canary_5_percent, monitor_2_hours, full_deployment, monitor_1_hours"), OPTIONS),
]


def goldens() -> dict[str, str]:
    """Every golden file's name and what it must hold."""
    return {Path(path).name: text for path, text in texts(target, plan_of(SPEC), OPTIONS).items()}


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.argo_rollouts.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {"operations.yaml", *goldens()}


def test_yamllint_finds_nothing_and_can() -> None:
    one = goldens()["search.rollout.yaml"]
    assert not yamllint.check(one.replace("kind: ", "kind:  "))
    written = [texts(target, plan_of(text), options) for text, options in CASES]
    assert yamllint.check("".join(file for files in written for file in files.values()))


def test_markdownlint_finds_nothing() -> None:
    pages = [TARGETS / room / "README.md" for room in ("argo_rollouts", "in_cluster")]
    assert markdownlint.check(pages)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_schema_holds_for_everything_that_is_written(case: int) -> None:
    text, options = CASES[case]
    for document in documents(target, plan_of(text), options):
        assert faults("argo_rollouts", document) == []


def _metric(found: list[Any]) -> Any:
    return of_kind(found, "AnalysisTemplate")[1]["spec"]["metrics"][0]


def _steps(found: list[Any]) -> list[Any]:
    steps: list[Any] = of_kind(found, "Rollout")[0]["spec"]["strategy"]["canary"]["steps"]
    return steps


PLANTED: dict[str, Callable[[list[Any]], object]] = {
    "a metric without a failure": lambda d: _metric(d).pop("failureCondition"),
    "a metric without a success": lambda d: _metric(d).pop("successCondition"),
    "a success that knows no NaN": lambda d: _metric(d).update(
        successCondition="all(result, {!(# > 0.05)})"
    ),
    "a metric without end": lambda d: _metric(d).pop("count"),
    "a limit that is left to the default": lambda d: _metric(d).pop("inconclusiveLimit"),
    "braces that Argo would read": lambda d: _metric(d)["provider"]["prometheus"].update(
        query="x{a='{{y}}'}"
    ),
    "an analysis in the background": lambda d: of_kind(d, "Rollout")[0]["spec"]["strategy"][
        "canary"
    ].update(analysis={"templates": [{"templateName": "x"}]}),
    "traffic before the preflight": lambda d: _steps(d).pop(0),
    "a step of two kinds": lambda d: _steps(d)[1].update(pause={}),
    "a delay of the scale down": lambda d: of_kind(d, "Rollout")[0]["spec"].update(
        strategy={"blueGreen": {"activeService": "a", "scaleDownDelaySeconds": 30}}
    ),
    "a Deployment that runs for ever": lambda d: of_kind(d, "Rollout")[0]["spec"][
        "workloadRef"
    ].update(scaleDown="never"),
}


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_the_schema_is_tight(fault: str) -> None:
    found = copy.deepcopy(documents(target, plan_of(SPEC), OPTIONS))
    PLANTED[fault](found)
    assert [each for document in found for each in faults("argo_rollouts", document)]


def test_steps_are_the_words_of_the_stage() -> None:
    def said(steps: list[Any]) -> list[Any]:
        return [
            step["analysis"]["templates"][0]["templateName"] if "analysis" in step else step
            for step in steps
        ]

    found = documents(target, plan_of(spec()), OPTIONS)
    assert said(_steps(found)) == [
        "my-shop-preflight",
        {"setWeight": 10},
        "my-shop-watch-30m",
        *[{"setWeight": 25}, "my-shop-watch-10m"],
        *[{"setWeight": 50}, "my-shop-watch-10m"],
        *[{"setWeight": 75}, "my-shop-watch-10m"],
    ]
    steps = "deploy_canary_10_percent, monitor_10_minutes, full_deployment, monitor_5_minutes"
    assert said(_steps(documents(target, plan_of(spec(steps)), OPTIONS)))[3:] == [
        {"setWeight": 100},
        "my-shop-watch-5m",
    ]
    steps = "deploy_canary_10_percent, monitor_10_minutes"
    last = _steps(documents(target, plan_of(spec(steps)), OPTIONS))[-1]
    assert last == {"pause": {}}


def test_every_template_that_is_named_is_written_and_the_other_way_round() -> None:
    for text, options in CASES:
        found = documents(target, plan_of(text), options)
        (rollout,) = of_kind(found, "Rollout")
        named = set(re.findall(r"'templateName': '([^']+)'", str(rollout)))
        assert named == {one["metadata"]["name"] for one in of_kind(found, "AnalysisTemplate")}
        assert {one["metadata"].get("namespace") for one in found} == {options.namespace}


def test_a_switch_has_an_analysis_on_each_side_of_all_its_watches() -> None:
    words = "deploy_idle, monitor_10_minutes, monitor_5_minutes, switch_traffic, monitor_1_hours"
    found = documents(target, plan_of(spec(words, gate="tracks: {label: t}")), GREEN)
    assert of_kind(found, "Rollout")[0]["spec"]["strategy"] == {
        "blueGreen": {
            "activeService": "web",
            "previewService": "preview",
            "previewMetadata": {"labels": {"t": "canary"}},
            "activeMetadata": {"labels": {"t": "stable"}},
            "autoPromotionEnabled": True,
            "prePromotionAnalysis": {
                "templates": [
                    {"templateName": "my-shop-preflight"},
                    {"templateName": "my-shop-watch-15m"},
                ]
            },
            "postPromotionAnalysis": {"templates": [{"templateName": "my-shop-watch-1h"}]},
        }
    }
    stops = spec("deploy_idle, monitor_5_minutes", strategy="blue-green")
    (rollout,) = of_kind(documents(target, plan_of(stops), GREEN), "Rollout")
    assert rollout["spec"]["strategy"]["blueGreen"]["autoPromotionEnabled"] is False


def test_pods_routes_and_secrets_are_those_of_the_options() -> None:
    found = documents(target, plan_of(spec(gate=RICH)), ROUTED)
    (rollout,) = of_kind(found, "Rollout")
    assert "replicas" not in rollout["spec"]
    assert rollout["spec"]["workloadRef"]["name"] == "web"
    canary = rollout["spec"]["strategy"]["canary"]
    assert (canary["stableService"], canary["canaryService"]) == ("web", "web-canary")
    assert canary["trafficRouting"] == {"nginx": {"stableIngress": "web"}}
    assert canary["canaryMetadata"] == {"labels": {"track": "canary"}}
    for template in of_kind(found, "AnalysisTemplate"):
        asked = template["spec"]["metrics"][0]["provider"]["prometheus"]
        assert asked["headers"] == [{"key": "Authorization", "value": "Bearer {{args.token}}"}]
        token, braces = template["spec"]["args"]
        assert token["valueFrom"] == {"secretKeyRef": {"name": "prometheus", "key": "token"}}
        assert resolved(asked["address"], [braces]) == "https://p.example.com/{{x}}"
    (rollout,) = of_kind(documents(target, plan_of(SPEC), ISTIO), "Rollout")
    routing = rollout["spec"]["strategy"]["canary"]["trafficRouting"]
    assert routing == {"istio": {"virtualService": {"name": "web"}}}


def test_what_is_only_observed_is_a_dry_run_of_that_metric_alone() -> None:
    gate = 'checks: ["queue > 1000", {condition: "queue > 100", observe: true}]'
    found = of_kind(documents(target, plan_of(spec(gate=gate)), OPTIONS), "AnalysisTemplate")
    names = [metric["name"] for metric in found[1]["spec"]["metrics"]]
    (rule,) = found[1]["spec"]["dryRun"]
    assert [name for name in names if re.search(rule["metricName"], name)] == ["queue-100"]
    assert "queue-1000" in names


def test_what_is_compared_is_a_metric_too() -> None:
    found = of_kind(documents(target, plan_of(spec(gate=RICH)), OPTIONS), "AnalysisTemplate")
    assert [metric["name"] for metric in found[1]["spec"]["metrics"]] == [
        "error-rate-5",
        "p99-latency-2s",
        "queue-100",
        "queue-10-and-error-rate-1",
        "queue-50-or-absent-queue",
        "queue-50-or-absent-queue-2",
        "used-capacity",
        "error-rate-beside-stable",
    ]


@pytest.mark.parametrize(
    ("steps", "watches"),
    [
        (SWITCH, {"10m": 1, "5m-alone": 0}),
        (
            "deploy_canary_10_percent, monitor_30_minutes, full_deployment, monitor_30_minutes",
            {"30m": 1, "30m-alone": 0},
        ),
    ],
)
def test_nothing_is_compared_once_the_stable_version_has_no_traffic(
    steps: str, watches: dict[str, int]
) -> None:
    """It would have no figure then, and Argo would wait for a person after every rollout."""
    options = ArgoRolloutsOptions(replicas=4, stable_service="shop")
    found = documents(target, plan_of(spec(steps, gate=RICH)), options)
    names = [document["metadata"]["name"] for document in found]
    compared = {
        name.split("-watch-")[1]: sum(
            metric["name"] == "error-rate-beside-stable" for metric in document["spec"]["metrics"]
        )
        for name, document in zip(names, found, strict=True)
        if "-watch-" in name
    }
    assert compared == watches
    named = {each for each in str(found[0]["spec"]).split("'") if "-watch-" in each}
    assert named == {name for name in names if "-watch-" in name}


def resolved(text: str, args: list[Any]) -> str:
    """As Argo resolves it: from `{{` to the next `}}` is a name (utils/template/template.go)."""
    values = {f"args.{arg['name']}": arg["value"] for arg in args if "value" in arg}
    return re.sub(r"\{\{(.*?)\}\}", lambda tag: values[tag[1].strip()], text, flags=re.DOTALL)


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_prometheus_reads_every_query_also_of_hostile_names(version: str, tmp_path: Path) -> None:
    queries = []
    for text, options in [*CASES, (hostile_spec(), OPTIONS)]:
        for template in of_kind(documents(target, plan_of(text), options), "AnalysisTemplate"):
            for metric in template["spec"]["metrics"]:
                query = metric["provider"]["prometheus"]["query"]
                queries.append(resolved(query, template["spec"].get("args", [])))
    assert accepted(sorted(set(queries)), tmp_path, version)
    assert not accepted([f"{queries[0]} or"], tmp_path, version)


def test_braces_of_the_user_arrive_as_they_are() -> None:
    text = spec(gate='checks: ["odd > 1"]').replace(
        "pipeline:",
        "    - {name: odd, type: gauge, unit: count, where: {a: '{{{x}} {{'}}\npipeline:",
    )
    template = of_kind(documents(target, plan_of(text), OPTIONS), "AnalysisTemplate")[1]
    metric = template["spec"]["metrics"][1]
    query = metric["provider"]["prometheus"]["query"]
    assert "{{{x}} {{" not in query
    told = read(resolved(query, template["spec"]["args"]))
    assert "{{{x}} {{" in str(told)


def test_a_hostile_file_keeps_the_schema_and_the_names_of_kubernetes() -> None:
    found = documents(target, plan_of(hostile_spec()), OPTIONS)
    assert [each for document in found for each in faults("argo_rollouts", document)] == []
    names = [metric["name"] for metric in found[2]["spec"]["metrics"]]
    assert len(names) == len(set(names)) > 100


def test_the_files_go_where_the_option_says() -> None:
    options = ArgoRolloutsOptions(replicas=1, path="k8s/prod/rollout.yaml")
    paths = list(texts(target, plan_of(spec()), options))
    assert paths[0] == "k8s/prod/rollout.yaml"
    assert {str(Path(path).parent) for path in paths} == {"k8s/prod"}


def test_the_page_shows_what_is_written() -> None:
    page = (TARGETS / "argo_rollouts" / "README.md").read_text(encoding="utf-8")
    _, example, steps, metrics = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    found = documents(target, plan_of(example), OPTIONS)
    assert yaml.safe_load(steps)["steps"] == _steps(found)
    (shown,) = yaml.safe_load(metrics)["metrics"]
    assert shown.items() <= _metric(found).items()


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
