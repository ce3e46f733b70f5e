"""A copy of opsgen that nobody edits, and one process that runs its command line again and again.

Talks in lines of JSON: a call is `{"argv": [...], "env": {...}, "cwd": "..."}`, the reply
`[code, out, err]`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

ROOT = Path(__file__).parents[2]

START = """\
import sys
from pathlib import Path
# An editable install would find the working copy.
sys.path[:] = [sys.argv[1], *(p for p in sys.path if p and not (Path(p) / "opsgen").is_dir())]
"""
SERVE = """\
import contextlib, io, json, os
from opsgen.cli import main
for line in sys.stdin:
    call = json.loads(line)
    os.environ.update(call["env"])
    os.chdir(call["cwd"])
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(call["argv"])
        except SystemExit as leaving:
            code = leaving.code
    for name in call["env"]:
        del os.environ[name]
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


class Reply(NamedTuple):
    code: int
    out: str
    err: str


class Installed:
    """`site` holds the packages, as `site-packages` would."""

    def __init__(self, site: Path) -> None:
        self.site = site
        for package in (ROOT / "opsgen", ROOT / "targets" / "opsgen_targets"):
            shutil.copytree(
                package, site / package.name, ignore=shutil.ignore_patterns("__pycache__")
            )

    def __enter__(self) -> Self:
        self.process = self.start(SERVE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.communicate()

    def start(self, code: str) -> subprocess.Popen[str]:
        """Run `code` in a process of its own that finds this opsgen and has no cache yet."""
        env = {k: v for k, v in os.environ.items() if k not in ("OPSGEN_NO_CACHE", "CI")}
        return subprocess.Popen(
            [sys.executable, "-P", "-c", START + code, str(self.site)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env | {"GITHUB_ACTIONS": "", "XDG_CACHE_HOME": str(self.site / "no-cache")},
        )

    def call(self, cwd: Path, *argv: str, **env: str) -> Reply:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"argv": argv, "env": env, "cwd": str(cwd)}) + "\n")
        self.process.stdin.flush()
        return Reply(*json.loads(self.process.stdout.readline()))
