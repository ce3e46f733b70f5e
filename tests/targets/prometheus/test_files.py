"""The rule file as it lands on disk: its bytes, its schema, and what outside judges say of it."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from opsgen_targets.prometheus import PrometheusOptions, target
from tests.judges import promtool, yamllint
from tests.targets.prometheus.cases import CASES
from tests.targets.prometheus.worlds import emitted, plan_of, rules_of

ENGINES = pytest.mark.parametrize("version", promtool.VERSIONS)
GOLDEN = Path(__file__).parent / "golden"
SPEC = (GOLDEN / "operations.yaml").read_text(encoding="utf-8")
OPERATOR = PrometheusOptions(
    form="operator", namespace="monitoring", labels={"release": "main", "app": "search"}
)


def goldens() -> dict[str, str]:
    """Every golden file's name and what it must hold."""
    plan = plan_of(SPEC)
    return {
        "search.prometheus.rules.yml": rules_of(plan),
        "search.prometheusrule.yaml": rules_of(plan, OPERATOR),
    }


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.prometheus.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    kept = {file.name for file in GOLDEN.iterdir()}
    assert kept == {"operations.yaml", *goldens()}


def test_the_operator_gets_the_same_groups_word_for_word() -> None:
    plain, wrapped = (yaml.safe_load(text) for text in goldens().values())
    assert wrapped["spec"] == plain
    assert wrapped["metadata"] == {
        "name": "search",
        "namespace": "monitoring",
        "labels": {"app": "search", "release": "main"},
    }


def test_the_object_is_named_as_kubernetes_allows() -> None:
    plan = plan_of("service: my_search\n")
    options = PrometheusOptions(form="operator")
    assert emitted(plan, options).path == "ops/prometheus/my_search.prometheusrule.yaml"
    assert yaml.safe_load(rules_of(plan, options))["metadata"] == {"name": "my-search"}


def test_the_file_goes_where_the_option_says() -> None:
    assert emitted(plan_of(SPEC)).path == "ops/prometheus/search.prometheus.rules.yml"
    assert emitted(plan_of(SPEC), PrometheusOptions(path="rules/x.yml")).path == "rules/x.yml"


def test_every_alert_leads_back_to_its_line() -> None:
    for options, root in ((PrometheusOptions(), []), (OPERATOR, ["spec"])):
        plan = plan_of(SPEC)
        data = yaml.safe_load(rules_of(plan, options))
        origins = {alert.name: alert.origin for alert in plan.alerts}
        found = {}
        for pointer, origin in emitted(plan, options).origins.items():
            node: Any = data
            for key in pointer.split("/")[1:]:
                node = node[int(key) if key.isdigit() else key]
            found[node["alert"]] = origin
            assert pointer.split("/")[1 : 1 + len(root)] == root
        assert found == origins


def _files(folder: Path) -> list[Path]:
    texts = {case.name: rules_of(plan_of(case.spec)) for case in CASES} | {"golden": _plain()}
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def _plain() -> str:
    return goldens()["search.prometheus.rules.yml"]


PLANTED = {
    "the same rule twice": lambda rules: [*rules, rules[-1]],
    "an expression that is none": lambda rules: [{**rules[0], "expr": "sum("}, *rules[1:]],
    "a template that is none": lambda rules: [
        {**rules[-1], "annotations": {"summary": "{{ $labels.x"}},
        *rules[:-1],
    ],
}


@ENGINES
@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_the_judge_refuses_a_planted_fault(fault: str, version: str, tmp_path: Path) -> None:
    data = yaml.safe_load(_plain())
    group = next(group for group in data["groups"] if "record" in group["rules"][0])
    recorded = [rule for rule in group["rules"] if "record" in rule]
    alerts = [rule for rule in group["rules"] if "alert" in rule]
    group["rules"] = PLANTED[fault]([*alerts, *recorded] if "twice" in fault else alerts)
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert not promtool.check_rules(file, version=version)


@ENGINES
def test_promtool_finds_nothing(version: str, tmp_path: Path) -> None:
    assert promtool.check_rules(*_files(tmp_path), version=version)


def test_yamllint_finds_nothing_and_can() -> None:
    assert not yamllint.check(_plain().replace("interval: 1m", "interval:  1m"))
    for text in goldens().values():
        assert yamllint.check(text)


SCHEMA = json.loads(
    (resources.files("opsgen_targets.prometheus") / "schema.json").read_text(encoding="utf-8")
)


def _faults(text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [error.message for error in checker.iter_errors(yaml.safe_load(text))]


def test_the_schema_holds_for_everything_that_is_written() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for text in (*goldens().values(), *(rules_of(plan_of(case.spec)) for case in CASES)):
        assert _faults(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        for: 10m\n", "        for: 0s\n"),
        ("        for: 10m\n", "        for: 10m\n        limit: 3\n"),
        ("        for: 10m\n", "        labels2: {}\n"),
        ('severity: "high"', 'severity: "warning"'),
        ('          runbook_url: "', '          runbook: "'),
        ("    interval: 1m\n", ""),
        ('- record: "service_model:', '- record: "'),
    ],
)
def test_the_schema_is_tight(old: str, new: str) -> None:
    text = _plain()
    assert old in text
    assert _faults(text.replace(old, new))


def test_the_judge_of_the_target_is_promtool() -> None:
    (judge,) = target.judges()
    assert judge.command[0] == "promtool"
    assert judge.artifact.format(service="search") == emitted(plan_of(SPEC)).path


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
