"""Worlds played by promtool: whether each expectation is what the engine sees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from opsgen.artifacts import render
from opsgen.plan import Plan
from opsgen.proof import Sample, Track
from opsgen.proof.world import Expectation, World
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions, target
from tests.judges import Verdict, promtool


def played(plan: Plan, worlds: Iterable[World], version: str, folder: Path) -> Verdict:
    """promtool's verdict on all worlds, over the rule file that a build writes."""
    (rules,) = target.emit(plan, PrometheusOptions(), Emit("prometheus"))
    (folder / "rules.yml").write_bytes(render(rules))
    files = []
    for step, some in groupby(sorted(worlds, key=_step), _step):
        path = folder / f"every-{step}s.yml"
        tests = [_test(plan, world) for world in some]
        path.write_text(
            json.dumps(
                {"rule_files": ["rules.yml"], "evaluation_interval": f"{step}s", "tests": tests}
            ),
            encoding="utf-8",
        )
        files.append(path)
    return promtool.test_rules(*files, version=version)


def _step(world: World) -> int:
    return world.pace.step


def _test(plan: Plan, world: World) -> dict[str, object]:
    by = {alert.name: alert.by for alert in plan.alerts}
    return {
        "name": world.name,
        "interval": f"{world.pace.scrape}s",
        "input_series": [
            {"series": _series(track), "values": _values(track, world)} for track in world.tracks
        ],
        "promql_expr_test": [
            _expected(one, by[one.alert] or _DIGEST) for one in world.expectations
        ],
    }


_DIGEST = ("digest_alert", "digest_severity")
"""What a digest's result is told by; other alerts have no such labels."""


def _expected(one: Expectation, by: Sequence[str]) -> dict[str, object]:
    firing = f'ALERTS{{alertname="{one.alert}",alertstate="firing"}}'
    return {
        "expr": f"count by ({', '.join(by)}) ({firing})",
        "eval_time": f"{one.at}s",
        "exp_samples": [
            {"labels": _braces(pair for pair in labels if pair[0] in by), "value": 1}
            for labels in one.labels
        ],
    }


def _series(track: Track) -> str:
    return f"{track.name}{_braces(track.labels)}"


def _braces(labels: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{name}={json.dumps(value)}" for name, value in labels) + "}"


def _values(track: Track, world: World) -> str:
    return " ".join(_runs(track.samples, world))


def _runs(samples: Sequence[Sample], world: World) -> Iterator[str]:
    """One figure per scrape from second 0 on; what repeats is written once."""
    known = dict(samples)
    listed = [known.get(at) for at in range(0, world.tempo.end, world.tempo.scrape)]
    for figure, run in groupby(listed):
        count = len(list(run))
        yield f"_x{count}" if figure is None else f"{figure!r}x{count - 1}"
