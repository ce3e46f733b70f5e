"""The files as they land on disk: their bytes, their schema, where they go, what caused them."""

from __future__ import annotations

import copy
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsgen.artifacts import render
from opsgen_targets.grafana import GrafanaOptions, target
from tests.judges import yamllint
from tests.targets.grafana.dashboards import artifacts, plan_of, read, shop

GOLDEN = Path(__file__).parent / "golden"
SPEC = (GOLDEN / "operations.yaml").read_text(encoding="utf-8")
OPTIONS = {
    schema: GrafanaOptions(schema=schema, version="13.0", folder="Search", tags=("rag",))
    for schema in ("v1", "v2")
}
SCHEMA = json.loads(
    (resources.files("opsgen_targets.grafana") / "schema.json").read_text(encoding="utf-8")
)


def goldens() -> dict[str, str]:
    """Every golden file's name and what it must hold."""
    plan = plan_of(SPEC)
    return {
        f"{schema}.{'-'.join(Path(artifact.path).parts[-2:])}": render(artifact).decode()
        for schema, options in OPTIONS.items()
        for artifact in artifacts(plan, options)
    }


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.grafana.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {"operations.yaml", *goldens()}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def faults(document: Any) -> list[str]:
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)
    return [error.message[:200] for error in found]


@pytest.mark.parametrize("schema", sorted(OPTIONS))
def test_the_schema_holds_for_everything_that_is_written(schema: str) -> None:
    for spec in (SPEC, shop()):
        for artifact in artifacts(plan_of(spec), OPTIONS[schema]):
            assert faults(read(artifact)) == []


def _panel(document: Any, kind: str) -> Any:
    if "spec" in document:
        found = [one["spec"] for one in document["spec"]["elements"].values()]
        return next(one for one in found if one["vizConfig"]["group"] == kind)
    every = [*document["panels"], *(p for row in document["panels"] for p in row.get("panels", []))]
    return next(one for one in every if one["type"] == kind)


PLANTED = {
    "a key that is none": lambda d: d.update(bogus=1),
    "a panel's key that is none": lambda d: _panel(d, "timeseries").update(unitt="s"),
    "a panel without words": lambda d: _panel(d, "stat").update(description=""),
    "a variable in a title": lambda d: _panel(d, "stat").update(title="in $datasource"),
    "a variable in a description": lambda d: _panel(d, "heatmap").update(description="[[a]]"),
    "a second kind of id": lambda d: _panel(d, "table").update(id="7"),
    "a relative link": lambda d: _panel(d, "timeseries").update(
        links=[{"targetBlank": True, "title": "a", "url": "ops/runbook.md"}]
    ),
}


@pytest.mark.parametrize("schema", sorted(OPTIONS))
@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_the_schema_is_tight(fault: str, schema: str) -> None:
    document = copy.deepcopy(read(artifacts(plan_of(SPEC), OPTIONS[schema])[0]))
    PLANTED[fault](document)
    assert faults(document)


def test_every_panel_leads_back_to_its_line() -> None:
    for options, key in ((OPTIONS["v1"], "title"), (OPTIONS["v2"], "spec")):
        plan = plan_of(SPEC)
        dashboard = artifacts(plan, options)[0]
        document, found = read(dashboard), {}
        for pointer, origin in dashboard.origins.items():
            node = document
            for part in pointer.split("/")[1:]:
                node = node[int(part) if part.isdigit() else part]
            found[node["title"] if key == "title" else node["spec"]["title"]] = origin
        lines = {signal.name: signal.origin for signal in plan.signals}
        assert found["Latency p99"] == lines["latency_p99"]
        assert found["Queue"] == lines["queue"]
        assert found["Latency: quantiles"] == lines["latency_p99"]
        (alert,) = (alert for alert in plan.alerts if alert.name == "out_of_capacity")
        assert found["Out of capacity: queue"] == alert.origin


PROVISIONING = "ops/grafana/provisioning"


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        (
            GrafanaOptions(),
            [
                "ops/grafana/shop.json",
                f"{PROVISIONING}/datasources/shop.yaml",
                f"{PROVISIONING}/dashboards/shop.yaml",
            ],
        ),
        (
            # Grafana refuses a file of the new schema, with an error in its log.
            GrafanaOptions(schema="v2", version="13.0"),
            ["ops/grafana/shop.json", f"{PROVISIONING}/datasources/shop.yaml"],
        ),
        (GrafanaOptions(provisioning=False), ["ops/grafana/shop.json"]),
        (
            GrafanaOptions(path="dash/x.json"),
            [
                "dash/x.json",
                "dash/provisioning/datasources/shop.yaml",
                "dash/provisioning/dashboards/shop.yaml",
            ],
        ),
        (GrafanaOptions(path="x.json", provisioning=False), ["x.json"]),
    ],
)
def test_files_go_where_the_options_say(options: GrafanaOptions, paths: list[str]) -> None:
    assert [artifact.path for artifact in artifacts(plan_of(shop()), options)] == paths


def provisioned(options: GrafanaOptions, rest: str = "") -> tuple[Any, Any]:
    """(the data source, the provider of dashboards)."""
    _, source, provider = map(read, artifacts(plan_of(shop(rest=rest)), options))
    return source["datasources"][0], provider["providers"][0]


def test_a_grafana_that_is_started_with_the_folder_shows_the_dashboard() -> None:
    source, provider = provisioned(GrafanaOptions())
    assert (source["uid"], source["url"]) == ("prometheus", "http://localhost:9090")
    assert source["jsonData"]["timeInterval"] == "1m"
    assert "isDefault" not in source
    assert provider["options"]["path"] == "/etc/grafana/opsgen/shop"


def test_the_data_source_is_the_services_prometheus() -> None:
    links = 'links: {prometheus: "https://p.example.com"}'
    assert provisioned(GrafanaOptions(), links)[0]["url"] == "https://p.example.com"
    near = GrafanaOptions(datasource_url="http://prometheus:9090")
    assert provisioned(near, links)[0]["url"] == "http://prometheus:9090"


def test_the_options_reach_the_files() -> None:
    options = GrafanaOptions(
        datasource="main", datasource_name="Main", folder="A $b", mounted_at="/dash",
        refresh="1m", since="6h", title="Shop!", tags=("a",),
    )  # fmt: skip
    source, provider = provisioned(options)
    assert (source["uid"], source["name"]) == ("main", "Main")
    assert (provider["folder"], provider["options"]["path"]) == ("A $$b", "/dash")
    document = read(artifacts(plan_of(shop()), options)[0])
    (variable,) = document["templating"]["list"]
    assert variable["current"] == {"selected": True, "text": "Main", "value": "main"}
    assert (document["refresh"], document["time"]["from"]) == ("1m", "now-6h")
    assert (document["title"], document["tags"]) == ("Shop!", ["opsgen", "shop", "a"])


def test_yamllint_finds_nothing_and_can() -> None:
    texts = [text for name, text in goldens().items() if name.endswith(".yaml")]
    assert len(texts) == 3
    for text in texts:
        assert yamllint.check(text)
        assert not yamllint.check(text.replace("apiVersion: 1", "apiVersion:  1"))


def test_no_program_judges_it_but_our_own_checks() -> None:
    assert target.judges() == ()


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
