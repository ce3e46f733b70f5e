"""What docs/ci.md tells its readers to write, done as written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.judges.lookup import require
from tests.use.conftest import build
from tests.use.recipes import (
    GITLAB,
    GITLAB_JOB,
    GITLAB_JUDGE,
    JUDGE_LINE,
    PAGE,
    PRE_COMMIT,
    REBUILD,
    REPOSITORY,
    SHELL,
    USES,
    VERSION,
    WORKFLOWS,
    shell,
    steps,
)
from tests.use.repositories import Repository, call
from tests.use.runner import CHECK, Step, action_outputs, fill, run_step
from tests.use.specs import BROKEN, CHANGED, GOOD, WARNED

STATES = ((GOOD, 0), (WARNED, 1), (BROKEN, 1), (CHANGED, 4))


def test_the_page_holds_each_recipe_once_and_no_other_block() -> None:
    text = PAGE.read_text(encoding="utf-8")
    recipes = (PRE_COMMIT, GITLAB, *WORKFLOWS, REBUILD, SHELL)
    assert text.count("```") == 2 * len(recipes)
    assert len(WORKFLOWS) == 2


# pre-commit


def test_the_configuration_of_pre_commit_runs_and_the_rebuild_mends_what_it_refuses(
    opsgen: Repository, user: Repository, pre_commit_home: Path, runner_temp: Path
) -> None:
    require("pre-commit")
    text = PRE_COMMIT.replace(REPOSITORY, str(opsgen.path)).replace(VERSION, opsgen.head)
    user.write(".pre-commit-config.yaml", text)
    user.write("operations.yaml", CHANGED)
    user.git("add", "--all")
    command = (sys.executable, "-m", "pre_commit", "run")
    refused = call(*command, cwd=user.path, PRE_COMMIT_HOME=str(pre_commit_home))
    assert refused.code == 1
    assert "OPS509" in refused.log
    assert shell(REBUILD, user.path, runner_temp / "opsgen-venv" / "bin").code == 0
    assert user.git("diff", "--name-only") == ""
    mended = call(*command, cwd=user.path, PRE_COMMIT_HOME=str(pre_commit_home))
    assert mended.code == 0, mended.log


# GitHub


def run_workflow(
    workflow: str, user: Repository, opsgen: Repository, temp: Path
) -> tuple[Step, dict[str, Any]]:
    """(the action's step that judged, what the steps after it are given)."""
    checkout, judge, *after = steps(workflow)
    assert checkout["uses"].startswith("actions/checkout@")
    assert judge["uses"] == USES
    inputs = judge.get("with", {})
    done = run_step(CHECK, inputs, workspace=user.path, temp=temp, action=opsgen.path)
    values = {
        f"steps.{judge.get('id')}.outputs.{name}": value
        for name, value in action_outputs(done).items()
    }
    given = {key: fill(text, values) for step in after for key, text in step["with"].items()}
    return done, given


@pytest.mark.parametrize(("text", "code"), STATES)
def test_the_first_workflow_fails_for_what_is_wrong(
    user: Repository, opsgen: Repository, runner_temp: Path, text: str, code: int
) -> None:
    user.write("operations.yaml", text)
    done, after = run_workflow(WORKFLOWS[0], user, opsgen, runner_temp)
    assert done.code == code, done.log
    assert bool(done.annotations) == bool(code)
    assert after == {}


def test_the_second_workflow_judges_all_services_and_uploads_what_was_found(
    user: Repository, opsgen: Repository, runner_temp: Path
) -> None:
    for service in ("shop", "chat"):
        named = GOOD.replace("service: demo", f"service: {service}")
        build(user.write(f"services/{service}/operations.yaml", named))
    user.write("gateway.operations.yaml", BROKEN)
    done, after = run_workflow(WORKFLOWS[1], user, opsgen, runner_temp)
    assert done.code == 1
    assert [found.place for found in done.annotations] == ["gateway.operations.yaml:7:13"]
    sarif = json.loads(Path(after["sarif_file"]).read_text(encoding="utf-8"))
    (result,) = sarif["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "gateway.operations.yaml"}


def test_the_upload_waits_for_a_file_and_not_for_success() -> None:
    upload = steps(WORKFLOWS[1])[-1]
    assert upload["if"] == "${{ !cancelled() && steps.opsgen.outputs.sarif != '' }}"


# GitLab, and anywhere else; `runner_temp` has run the lines of theirs that install


@pytest.mark.parametrize(("text", "code"), STATES)
def test_the_plain_command_fails_for_what_is_wrong(
    user: Repository, runner_temp: Path, text: str, code: int
) -> None:
    (user.path / "opsgen-venv").symlink_to(runner_temp / "opsgen-venv")
    user.write("operations.yaml", text)
    assert shell(JUDGE_LINE, user.path).code == code


@pytest.mark.parametrize(("text", "code"), STATES)
def test_the_job_of_gitlab_fails_for_what_is_wrong_and_leaves_a_report(
    user: Repository, runner_temp: Path, text: str, code: int
) -> None:
    user.write("operations.yaml", text)
    assert shell(GITLAB_JUDGE, user.path, runner_temp / "opsgen-venv" / "bin").code == code
    artifacts = GITLAB_JOB["artifacts"]
    assert artifacts["when"] == "always"  # else a failed job uploads none
    report = user.path / artifacts["reports"]["codequality"]
    found = json.loads(report.read_text(encoding="utf-8"))
    assert bool(found) == bool(code)
    assert {issue["location"]["path"] for issue in found} <= {"operations.yaml"}
