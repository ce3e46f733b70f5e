"""The action, the hooks and the workflows of the docs before the judges of such files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.repository import ROOT
from tests.judges.lookup import require
from tests.judges.process import Verdict, execute, run
from tests.use.recipes import GITLAB, PRE_COMMIT, USES, VERSION, WORKFLOWS
from tests.use.repositories import call
from tests.use.runner import STEPS

ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
PINNED = f"example/opsgen@{'a1' * 20} # {VERSION}"
"""As the page tells its reader to write it; the commit of the release is not known before it."""

Judge = Callable[[Path, str], Verdict]


def schema(name: str, file: str) -> Judge:
    def judge(folder: Path, text: str) -> Verdict:
        require("check-jsonschema")
        (folder / file).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name]
        return execute([*command, folder / file])

    return judge


def zizmor(file: str) -> Judge:
    def judge(folder: Path, text: str) -> Verdict:
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        program = Path(sys.executable).parent / "zizmor"
        require("zizmor")
        options = ("--offline", "--no-progress", "--persona=auditor", "--strict-collection")
        return execute([program, *options, place])

    return judge


def pre_commit(command: str, file: str) -> Judge:
    def judge(folder: Path, text: str) -> Verdict:
        require("pre-commit")
        (folder / file).write_text(text, encoding="utf-8")
        program = (sys.executable, "-m", "pre_commit")
        done = call(*program, command, file, cwd=folder, PRE_COMMIT_HOME=str(folder / "home"))
        return Verdict(done.code == 0 and "[WARNING]" not in done.log, done.log)

    return judge


def refuses_what_is_planted(
    judge: Judge, folder: Path, text: str, planted: tuple[str, str]
) -> None:
    old, new = planted
    assert old in text
    assert not judge(folder, text.replace(old, new))
    assert judge(folder, text)


@pytest.mark.parametrize(
    "planted",
    [("shell: bash\n", ""), ("using: composite", "using: composit"), ("    value: ", "    val: ")],
)
def test_the_schema_of_actions_accepts_the_action(tmp_path: Path, planted: tuple[str, str]) -> None:
    judge = schema("vendor.github-actions", "action.yml")
    refuses_what_is_planted(judge, tmp_path, ACTION, planted)


@pytest.mark.parametrize(
    "planted",
    [
        ('if ! "$INPUT_PYTHON"', 'if ! "${{ inputs.python }}"'),
        ('>>"$GITHUB_STEP_SUMMARY"', '>>"$GITHUB_ENV"'),
    ],
)
def test_zizmor_finds_nothing_in_the_action(tmp_path: Path, planted: tuple[str, str]) -> None:
    refuses_what_is_planted(zizmor("action.yml"), tmp_path, ACTION, planted)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=["one", "many"])
@pytest.mark.parametrize(
    ("judge", "planted"),
    [
        (schema("vendor.github-workflows", "w.yml"), ("runs-on:", "run-on:")),
        (
            schema("custom.github-workflows-require-timeout", "w.yml"),
            ("    timeout-minutes: 10\n", ""),
        ),
        (zizmor(".github/workflows/w.yml"), ("          persist-credentials: false\n", "")),
        (zizmor(".github/workflows/w.yml"), ("permissions: {}\n", "")),
        (zizmor(".github/workflows/w.yml"), ("      contents: read\n", "      contents: write\n")),
    ],
)
def test_the_workflows_of_the_page_are_accepted(
    tmp_path: Path, workflow: str, judge: Judge, planted: tuple[str, str]
) -> None:
    refuses_what_is_planted(judge, tmp_path, workflow.replace(USES, PINNED), planted)


def test_gitlab_accepts_its_job(tmp_path: Path) -> None:
    judge = schema("vendor.gitlab-ci", ".gitlab-ci.yml")
    refuses_what_is_planted(judge, tmp_path, GITLAB, ("when: always", "when: ever"))


def test_pre_commit_accepts_the_hooks_and_the_configuration(tmp_path: Path) -> None:
    hooks = pre_commit("validate-manifest", "hooks.yaml")
    refuses_what_is_planted(hooks, tmp_path, HOOKS, ("language: python", "language: pithon"))
    refuses_what_is_planted(hooks, tmp_path, HOOKS, ("(^|/)ops/", "(^|/ops/"))
    config = pre_commit("validate-config", "config.yaml")
    refuses_what_is_planted(config, tmp_path, PRE_COMMIT, ("rev:", "ref:"))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["name"])
def test_shellcheck_finds_nothing_in_the_steps(tmp_path: Path, step: dict[str, str]) -> None:
    script = tmp_path / "script"

    def judge(folder: Path, text: str) -> Verdict:
        script.write_text(text, encoding="utf-8")
        return run("shellcheck", "--shell=bash", "--severity=style", script)

    refuses_what_is_planted(judge, tmp_path, step["run"], ('"$RUNNER_TEMP', "$RUNNER_TEMP"))


UNPINNED = re.compile(r"^\s*(?:- )?uses: (?!example/opsgen@)(?!\S+@[0-9a-f]{40} # v[\d.]+$)", re.M)
EXPRESSION_IN_RUN = re.compile(r"\$\{\{")


def test_what_no_judge_sees() -> None:
    """Offline nobody misses the comment with the version; and an input may be run in many ways."""
    for workflow in WORKFLOWS:
        assert not UNPINNED.search(workflow)
        assert UNPINNED.search(workflow.replace(" # v7.0.1", ""))
        assert UNPINNED.search(re.sub(r"@[0-9a-f]{40} # v", "@v", workflow))
    assert not any(EXPRESSION_IN_RUN.search(step["run"]) for step in STEPS)
    assert not any("eval" in step["run"] for step in STEPS)
