"""Whether a machine ever took a job: what is not known for sure counts as begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsgen import gate
from tests.workflows.http import serving

ENVIRON = {
    "GITHUB_REPOSITORY": "shop/shop",
    "GITHUB_RUN_ID": "17",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_TOKEN": "token",
}
PATH = "/repos/shop/shop/actions/runs/17/attempts/2/jobs?per_page=100"


def asked(body: str | None, **environ: str) -> bool:
    with serving(lambda path: body if path == PATH else None) as url:
        return gate.began("production", {**ENVIRON, "GITHUB_API_URL": url, **environ})[0]


def jobs(**job: Any) -> str:
    others = {"name": "test", "runner_id": 3, "steps": [{"name": "Set up job"}]}
    return json.dumps({"jobs": [others, {"name": "production", **job}]})


@pytest.mark.parametrize(
    "body",
    [
        jobs(runner_id=4, steps=[]),
        jobs(runner_id=None, steps=[{"name": "Set up job"}]),
        json.dumps({"jobs": []}),
        json.dumps({"jobs": [{"name": "test", "runner_id": None, "steps": []}]}),
        "[]",
        '{"jobs": [1]}',
        "no JSON",
        "",
        None,
    ],
)
def test_it_may_have_begun(body: str | None) -> None:
    assert asked(body)


@pytest.mark.parametrize("runner", [None, 0])
def test_a_job_that_no_machine_took_did_not_begin(runner: int | None) -> None:
    assert not asked(jobs(runner_id=runner, steps=[]))


def test_without_the_words_of_a_runner_it_may_have_begun() -> None:
    nothing = jobs(runner_id=None, steps=[])
    assert not asked(nothing)
    assert asked(nothing, GITHUB_API_URL="file:///etc/passwd")
    assert asked(nothing, GITHUB_RUN_ID="18")
    assert gate.began("production", {})[0]


def test_the_answer_is_an_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "output"
    with serving(lambda path: jobs(runner_id=None, steps=[])) as url:
        for name, value in {**ENVIRON, "GITHUB_API_URL": url, "GITHUB_OUTPUT": str(output)}.items():
            monkeypatch.setenv(name, value)
        assert gate.main(["began", "--job", "production"]) == 0
    assert output.read_text() == "began=false\n"
    assert capsys.readouterr().out == "no machine ever took the job, so nothing is to be undone\n"
