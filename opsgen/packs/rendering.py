"""Rendering a pack in a child process with limits, of which none can hurt the parent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import Any

from opsgen.artifacts import JsonNode, to_json
from opsgen.packs.model import MAX_OUTPUT, Pack

CPU_SECONDS = 5
MEMORY_BYTES = 512 * 1024 * 1024
PATIENCE = 60.0
"""Seconds on the clock, whatever the child does with them; on a busy machine they are few."""

_ANSWER = 8 * MAX_OUTPUT
"""Characters of an answer: a character of the output may be escaped, and lines are counted."""
_ENDLESS = "look for a loop without end, and for a text or a number that grows in one"
_NEEDED = ("jinja2", "markupsafe")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of an output; `lines[n]` is the line of the template that its line n + 1 is from."""

    text: str
    lines: tuple[int, ...]

    def line(self, number: int) -> int:
        """The line of the template from which line `number` of the text is; of blank lines, as
        at the end of the text, that of the words before."""
        rows = self.text.split("\n")[: max(number, 1)]
        while len(rows) > 1 and not rows[-1].strip():
            rows.pop()
        return self.lines[len(rows) - 1]


@dataclass(frozen=True, slots=True)
class Failure:
    """`limit` tells that a bound stopped it; `template` is None when nobody knows which it was."""

    limit: bool
    template: str | None
    line: int
    message: str
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    rendered: Mapping[str, Rendered]
    failures: tuple[Failure, ...]


def render(pack: Pack, context: Mapping[str, JsonNode]) -> Rendering:
    """Every output of the pack, or why it has none. Equal arguments give equal results.

    Raises RuntimeError when the child itself is broken.
    """
    job: dict[str, JsonNode] = {
        "templates": dict(pack.templates),
        "outputs": pack.outputs,
        "context": context,
        "room": MAX_OUTPUT,
        "cpu": CPU_SECONDS,
        "memory": MEMORY_BYTES,
    }
    code, answer, said = _run(to_json(job).encode())
    if code == 0 and len(answer) <= _ANSWER:
        return _read(json.loads(answer))
    if code < 0 or len(answer) > _ANSWER:
        running = said.decode().split("\n")[-2:][0]
        return Rendering({}, (Failure(True, running or None, 1, _died(code), _ENDLESS),))
    raise RuntimeError(f"the process that renders packs failed: {said[-200:]!r}")


def _run(job: bytes) -> tuple[int, bytes, bytes]:
    """(exit code, standard output, standard error)."""
    process = subprocess.Popen(
        # Not with the folder of the program, nor that of the user's packages, on the path.
        [sys.executable, "-P", "-s", "-X", "utf8", "-c", _PROGRAM, json.dumps(_folders())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        # Nothing of our environment, and the same order of sets every time.
        env={"PYTHONHASHSEED": "0"},
    )
    timer = Timer(PATIENCE, process.kill)
    timer.start()
    try:
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                process.stdin.write(job)
                process.stdin.close()
            except BrokenPipeError:
                pass  # its exit code tells
            answer = process.stdout.read(_ANSWER + 1)
            if len(answer) > _ANSWER:
                process.kill()
            said = process.stderr.read()
        return process.returncode, answer, said
    finally:
        timer.cancel()


_PROGRAM = """
import json, sys
sys.path += json.loads(sys.argv[1])
from runpy import run_path
run_path(sys.path.pop(), run_name="__main__")
"""


def _folders() -> list[str]:
    """Where the libraries of the child are, and the child."""
    found = [find_spec(name) for name in _NEEDED]
    homes = {str(Path(spec.origin).parents[1]): None for spec in found if spec and spec.origin}
    return [*homes, str(Path(__file__).with_name("child.py"))]


def _died(code: int) -> str:
    if code == -signal.SIGKILL:
        return f"it computes for more than {CPU_SECONDS} seconds, or prints without end"
    return f"it ended its process with signal {-code}"


def _read(answer: Any) -> Rendering:
    return Rendering(
        {
            name: Rendered(done["text"], tuple(done["lines"]))
            for name, done in answer["rendered"].items()
        },
        tuple(
            Failure(
                each["kind"] == "limit",
                each["template"],
                each["line"],
                each["message"],
                _ENDLESS if each["kind"] == "limit" else None,
            )
            for each in answer["failures"]
        ),
    )
