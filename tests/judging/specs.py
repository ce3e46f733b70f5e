"""A small file with something to prove, and ways to spoil what it builds."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from opsgen.api import Build, Compilation, build
from opsgen.artifacts import Artifact, Text, render
from opsgen.judging import Programs, Report, judge_file, session
from tests.judges.lookup import require

SPEC = """\
service: demo
links: {repository: "https://example.com/demo"}
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: queue_length, type: gauge, series: demo_queue_length, unit: count}
alerting:
  channels:
    - {name: pager, type: pagerduty, routing_key: "${PAGER}", severity: [critical, high]}
    - {name: chat, type: slack, webhook: "${CHAT}", severity: [medium], watchdog: true}
  alerts:
    - name: queue_jammed
      condition: "queue_length > 100"
      severity: high
      expect: [pager]
"""
ALERT_LINE = 12


def written(folder: Path, text: str = SPEC) -> str:
    file = folder / "operations.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def judges(promtool: str = "2.42", amtool: str = "0.25") -> dict[str, str]:
    return {
        "promtool": str(require(f"promtool-{promtool}")),
        "amtool": str(require(f"amtool-{amtool}")),
    }


def fake(folder: Path, body: str) -> str:
    """A program of ours in the place of a judge."""
    path = folder / "fake-judge"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    os.chmod(path, 0o755)
    return str(path)


def judged(
    file: str,
    given: Mapping[str, str] | None = None,
    *,
    required: bool = False,
    seconds: float = 60,
) -> Report:
    return judge_file(file, Programs({**judges(), **(given or {})}, seconds), required=required)


def spoiled(monkeypatch: Any, ending: str, change: Callable[[str], str]) -> None:
    """From now on the artifact whose path has this ending is written with `change` made to it."""

    def one(artifact: Artifact) -> Artifact:
        if not artifact.path.endswith(ending):
            return artifact
        text = render(artifact).decode()
        assert change(text) != text
        return replace(artifact, body=Text(change(text), "plain"))

    def changed(compilation: Compilation) -> Build:
        made = build(compilation)
        return replace(made, artifacts=tuple(one(artifact) for artifact in made.artifacts))

    monkeypatch.setattr(session, "build", changed)
