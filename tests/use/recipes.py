"""The recipes of docs/ci.md, as they stand on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.docs.pages import ROOT, blocks
from tests.use.repositories import Ran, call

PAGE = ROOT / "docs" / "ci.md"
REPOSITORY = "https://github.com/example/opsgen"
VERSION = "v0.1.0"
ARCHIVE = f"{REPOSITORY}/archive/refs/tags/{VERSION}.tar.gz"
USES = f"example/opsgen@{VERSION}"
"""How the page names opsgen in each of the places; tests put the repository under test there."""

_YAML = [block.text for block in blocks(PAGE) if block.info == "yaml"]
_SHELL = [block.text for block in blocks(PAGE) if block.info == "sh"]

(PRE_COMMIT,) = [text for text in _YAML if text.startswith("repos:")]
(GITLAB,) = [text for text in _YAML if "gl-code-quality" in text]
WORKFLOWS = [text for text in _YAML if text.startswith("name:")]
(REBUILD,) = [text for text in _SHELL if "git add" in text]
(SHELL,) = [text for text in _SHELL if "pip install" in text]
*INSTALL_LINES, JUDGE_LINE = SHELL.splitlines()
"""Of the plain recipe."""

GITLAB_JOB: dict[str, Any] = yaml.safe_load(GITLAB)["opsgen"]
GITLAB_INSTALL, GITLAB_JUDGE = GITLAB_JOB["script"]


def shell(script: str, cwd: Path, *path: Path) -> Ran:
    """By a plain POSIX shell that stops at the first failure, as a CI's does."""
    found = ":".join([*map(str, path), "/usr/local/bin:/usr/bin:/bin"])
    return call("sh", "-e", "-c", script, cwd=cwd, PATH=found, CI="true")


def steps(workflow: str) -> list[dict[str, Any]]:
    """Of its one job."""
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found
