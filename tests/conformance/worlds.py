"""Worlds for promtool: series that are well for some hours, then well or wrong for one more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from opsgen.api import compile_file
from opsgen.artifacts import render
from opsgen.target import Emit
from opsgen_targets.prometheus import PrometheusOptions, target

Course = tuple[str, str]
"""promtool's notation of a series' values: when all is well, and with the turn."""


@dataclass(frozen=True)
class Clock:
    """The minute at which a world goes wrong, and how many it has."""

    turn: int
    length: int

    def counter(self, good: float, bad: float) -> Course:
        """A counter that grows by so much a minute."""
        changed = f"{good * self.turn + bad}+{bad}x{self._rest}"
        return f"0+{good}x{self.length}", f"0+{good}x{self.turn} {changed}"

    def gauge(self, good: float, bad: float) -> Course:
        return f"{good}x{self.length}", f"{good}x{self.turn} {bad}x{self._rest}"

    def gone(self, good: float) -> Course:
        """A gauge that is exported no more from the turn on."""
        return f"{good}x{self.length}", f"{good}x{self.turn} {self.never(self._rest)}"

    def never(self, minutes: int | None = None) -> str:
        """Of a series that is not exported."""
        return f"_x{self.length if minutes is None else minutes}"

    def histogram(
        self, name: str, labels: str, bounds: Mapping[str, tuple[float, float]]
    ) -> dict[str, Course]:
        """The buckets of a histogram: per upper bound, how fast it grows. `labels` ends in a
        comma."""
        return {
            f'{name}_bucket{{{labels}le="{bound}"}}': self.counter(*rates)
            for bound, rates in bounds.items()
        }

    @property
    def _rest(self) -> int:
        return self.length - self.turn - 1


LONG = Clock(300, 360)
"""For what is compared with hours of the past."""
SHORT = Clock(60, 120)


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
    An alert that fires does so for one combination of labels. Where none fires, no other does.
    """
    plan = compile_file(str(spec)).plan
    assert plan is not None
    # The rules alone: a world asks nothing of the other targets.
    (rules,) = target.emit(plan, PrometheusOptions(tests=False), Emit(target.name))
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
    if not any(firing.values()):
        heard = f'ALERTS{{alertstate="firing",severity!="none"}}[{minute}m]'
        yield {"expr": f"count_over_time({heard})", "eval_time": f"{minute}m", "exp_samples": []}
    for alert, fires in firing.items():
        yield {
            "expr": "count(count_over_time("
            f'ALERTS{{alertname="{alert}",alertstate="firing"}}[{minute}m]))',
            "eval_time": f"{minute}m",
            "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
        }
