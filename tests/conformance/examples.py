"""The examples: every folder below `examples/` with an operations.yaml, however deep."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from opsgen_targets.alertmanager import join

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples"
EXAMPLES = sorted(path.parent for path in FOLDER.rglob("operations.yaml"))
MONO_REPO = FOLDER / "mono-repo"
JOINED = MONO_REPO / "alertmanager" / "alertmanager.yml"


def name(example: Path) -> str:
    """`vllm`, `mono-repo/ingest`."""
    return example.relative_to(FOLDER).as_posix()


def documented(program: str) -> str:
    """The command line of the mono-repo's README that begins with `program`."""
    lines = (MONO_REPO / "README.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(f"{program} ")]
    return line


def join_command(*more: str) -> str:
    """The documented command that joins the fragments, for a shell in the mono-repo's folder.

    The module stands in for the script, which an older installation of this tree has not.
    """
    script, rest = documented("opsgen-join-alertmanager").split(maxsplit=1)
    assert script == "opsgen-join-alertmanager"
    return f"{shlex.quote(sys.executable)} -m {join.__name__} {rest} {shlex.join(more)}"
