"""Every example's committed output is what a build gives, and the strictest judges accept it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from opsgen.api import Build, build, compile_file
from opsgen.artifacts import render
from opsgen.plan import SEVERITIES, Plan
from tests.conformance.examples import EXAMPLES, FOLDER, JOINED, MONO_REPO, name
from tests.judges import amtool, markdownlint, mermaid, promtool, yamllint

STEP = FOLDER / "step"
"""The only one with warnings: what it leaves open is what it shows."""


@pytest.fixture(scope="module", params=EXAMPLES, ids=name)
def example(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@cache
def built(example: Path) -> Build:
    return build(compile_file(str(example / "operations.yaml")))


def outputs(example: Path, pattern: str) -> list[Path]:
    found = sorted((example / "ops").rglob(pattern))
    assert found, f"{name(example)} has no output {pattern}"
    return found


def plan_of(example: Path) -> Plan:
    plan = built(example).compilation.plan
    assert plan is not None
    return plan


def alertmanager_config(example: Path) -> Path:
    """Its own, or the one in which its fragment is joined with others."""
    if example.is_relative_to(MONO_REPO):
        return JOINED
    (config,) = outputs(example, "alertmanager.yml")
    return config


def new_enough(version: str, plan: Plan) -> bool:
    """Whether this amtool is one that the example's configuration was written for."""
    if version == "current":
        return True
    return tuple(map(int, version.split("."))) >= plan.engines["alertmanager"]


def test_strict_lets_the_example_pass(example: Path) -> None:
    verdict = built(example).compilation.verdict(strict=True, built=True)
    assert verdict.exit_code == (1 if example == STEP else 0)


def test_the_committed_output_is_what_a_build_gives(example: Path) -> None:
    done = built(example)
    assert done.artifacts
    for artifact in done.artifacts:
        committed = (example / artifact.path).read_bytes()
        assert committed == render(artifact), f"{artifact.path} is stale: run `opsgen build`"


def test_nothing_else_is_committed_as_output(example: Path) -> None:
    built_paths = {artifact.path for artifact in built(example).artifacts}
    on_disk = {
        path.relative_to(example).as_posix()
        for folder in ("ops", ".github")
        for path in (example / folder).rglob("*")
        if path.is_file()
    }
    assert on_disk == built_paths


@pytest.mark.parametrize("version", promtool.VERSIONS)
def test_promtool_finds_nothing(example: Path, version: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text("groups: [{name: a, rules: [{alert: a, expr: 'sum('}]}]\n")
    assert not promtool.check_rules(planted, version=version)
    for rules in outputs(example, "*.prometheus.rules.yml"):
        assert promtool.check_rules(rules, version=version)


@pytest.mark.parametrize("version", amtool.VERSIONS)
def test_amtool_accepts_and_routes_every_severity(
    example: Path, version: str, tmp_path: Path
) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text("route: {receiver: nobody}\nreceivers: []\n")
    assert not amtool.check_config(planted, version=version)
    plan = plan_of(example)
    config = alertmanager_config(example)
    if not new_enough(version, plan):
        assert not amtool.check_config(config, version=version), "it asks for less than it says"
        return
    assert amtool.check_config(config, version=version)
    for severity in SEVERITIES:
        labels = {"alertname": "x", "service": plan.service, "severity": severity}
        receiver = f"{plan.service}-{severity}"
        assert not amtool.route_test(config, labels, ["nobody"], version=version)
        assert amtool.route_test(config, labels, [receiver], version=version)


def test_markdownlint_finds_nothing_in_any_page(tmp_path: Path) -> None:
    planted = tmp_path / "planted.md"
    planted.write_text("no heading\n\n\n\ntrailing  \n")
    pages = [
        *FOLDER.rglob("README.md"),
        *(page for one in EXAMPLES for page in outputs(one, "*.md")),
    ]
    assert MONO_REPO / "README.md" in pages
    assert not markdownlint.check([*pages, planted])
    assert markdownlint.check(pages)


def test_mermaid_refuses_a_planted_fault() -> None:
    assert not mermaid.check("flowchart LR\n  a --> b", "flowchart LR\n  a[ -->")


def test_mermaid_draws_every_diagram(example: Path) -> None:
    diagrams = [
        diagram
        for page in outputs(example, "*.md")
        for diagram in mermaid.diagrams(page.read_text(encoding="utf-8"))
    ]
    assert diagrams
    assert mermaid.check(*diagrams)


def test_yamllint_finds_nothing(example: Path) -> None:
    assert not yamllint.check("a:   1\n")
    for page in outputs(example, "*.yml"):
        assert yamllint.check(page.read_text(encoding="utf-8"))


def test_no_variable_of_the_input_stands_in_the_alertmanagers_text(example: Path) -> None:
    config = alertmanager_config(example)
    assert "${" not in config.read_text(encoding="utf-8")


def test_no_template_names_a_label_that_the_expression_lost(example: Path) -> None:
    done = built(example)
    plan = plan_of(example)
    kept = {alert.name: {*alert.by, *dict(alert.labels)} for alert in plan.alerts}
    (rules,) = [one for one in done.artifacts if one.path.endswith(".prometheus.rules.yml")]
    read = yaml.safe_load(render(rules))
    seen = 0
    for group in read["groups"]:
        for rule in group["rules"]:
            for text in rule.get("annotations", {}).values():
                named = set(re.findall(r"\$labels\.(\w+)", text))
                assert named <= kept[rule["alert"]], rule["alert"]
                seen += len(named)
    assert seen, "an example names at least one label"
