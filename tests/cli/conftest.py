"""The command line as its users call it: a process, its output, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

GOOD = """\
service: demo
links: {repository: "https://example.com/demo", dashboards: "https://g.example.com"}
monitoring:
  defaults: {job: demo}
  metrics:
    - name: queue_length
      type: gauge
      series: demo_queue_length
      unit: count
      alert_threshold: "> 100"
alerting:
  channels:
    - name: chat
      type: pagerduty
      routing_key: "${CHAT_KEY}"
      severity: [critical, high, medium, low]
      watchdog: true
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call opsgen in a folder of its own that holds a good operations.yaml."""
    (tmp_path / "operations.yaml").write_text(GOOD, encoding="utf-8")

    def call(*arguments: str, env: dict[str, str] | None = None) -> Ran:
        # Compiled modules are kept, as on every user's machine: each call is a process.
        unset = ("GITHUB_ACTIONS", "NO_COLOR", "CI", "PYTHONDONTWRITEBYTECODE")
        clean = {k: v for k, v in os.environ.items() if k not in unset}
        done = subprocess.run(
            [sys.executable, "-c", "from opsgen.cli import main; main()", *arguments],
            cwd=tmp_path,
            env=clean | {"OPSGEN_NO_CACHE": "1"} | (env or {}),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return call
