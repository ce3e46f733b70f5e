"""Every outside judge of GitHub's workflows. Each takes workflows as `{file name: text}` and gives
what it finds as `{file name: findings}`, or as a verdict over all."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.judges.lookup import require
from tests.judges.process import Verdict, execute, run
from tests.judges.scripts import run_script

Workflows = Mapping[str, str]


def actionlint(workflows: Workflows) -> dict[str, list[str]]:
    return _scripted("actionlint", workflows)


def language_service(workflows: Workflows) -> dict[str, list[str]]:
    """GitHub's own."""
    return _scripted("actions-languageservice", workflows)


def zizmor(workflows: Workflows) -> Verdict:
    """Its strictest persona, without the network. The verdict counts any finding."""
    require("zizmor")
    program = Path(sys.executable).parent / "zizmor"
    flags = ["--offline", "--no-progress", "--quiet", "--persona=auditor", "--strict-collection"]
    return _on_disk(workflows, lambda folder: execute([program, *flags, folder]))


SCHEMAS = ("vendor.github-workflows", "custom.github-workflows-require-timeout")


def schema(workflows: Workflows, name: str) -> Verdict:
    """`name` is one of SCHEMAS."""
    require("check-jsonschema")
    command: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name]

    def check(folder: Path) -> Verdict:
        return execute([*command, *sorted((folder / ".github" / "workflows").iterdir())])

    return _on_disk(workflows, check)


def shellcheck(scripts: Mapping[str, str]) -> Verdict:
    """Of scripts by name, as the shell that GitHub starts reads them."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in scripts.items():
            (Path(folder) / name).write_text(text + "\n", encoding="utf-8")
        return run("shellcheck", "--shell=bash", "--norc", *sorted(Path(folder).iterdir()))


def _scripted(judge: str, workflows: Workflows) -> dict[str, list[str]]:
    verdict = run_script(judge, json.dumps(dict(workflows)))
    if not verdict:
        raise AssertionError(verdict.output)
    found: dict[str, list[str]] = json.loads(verdict.output)
    return found


def _on_disk(workflows: Workflows, check: Callable[[Path], Verdict]) -> Verdict:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / ".github" / "workflows"
        folder.mkdir(parents=True)
        for file, text in workflows.items():
            (folder / file).write_text(text, encoding="utf-8")
        return check(Path(name))
