"""Opsgen's repository, and a user's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from opsgen import __version__
from opsgen.publication import publish_files
from tests.judges.lookup import require
from tests.use import repositories
from tests.use.once import once
from tests.use.recipes import ARCHIVE, GITLAB_INSTALL, INSTALL_LINES, shell
from tests.use.repositories import Repository
from tests.use.runner import INSTALL, run_step
from tests.use.specs import GOOD


@pytest.fixture(scope="session")
def opsgen(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Opsgen's own repository, from which hooks and action are installed."""
    return Repository(once(tmp_path_factory, "opsgen-repository", repositories.publish))


def build(file: Path) -> None:
    (done,) = publish_files([str(file)])
    assert done.verdict.exit_code == 0


HOSTILE_WORKSPACE = "hostile"
PWNED = "pwned"


def plant_modules(folder: Path) -> None:
    """Modules that tell by a file `PWNED` that they were run, under names that are imported."""
    for name in ("venv", "ensurepip", "pip", "secrets", "json", "opsgen", "click", "yaml"):
        (folder / f"{name}.py").write_text(f"open('{PWNED}', 'w')\nraise SystemExit(99)\n")


@pytest.fixture
def user(tmp_path: Path) -> Repository:
    """A repository with a good operations.yaml and its output."""
    repository = repositories.new(tmp_path / "user")
    build(repository.write("operations.yaml", GOOD))
    repository.commit()
    return repository


@pytest.fixture(scope="session")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its one environment for all these tests."""
    require("pre-commit")
    return once(tmp_path_factory, "pre-commit-home", lambda folder: None)


@pytest.fixture(scope="session")
def runner_temp(tmp_path_factory: pytest.TempPathFactory, opsgen: Repository) -> Path:
    """RUNNER_TEMP of a job in which the action's first step, which installs, has run.

    The lines of the plain recipe and of GitLab's that install have run over the same environment:
    it is dear to make, and all install one opsgen.
    """

    def install(folder: Path) -> None:
        workspace = folder / HOSTILE_WORKSPACE
        workspace.mkdir()
        plant_modules(workspace)
        inputs = {"python": sys.executable}
        done = run_step(INSTALL, inputs, workspace=workspace, temp=folder, action=opsgen.path)
        assert done.code == 0, done.log
        assert done.annotations == []
        assert f"opsgen {__version__}\n" in done.log
        for line in (*INSTALL_LINES, GITLAB_INSTALL):
            assert (ARCHIVE in line) == ("pip install" in line)
            line = line.replace(ARCHIVE, str(opsgen.path))
            again = shell(line, folder, folder / "opsgen-venv" / "bin")
            assert again.code == 0, again.log

    return once(tmp_path_factory, "runner-temp", install)
