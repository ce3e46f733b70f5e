"""Worlds for promtool: series that are well for five hours, then well or wrong for one more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from opsgen.api import build, compile_file
from opsgen.artifacts import render

TURN = 300
"""The minute at which a world goes wrong."""
LENGTH = 360
"""Minutes of a world."""

Course = tuple[str, str]
"""promtool's notation of a series' values: when all is well, and with the turn."""


def counter(good: float, bad: float) -> Course:
    """A counter that grows by so much a minute."""
    rest = LENGTH - TURN - 1
    return f"0+{good}x{LENGTH}", f"0+{good}x{TURN} {good * TURN + bad}+{bad}x{rest}"


def gauge(good: float, bad: float) -> Course:
    return f"{good}x{LENGTH}", f"{good}x{TURN} {bad}x{LENGTH - TURN - 1}"


def histogram(
    name: str, labels: str, bounds: Mapping[str, tuple[float, float]]
) -> dict[str, Course]:
    """The buckets of a histogram: per upper bound, how fast it grows. `labels` ends in a comma."""
    return {
        f'{name}_bucket{{{labels}le="{bound}"}}': counter(*rates) for bound, rates in bounds.items()
    }


def write(
    spec: Path,
    series: Mapping[str, Course],
    firing: Mapping[str, bool],
    *,
    wrong: bool,
    minute: int,
    folder: Path,
) -> Path:
    """Build `spec` into `folder` beside a promtool test of which alerts fired until `minute`.

    Over the whole world, because a deviation from one's own past ends when the past catches up.
    """
    (rules,) = [
        artifact
        for artifact in build(compile_file(str(spec))).artifacts
        if artifact.path.endswith(".rules.yml")
    ]
    (folder / "rules.yml").write_bytes(render(rules))
    test = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": name, "values": values[wrong]} for name, values in series.items()
                ],
                "promql_expr_test": list(_expected(firing, minute)),
            }
        ],
    }
    path = folder / "world.yml"
    path.write_text(json.dumps(test), encoding="utf-8")
    return path


def _expected(firing: Mapping[str, bool], minute: int) -> Iterable[dict[str, object]]:
    for alert, fires in firing.items():
        yield {
            "expr": "count(count_over_time("
            f'ALERTS{{alertname="{alert}",alertstate="firing"}}[{minute}m]))',
            "eval_time": f"{minute}m",
            "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
        }
