"""Zero findings of every judge on every workflow; each judge is first seen to refuse a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from tests.judges import workflows as judges
from tests.judges.process import Verdict, execute
from tests.workflows.cases import workflows
from tests.workflows.specs import DEPLOY, files, spec

GOOD = files(spec("canary"))[DEPLOY].decode()
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"


def broken(old: str, new: str) -> dict[str, str]:
    assert old in GOOD
    return {"broken.yml": GOOD.replace(old, new)}


SCRIPTED = {"actionlint": judges.actionlint, "language service": judges.language_service}
PLANTED = {
    "actionlint": ("steps.full_deployment.outcome", "steps.no_such_step.outcome"),
    "language service": ("needs.build.outputs.image", "needs.built.outputs.image"),
}


@pytest.mark.parametrize("judge", SCRIPTED)
def test_the_scripted_judge_refuses_a_planted_fault(judge: str) -> None:
    assert SCRIPTED[judge](broken(*PLANTED[judge]))["broken.yml"]


@pytest.mark.parametrize("judge", SCRIPTED)
def test_the_scripted_judge_finds_nothing(judge: str) -> None:
    found = SCRIPTED[judge](workflows())
    assert {name: each for name, each in found.items() if each} == {}
    assert set(found) == set(workflows())


ZIZMOR = {
    "a tag instead of a commit": (CHECKOUT, "actions/checkout@v7"),
    "a token left behind": ("persist-credentials: false", "persist-credentials: true"),
    "a right that nobody explains": ("  # whether a machine ever took the job", ""),
    "a secret without an environment": ('    environment:\n      name: "production"\n', ""),
    "no lock": (
        'concurrency:\n  group: "opsgen-deploy-shop"\n  cancel-in-progress: false\n',
        "",
    ),
}


@pytest.mark.parametrize("fault", ZIZMOR)
def test_zizmor_refuses_a_planted_fault(fault: str) -> None:
    assert not judges.zizmor(broken(*ZIZMOR[fault]))


def test_zizmor_finds_nothing() -> None:
    assert judges.zizmor(workflows())


SCHEMA_FAULTS = {
    judges.SCHEMAS[0]: ('        id: "state"', '        ids: "state"'),
    judges.SCHEMAS[1]: ("    timeout-minutes: 15\n    env", "    env"),
}


@pytest.mark.parametrize("schema", judges.SCHEMAS)
def test_the_schema_refuses_a_planted_fault(schema: str) -> None:
    assert not judges.schema(broken(*SCHEMA_FAULTS[schema]), schema)


@pytest.mark.parametrize("schema", judges.SCHEMAS)
def test_the_schema_finds_nothing(schema: str) -> None:
    assert judges.schema(workflows(), schema)


def scripts(ours: Callable[[str], bool] = lambda name: True) -> Iterator[tuple[str, str]]:
    for name, text in workflows().items():
        for job, body in yaml.safe_load(text)["jobs"].items():
            for place, step in enumerate(body["steps"]):
                if "run" in step and ours(name):
                    yield f"{name}-{job}-{place}.sh", step["run"]


def test_shellcheck_finds_nothing_in_what_we_write() -> None:
    """Of hostile commands it may say what it likes: they are the user's."""
    assert not judges.shellcheck({"planted.sh": "rm $1/*"})
    assert judges.shellcheck(dict(scripts(lambda name: not name.startswith("hostile"))))


def test_every_script_is_one_that_bash_can_read() -> None:
    found = dict(scripts())
    assert not bash_reads("{ true & wait $!")
    assert {name for name, text in found.items() if not bash_reads(text)} == set()


def bash_reads(text: str) -> Verdict:
    return execute(["bash", "-n"], stdin=text)


# What no tool catches


def faults(text: str) -> list[str]:
    body: dict[str, Any] = yaml.safe_load(text)
    found = [line for line in text.splitlines() if "uses:" in line and not _PINNED.search(line)]
    if "secrets." in str(body["env"]):
        found.append("a secret for the whole workflow")
    if body["permissions"] != {}:
        found.append("a right for the whole workflow")
    for name, job in body["jobs"].items():
        found += [f"{name}: {fault}" for fault in _faults_of(job)]
    return found


_PINNED = re.compile(r'uses: "[a-z]+/[a-z-]+@[0-9a-f]{40}"  # v\d+(\.\d+)*$')


def _faults_of(job: dict[str, Any]) -> Iterator[str]:
    if "permissions" not in job:
        yield "no permissions of its own"
    if "timeout-minutes" not in job:
        yield "no limit"
    if "secrets." in str(job.get("env", {})):
        yield "a secret for all steps"
    if "secrets." in str(job) and "environment" not in job:
        yield "a secret outside an environment"
    for step in job["steps"]:
        if "${{" in step.get("run", ""):
            yield "an expression in a script"
        if "run" in step and "timeout-minutes" not in step:
            yield "a step without a limit"


OWN = {
    "a commit without its version": ("  # v7.0.1", ""),
    "a secret for the whole workflow": ('  OPSGEN_SERVICE: "shop"', '  X: "${{ secrets.X }}"'),
    "a secret for all steps": ('OPSGEN_STAGE: "production"', 'X: "${{ secrets.X }}"'),
    "a job without permissions": ("    permissions:\n      contents: read\n", ""),
    "a job without a limit": ("    timeout-minutes: 15\n    env", "    env"),
    "a step without a limit": ("        timeout-minutes: 4\n", ""),
    "an expression in a script": ("./ops/steps/rollback", "echo ${{ github.sha }}"),
    "a secret outside an environment": ('    environment:\n      name: "production"\n', ""),
}


@pytest.mark.parametrize("fault", OWN)
def test_our_own_check_refuses_a_planted_fault(fault: str) -> None:
    (text,) = broken(*OWN[fault]).values()
    assert faults(text)


def test_our_own_check_finds_nothing() -> None:
    assert {name: faults(text) for name, text in workflows().items() if faults(text)} == {}
