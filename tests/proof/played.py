"""The tests that a build writes, run by promtool."""

from __future__ import annotations

from pathlib import Path

from opsgen.artifacts import render
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions, target
from tests.judges import Verdict, promtool


def played(plan: Plan, version: str, folder: Path) -> Verdict:
    """promtool's verdict on all of them, over the rules that the same build writes."""
    files = []
    for artifact in target.emit(plan, PrometheusOptions(), Emit("prometheus")):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(artifact))
        if path.name.endswith(".tests.yml"):
            files.append(path)
    assert files
    return promtool.test_rules(*files, version=version)
