"""The files as they land on disk: goldens, the gate's plan and its schema."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opsgen import gate
from tests.conformance.examples import FOLDER
from tests.judges import yamllint
from tests.targets.github_actions.emitted import GATE, PLAN, emitted

GOLDEN = Path(__file__).parent / "golden"
SPEC = (GOLDEN / "operations.yaml").read_text(encoding="utf-8")


def goldens() -> dict[str, str]:
    """Every golden file's name and what it must hold; the gate is the one of the package."""
    return {Path(path).name: text for path, text in emitted(SPEC).items() if path != GATE}


@pytest.mark.parametrize("name", sorted(goldens()))
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    """`python -m tests.targets.github_actions.test_files` writes them anew."""
    assert (GOLDEN / name).read_text(encoding="utf-8") == goldens()[name]


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {"operations.yaml", *goldens()}


UNWATCHED = """
service: demo
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: errors, type: counter, numerator: bad_total, denominator: all_total}
pipeline:
  steps: {deploy_canary: a, full_deployment: b}
  stages:
    - {name: staging, steps: [full_deployment]}
    - {name: production, steps: [deploy_canary_10_percent, monitor_30_minutes]}
  rollback: {automatic: true, trigger: "errors > 5%", command: c}
"""


@pytest.mark.parametrize("text", [SPEC, UNWATCHED], ids=["golden", "a stage that nothing watches"])
def test_every_plan_that_a_workflow_names_is_there(text: str) -> None:
    files = emitted(text)
    workflow = next(body for path, body in files.items() if path.endswith("-deploy.yml"))
    named = set(re.findall(r"--plan (\S+?)[\s\"]", workflow))
    assert named
    assert named <= set(files)


def test_the_gate_is_the_package_s_own() -> None:
    assert gate.__file__ is not None
    assert emitted(SPEC)[GATE] == Path(gate.__file__).read_text(encoding="utf-8")


def test_yamllint_finds_nothing_and_can() -> None:
    for name, text in goldens().items():
        if name.endswith(".yml"):
            assert yamllint.check(text)
            assert not yamllint.check(text.replace("jobs:\n", "jobs:   \n"))


def test_the_gate_reads_its_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(emitted(SPEC)[PLAN], encoding="utf-8")
    assert gate.read_plan(str(file))["stage"] == "production"


SCHEMA = json.loads(
    (resources.files("opsgen_targets.github_actions") / "schema.json").read_text(encoding="utf-8")
)


def faults(plan: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [error.message for error in checker.iter_errors(plan)]


def test_the_schema_holds_for_every_plan() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    plans = sorted(FOLDER.glob("*/ops/deploy/*.json"))
    assert plans
    for text in (emitted(SPEC)[PLAN], *(file.read_text(encoding="utf-8") for file in plans)):
        assert faults(json.loads(text)) == []


def planted(change: Callable[[Any], object]) -> Any:
    plan = copy.deepcopy(json.loads(emitted(SPEC)[PLAN]))
    change(plan)
    return plan


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan.update(version=1),
        lambda plan: plan.update(more=1),
        lambda plan: plan.pop("alerts"),
        lambda plan: plan["prometheus"].update(url="file:///x"),
        lambda plan: plan["phases"].clear(),
        lambda plan: plan["phases"]["monitor_30_minutes"]["limits"].update(passes=0),
        lambda plan: plan["phases"]["monitor_30_minutes"]["limits"].update(failures=-1),
        lambda plan: plan["phases"]["monitor_30_minutes"].update(interval_seconds=0),
        lambda plan: plan["phases"]["monitor_30_minutes"]["comparisons"][0].update(alpha=1),
        lambda plan: plan["phases"]["monitor_30_minutes"]["comparisons"][0].pop("stable"),
        lambda plan: plan["checks"][0]["condition"].update(op="=~"),
        lambda plan: plan["checks"][0]["condition"].update(all=[]),
        lambda plan: plan["checks"][0]["condition"]["traffic"][0].update(least=0),
        lambda plan: plan["checks"][0].pop("observe"),
    ],
)
def test_the_schema_is_tight(change: Callable[[Any], object]) -> None:
    assert faults(planted(change))


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
