"""Every alert of every example has its worlds, and a real engine sees in them what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from opsgen.api import compile_file
from opsgen.proof import prove
from tests.conformance.examples import EXAMPLES, name
from tests.judges import promtool

FOLDERS = [folder for example in EXAMPLES for folder in sorted(example.glob("**/prometheus/tests"))]
FILES = [file for folder in FOLDERS for file in sorted(folder.glob("*.tests.yml"))]


def rules_of(file: Path) -> Path:
    """The groups that the long worlds of a test file are about."""
    return file.with_name(file.name.replace(".tests.", ".rules."))


LONG = [file for file in FILES if rules_of(file).exists()]
SHORT = [file for file in FILES if file not in LONG]


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_every_alert_of_an_example_is_proven(example: Path) -> None:
    plan = compile_file(str(example / "operations.yaml")).plan
    assert plan is not None
    proof = prove(plan)
    assert proof.never == ()
    assert set(proof.unproven.values()) <= {"`promql:` has a meaning to its own engine alone"}


@pytest.mark.parametrize("version", promtool.VERSIONS)
@pytest.mark.parametrize("file", SHORT, ids=lambda file: str(file.name))
def test_each_short_world_of_an_example_is_seen_as_expected(file: Path, version: str) -> None:
    assert promtool.test_rules(file, version=version)


# A week by the half minute takes promtool minutes.
@pytest.mark.parametrize(
    "file", [file for file in LONG if "7d-every-30s" not in file.name], ids=lambda file: file.name
)
def test_each_long_world_of_an_example_is_seen_as_expected(file: Path) -> None:
    assert promtool.test_rules(file, version=promtool.VERSIONS[-1])


@pytest.mark.parametrize("file", LONG, ids=lambda file: str(file.name))
def test_a_long_world_reads_rules_of_the_rule_file_word_for_word(file: Path) -> None:
    (whole,) = file.parents[1].glob("*.rules.yml")
    groups = {group["name"]: group for group in yaml.safe_load(whole.read_text())["groups"]}
    part = yaml.safe_load(rules_of(file).read_text())["groups"]
    assert part
    for group in part:
        of = groups[group["name"]]
        assert group["interval"] == of["interval"]
        assert group["rules"] == [rule for rule in of["rules"] if rule in group["rules"]]


@pytest.mark.parametrize("file", LONG, ids=lambda file: str(file.name))
def test_a_long_world_reads_no_rule_that_it_is_not_about(file: Path) -> None:
    asked = file.read_text()
    rules = [
        rule
        for group in yaml.safe_load(rules_of(file).read_text())["groups"]
        for rule in group["rules"]
    ]
    read = " ".join(rule["expr"] for rule in rules)
    for rule in rules:
        assert rule["alert"] in asked if "alert" in rule else f"{rule['record']}{{" in read
