"""The linters of the house, over all code; each first sees a planted fault."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT

CODE = ("opsgen", "targets", "tests")
LAYERS = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True))"
PLANTED = """\
[importlinter]
root_packages =
    opsgen
    opsgen_targets
[importlinter:contract:1]
name = planted in the core
type = forbidden
source_modules = opsgen.cli
forbidden_modules = opsgen.api
[importlinter:contract:2]
name = planted in the targets
type = forbidden
source_modules = opsgen_targets
forbidden_modules = opsgen.plan
"""


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=300
    )


def test_no_room_imports_one_above_it(tmp_path: Path) -> None:
    (tmp_path / ".importlinter").write_text(PLANTED, encoding="utf-8")
    planted = run("-c", LAYERS, cwd=tmp_path)
    assert planted.returncode == 1
    assert planted.stdout.count(" BROKEN") == 2, planted.stdout + planted.stderr
    done = run("-c", LAYERS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_finds_nothing(command: tuple[str, ...], tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import os\nx = [ 1 ]\n", encoding="utf-8")
    config = ("--config", ROOT / "pyproject.toml")
    assert run("-m", "ruff", *command, *config, planted).returncode == 1
    done = run("-m", "ruff", *command, *CODE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_finds_nothing(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('x: int = "one"\n', encoding="utf-8")
    assert run("-m", "mypy", "--config-file=", "--strict", planted).returncode == 1
    done = run("-m", "mypy", *CODE)
    assert done.returncode == 0, done.stdout + done.stderr
