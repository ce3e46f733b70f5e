"""Git repositories: opsgen's own as it stands on disk, and those of its users."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.house.repository import ROOT, files

PUBLISHED = (
    ".pre-commit-hooks.yaml",
    "LICENSE",
    "README.md",
    "action.yml",
    "opsgen",
    "pyproject.toml",
    "targets",
)
"""What installing needs, and what a user's CI reads."""

_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "test"), ("EMAIL", "test@example.com"))
}
SECONDS = 300


def clean(**more: str) -> dict[str, str]:
    """The environment without what a developer's or CI's own would change."""
    odd = ("GITHUB_", "GIT_", "CI", "NO_COLOR", "PRE_COMMIT", "SKIP", "VIRTUAL_ENV", "OPSGEN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(odd)}
    config = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return kept | _IDENTITY | config | {"OPSGEN_NO_CACHE": "1"} | more


@dataclass(frozen=True)
class Ran:
    """How a process ended, and all that it printed, in the order in which it did."""

    code: int
    log: str


def call(*command: str | Path, cwd: Path, **env: str) -> Ran:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=clean(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
    )
    return Ran(done.returncode, done.stdout)


@dataclass(frozen=True)
class Repository:
    """A git repository in `path`."""

    path: Path

    def git(self, *arguments: str) -> str:
        done = call("git", *arguments, cwd=self.path)
        assert done.code == 0, done.log
        return done.log.strip()

    def write(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def commit(self) -> None:
        """All that is there."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", "all")

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


def new(path: Path) -> Repository:
    path.mkdir(parents=True, exist_ok=True)
    repository = Repository(path)
    repository.git("init", "--quiet", "--initial-branch=main")
    return repository


def publish(path: Path) -> None:
    """Opsgen's own repository in `path`, with what stands on disk as its one commit."""
    repository = new(path)
    for name in PUBLISHED:
        source = ROOT / name
        for file in files(source) if source.is_dir() else [source]:
            target = path / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    repository.commit()
