"""Which files the hooks are given."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from opsgen.publish.inputs import INPUT
from tests.house.repository import ROOT

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
INPUTS = (
    "operations.yaml",
    "operations.yml",
    "gateway.operations.yaml",
    "services/shop/operations.yaml",
    "services/shop/v1.2.operations.yml",
    "a b/operations.yaml",
)
OUTPUTS = (
    "ops/runbook.md",
    "ops/prometheus/demo.prometheus.rules.yml",
    "services/shop/ops/alertmanager/alertmanager.yml",
    ".opsgen/manifest.json",
    "services/shop/.opsgen/manifest.json",
    ".github/workflows/demo-deploy.yml",
)
OTHERS = (
    "myoperations.yaml",
    "operations.yaml.j2",
    "operations.yaml/readme",
    "operations.json",
    "operations-yaml",
    "operationsXyaml",
    "devops/main.tf",
    "src/ops.py",
    "services/shop/.github/workflows/ci.yml",
    ".opsgen/tmp/lock",
)


def asked(hook: str, path: str) -> bool:
    """As pre-commit asks: `filter_by_include_exclude` searches."""
    return bool(re.search(HOOKS[hook]["files"], path))


def test_there_are_two_hooks_and_both_are_strict() -> None:
    assert set(HOOKS) == {"opsgen-validate", "opsgen-build-check"}
    assert all("--strict" in hook["entry"].split() for hook in HOOKS.values())


@pytest.mark.parametrize("path", INPUTS)
def test_inputs_are_for_both(path: str) -> None:
    assert asked("opsgen-validate", path)
    assert asked("opsgen-build-check", path)
    assert INPUT.fullmatch(path.rpartition("/")[2])


@pytest.mark.parametrize("path", OUTPUTS)
def test_outputs_are_for_the_check_of_the_build_alone(path: str) -> None:
    assert not asked("opsgen-validate", path)
    assert asked("opsgen-build-check", path)


@pytest.mark.parametrize("path", OTHERS)
def test_others_are_for_none(path: str) -> None:
    assert not asked("opsgen-validate", path)
    assert not asked("opsgen-build-check", path)
    assert not INPUT.fullmatch(path.rpartition("/")[2])
