"""An example's dashboard and rules beside a server that has lived through the plan's worlds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from opsgen.api import build, compile_file
from opsgen.artifacts import dashboard_path, render
from opsgen.plan import Plan
from opsgen.proof import PROMETHEUS_3, Evaluator, Vector
from tests.conformance.dashboard_values.meanings import Meanings, meanings
from tests.conformance.dashboard_values.panels import Drawn, panels
from tests.conformance.dashboard_values.timeline import Timeline, timeline
from tests.proof.backfill import Backfilled, backfilled

ENGINE = "3.5"


@dataclass(slots=True)
class Shown:
    """`rules` are the expressions of the rule file by the alert's name."""

    plan: Plan
    dashboard: dict[str, Any]
    rules: Mapping[str, str]
    line: Timeline
    server: Backfilled
    _told: dict[str, dict[int, Vector]] = field(default_factory=dict)

    def told(self, query: str) -> dict[int, Vector]:
        """What the server answers at each instant of all spans."""
        if query not in self._told:
            found: dict[int, Vector] = {}
            for span in self.line.spans:
                at = span.instants
                found |= self.server.span(query, at.start, at[-1], at.step)
            self._told[query] = found
        return self._told[query]

    @property
    def panels(self) -> tuple[Drawn, ...]:
        return tuple(panels(self.dashboard))

    @property
    def meanings(self) -> Meanings:
        return meanings(self.plan)

    def instants(self) -> Iterator[int]:
        for span in self.line.spans:
            yield from span.instants

    def evaluator(self) -> Evaluator:
        return Evaluator(self.line.samples, self.plan.evaluation_interval, PROMETHEUS_3)


@contextmanager
def served(example: Path, folder: Path) -> Iterator[Shown]:
    """The example as a build gives it, and a Prometheus on loopback."""
    done = build(compile_file(str(example / "operations.yaml")))
    plan = done.compilation.plan
    assert plan is not None
    written = {artifact.path: render(artifact) for artifact in done.artifacts}
    dashboard = written[dashboard_path(plan.service)]
    (rules,) = [text for path, text in written.items() if path.endswith(".prometheus.rules.yml")]
    line = timeline(plan)
    with backfilled(line.samples.tracks, ENGINE, folder) as server:
        yield Shown(plan, json.loads(dashboard), _expressions(rules), line, server)


def _expressions(rules: bytes) -> dict[str, str]:
    return {
        rule["alert"]: rule["expr"]
        for group in yaml.safe_load(rules)["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }
