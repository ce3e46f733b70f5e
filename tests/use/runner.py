"""A small stand-in for GitHub's runner: the `run:` steps of action.yml in a real bash.

It knows what action.yml and the recipes use, and refuses everything else, so that nothing passes
because it was ignored.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.house.repository import ROOT
from tests.use.commands import Command, annotated
from tests.use.repositories import Ran, call

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INSTALL, CHECK = STEPS
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")


@dataclass(frozen=True)
class Step(Ran):
    """A step that ran: also what it wrote for the runner."""

    outputs: dict[str, str]
    summary: str

    @property
    def annotations(self) -> list[Command]:
        return annotated(self.log)


def run_step(
    step: Mapping[str, Any],
    inputs: Mapping[str, str],
    *,
    workspace: Path,
    temp: Path,
    action: Path,
    **more: str,
) -> Step:
    """One step of action.yml. `inputs` are given as text, the others take their defaults."""
    assert set(step) <= {"name", "id", "shell", "env", "run"}, "more than this runner knows"
    assert step["shell"] == "bash"
    assert set(inputs) <= set(ACTION["inputs"])
    given = {name: each["default"] for name, each in ACTION["inputs"].items()} | dict(inputs)
    values = {f"inputs.{name}": value for name, value in given.items()}
    env = {name: fill(text, values) for name, text in step["env"].items()}
    with tempfile.TemporaryDirectory(dir=temp) as folder:
        output, summary, script = (Path(folder) / name for name in ("output", "summary", "script"))
        for file in (output, summary):
            file.touch()
        script.write_text(step["run"], encoding="utf-8")
        # The words of ScriptHandlerHelpers.cs of actions/runner for `shell: bash`.
        bash = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script)
        done = call(
            *bash,
            cwd=workspace,
            CI="true",
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=str(action),
            GITHUB_OUTPUT=str(output),
            GITHUB_STEP_SUMMARY=str(summary),
            GITHUB_WORKSPACE=str(workspace),
            RUNNER_TEMP=str(temp),
            **(env | more),
        )
        text = output.read_text(encoding="utf-8")
        return Step(done.code, done.log, _outputs(text), summary.read_text(encoding="utf-8"))


def action_outputs(check: Step) -> dict[str, str]:
    """The outputs of the action, by those of its step `check`."""
    values = {f"steps.check.outputs.{name}": value for name, value in check.outputs.items()}
    return {
        name: fill(each["value"], values, missing="") for name, each in ACTION["outputs"].items()
    }


def fill(text: str, values: Mapping[str, str], missing: str | None = None) -> str:
    """`text` with its expressions replaced; a KeyError for one that is not known."""

    def value(found: re.Match[str]) -> str:
        return values[found[1]] if missing is None else values.get(found[1], missing)

    return _EXPRESSION.sub(value, text)


def _outputs(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())
