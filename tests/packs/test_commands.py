"""What the commands say of packs and of the plan that their templates read."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from opsgen.api import compile_file
from opsgen.cli import cli
from opsgen.plan_data import plan_schema, to_data
from tests.packs.homes import Home


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.exception is None, done.output
    return done.output


def test_explain_prints_the_plan_also_when_a_template_fails(demo: Home) -> None:
    demo.add("a.txt.j2", "{{ plan.oops }}")
    plan = compile_file(str(demo.file), targets=False).plan
    assert plan is not None
    assert json.loads(run("explain", "--data", str(demo.file))) == to_data(plan)


def test_the_whole_plan_has_no_name_to_choose(demo: Home) -> None:
    done = CliRunner().invoke(cli, ["explain", "--data", str(demo.file), "error_rate"])
    assert done.exit_code == 2


def test_schema_prints_that_of_the_plan(demo: Home) -> None:
    assert json.loads(run("schema", "plan")) == plan_schema()


def test_targets_lists_the_packs_of_the_file_that_lies_here(
    demo: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "mine             templates in packs/mine"
    assert line not in run("targets").splitlines()
    monkeypatch.chdir(demo.folder)
    assert run("targets").splitlines()[-1] == line
    assert run("targets", "mine") == run("targets", "pack")
    assert "folder of templates" in run("targets", "pack")
