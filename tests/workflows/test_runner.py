"""The runner refuses what it does not know: no workflow passes because a part was ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.expressions import ExpressionError, UnknownNameError
from tests.workflows.runner import At, Event, Machine, Run, StrictError, read
from tests.workflows.specs import DEPLOY, files, unwatched

TEXT = files(unwatched("deploy_canary_10_percent, full_deployment"))[DEPLOY].decode()

REFUSED = {
    "a key of the workflow": ('name: "Deploy shop"', 'name: "x"\nrun-names: "y"'),
    "a key of a job": ('    name: "test"', '    name: "test"\n    strategy: {}'),
    "a key of a step": ('        id: "unit_tests"', "        continue-on-error: true"),
    "a trigger": ("  push:\n", "  pull_request:\n  push:\n"),
    "an action": ("actions/checkout@", "actions/setup-python@"),
    "an action by tag": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7"),
    "a checkout that keeps its token": ("persist-credentials: false", "persist-credentials: true"),
    "a default shell": ('    shell: "bash"', '    shell: "sh"'),
    "an expression in a script": ("./ops/steps/unit_tests", "${{ github.sha }}"),
    "a right for all": ("permissions: {}", "permissions: {contents: read}"),
    "a job without a limit": ("    timeout-minutes: 40\n", ""),
    "a need that is no job": ('      - "build"\n', '      - "built"\n'),
    "an id that comes twice": ('id: "state"', 'id: "full_deployment"'),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_runner_refuses(what: str) -> None:
    old, new = REFUSED[what]
    assert old in TEXT
    with pytest.raises(StrictError):
        read(TEXT.replace(old, new))


NAMES = {
    "an unknown context": ("github.sha", "vars.SHA"),
    "an unknown function": ("inputs.dry_run ||", "hashFiles('x') ||"),
    "a name that the context has not": ("github.run_id", "github.run"),
    "an input that nobody declared": ("inputs.dry_run ||", "inputs.dry ||"),
    "a secret for all jobs": ("${{ github.sha }}", "${{ secrets.TOKEN }}"),
}


@pytest.mark.parametrize("what", NAMES)
def test_a_run_stops_at(what: str, tmp_path: Path) -> None:
    old, new = NAMES[what]
    assert old in TEXT
    with pytest.raises((ExpressionError, UnknownNameError)):
        run(TEXT.replace(old, new), tmp_path)


def run(text: str, folder: Path, *events: Event) -> Run:
    source = folder / "source"
    steps = source / "ops" / "steps"
    steps.mkdir(parents=True)
    for name in ("unit_tests", "deploy_to_staging", "deploy_canary", "full_deployment"):
        (steps / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (steps / name).chmod(0o755)
    machine = Machine(source, folder, {}, "/usr/bin:/bin")
    return Run(read(text), machine, events=events)()


def test_an_event_that_never_comes_is_a_mistake_of_the_test(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="never came"):
        run(TEXT, tmp_path, Event(At("unit_tests", "a text that nobody prints"), "cancel"))


def test_a_secret_that_the_environment_has_not_is_refused(tmp_path: Path) -> None:
    text = TEXT.replace('          OPSGEN_WEIGHT: "10"', '          X: "${{ secrets.GONE }}"')
    with pytest.raises(UnknownNameError, match="the secrets of production"):
        run(text, tmp_path)


def test_a_script_stops_at_the_first_failure_of_a_pipe(tmp_path: Path) -> None:
    found = run(TEXT.replace("./ops/steps/unit_tests", "false | cat; echo on"), tmp_path)
    assert found.results["test"] == "failure"
    assert found.results["build"] == "skipped"
    assert found.logs["unit_tests"] == ""


def test_a_push_to_another_branch_starts_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, tmp_path, {}, "")
    assert Run(read(TEXT), machine, branch="mend")().results == {}
