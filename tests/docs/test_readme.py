"""What the README promises: its two commands, its calls and what they print."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from opsgen.cli import COMMANDS
from tests.docs.opsgen_process import opsgen, session
from tests.docs.pages import README, ROOT, blocks, code, read, table

BUILD = (
    "python3 -m venv .venv && .venv/bin/pip install -q . && "
    ".venv/bin/opsgen build examples/step/operations.yaml --out out"
)
TEST = (
    'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && '
    ".venv/bin/python -m tests.judges && .venv/bin/python -m pytest -q -n auto"
)
STEP = ROOT / "examples" / "step" / "operations.yaml"
CONSOLES = [block.text for block in blocks(README) if block.info == "console"]
CALLS = [call for text in CONSOLES for call in session(text)]


@pytest.mark.parametrize("command", [BUILD, TEST])
def test_each_of_the_two_commands_is_there_once(command: str) -> None:
    assert read(README).splitlines().count(command) == 1
    assert read(README).count(command) == 1


def test_the_continuous_check_runs_the_second() -> None:
    assert TEST in read(ROOT / ".ci" / "run").splitlines()


def test_what_it_asks_for_is_what_the_package_asks_for() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    asked = project["requires-python"].removeprefix(">=")
    assert f"Python {asked} or later and pip are enough" in read(README)


def test_the_first_command_writes_the_files_of_the_table(tmp_path: Path) -> None:
    arguments = BUILD.split("opsgen ")[1].split()
    opsgen(*arguments[:-1], str(tmp_path), cwd=ROOT)
    named: list[str] = []
    for row in table(README, "file", "for"):
        first, *others = code(row[0])
        named += [first, *(f"{first.rpartition('/')[0]}/{other}" for other in others)]
    written = [
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*")
        if path.is_file() and ".opsgen" not in path.parts
    ]
    assert sorted(written) == sorted(named)


@pytest.mark.parametrize(("arguments", "output"), CALLS, ids=lambda part: part[0] if part else "")
def test_a_call_prints_what_is_shown(arguments: list[str], output: str, tmp_path: Path) -> None:
    cwd = ROOT
    if "operations.yaml" in arguments:
        # The mistake that the README shows: 5 against a ratio.
        text = read(STEP).replace('condition: "error_rate > 5%"', 'condition: "error_rate > 5"')
        (tmp_path / "operations.yaml").write_text(text, encoding="utf-8")
        cwd = tmp_path
    printed = opsgen(*arguments, cwd=cwd)
    assert f"\n{output}" in f"\n{printed}"


def test_there_is_a_call_that_succeeds_and_one_that_does_not() -> None:
    assert {arguments[0] for arguments, _ in CALLS} >= {"explain", "validate"}


def test_the_excerpt_of_the_input_stands_in_the_example() -> None:
    (excerpt,) = [block.text for block in blocks(README) if block.info == "yaml"]
    wanted = [line.strip() for line in excerpt.splitlines()[1:]]
    lines = [line.strip() for line in read(STEP).splitlines()]
    start = lines.index(wanted[0])
    assert lines[start : start + len(wanted)] == wanted


def test_every_command_of_opsgen_is_shown() -> None:
    shown = set(re.findall(r"^opsgen (\w+)", read(README), re.MULTILINE))
    assert shown == set(COMMANDS)
