"""A repository with an operations.yaml that names one pack, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opsgen.api import Build, build, compile_file
from opsgen.artifacts import render
from opsgen.diagnostics import Diagnostic

OTHERS = ("alertmanager", "grafana", "prometheus", "runbook")
"""Switched off: these tests are about packs, and files of others would be in their way."""

SPEC = """\
service: demo
owner: search-team
description: "Finds <things>: \\"quoted\\", {{ braces }}, 50 %"
links: {repository: "https://example.com/demo"}
monitoring:
  defaults: {job: demo}
  metrics:
    - {name: error_rate, type: counter, alert_threshold: ">5%"}
    - {name: latency_p95, type: histogram, alert_threshold: ">500ms", by: [route]}
alerting:
  channels:
    - {name: chat, type: slack, webhook: "${CHAT_WEBHOOK}", severity: [critical, high, medium, low]}
"""


@dataclass(frozen=True)
class Home:
    """`folder` is that of operations.yaml, below the root of its repository."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "operations.yaml"

    @property
    def pack(self) -> Path:
        return self.folder / "packs" / "mine"

    def names(self, options: str = "pack: packs/mine", name: str = "mine") -> None:
        off = "".join(f"  {other}: {{enabled: false}}\n" for other in OTHERS if other != name)
        self.file.write_text(f"{SPEC}targets:\n{off}  {name}: {{{options}}}\n", encoding="utf-8")

    def add(self, path: str, text: str) -> Path:
        place = self.pack / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place

    def build(self) -> Build:
        return build(compile_file(str(self.file)))

    def outputs(self) -> dict[str, str]:
        """The text of every file of a build without errors, by its path."""
        done = self.build()
        assert errors(done) == []
        return {artifact.path: render(artifact).decode() for artifact in done.artifacts}

    def error(self) -> Diagnostic:
        """The one error of a build."""
        (found,) = errors(self.build())
        return found


def errors(done: Build) -> list[Diagnostic]:
    return [one for one in done.compilation.diagnostics if one.severity == "error"]


def home(root: Path) -> Home:
    """With a pack that is named and empty."""
    (root / ".git").mkdir(parents=True)
    made = Home(root / "service")
    made.pack.mkdir(parents=True)
    made.names()
    return made
