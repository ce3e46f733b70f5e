"""A real Prometheus that was fed the samples of a world, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from opsgen.proof import LabelSet, Track, Vector, label_set
from tests.judges import servers
from tests.judges.process import run

_KEEP = ("--storage.tsdb.retention.time=100y",)
"""Worlds play at a fixed time, which is long ago some day."""


def openmetrics(tracks: Iterable[Track]) -> str:
    """The tracks as `promtool tsdb create-blocks-from openmetrics` reads them.

    Raises ValueError for the mark of an end, which the format cannot say.
    """
    lines = [
        f"{track.name}{_labels(track.labels)} {_figure(figure)} {time}"
        for track in tracks
        for time, figure in track.samples
    ]
    return "\n".join([*lines, "# EOF", ""])


@dataclass(frozen=True, slots=True)
class Backfilled:
    """A running server and its answers, as the evaluator gives them."""

    server: servers.Server

    def instant(self, query: str, at: int) -> Vector:
        """The answer of an instant query, without the names of series."""
        answer = self._ask("query", query=query, time=str(at))
        if answer["resultType"] == "scalar":
            return {(): float(answer["result"][1])}
        return {_key(one["metric"]): float(one["value"][1]) for one in answer["result"]}

    def span(self, query: str, start: int, end: int, step: int) -> dict[int, Vector]:
        """The answers at `start`, and every `step` seconds until `end`."""
        answer = self._ask(
            "query_range", query=query, start=str(start), end=str(end), step=str(step)
        )
        found: dict[int, Vector] = {at: {} for at in range(start, end + 1, step)}
        for one in answer["result"]:
            for time, figure in one["values"]:
                found[int(time)][_key(one["metric"])] = float(figure)
        return found

    def _ask(self, path: str, **parameters: str) -> dict[str, Any]:
        body = self.server.get(f"/api/v1/{path}?{urlencode(parameters)}")
        data: dict[str, Any] = json.loads(body)["data"]
        return data


@contextmanager
def backfilled(tracks: Iterable[Track], version: str, folder: Path) -> Iterator[Backfilled]:
    """A Prometheus of `version` that has the tracks in its blocks and scrapes nothing."""
    text, data, config = folder / "samples.om", folder / "data", folder / "prometheus.yml"
    text.write_text(openmetrics(tracks), encoding="utf-8")
    config.write_text("global: {}\n", encoding="utf-8")
    backfill = ("tsdb", "create-blocks-from", "openmetrics", "-q", "--max-block-duration=2400h")
    made = run(f"promtool-{version}", *backfill, text, data)
    assert made, made.output
    with servers.prometheus(config, version=version, blocks=data, flags=_KEEP) as server:
        yield Backfilled(server)


def _labels(labels: LabelSet) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _figure(figure: float | None) -> str:
    if figure is None:
        raise ValueError("a block has no mark of an end")
    return repr(figure)


def _key(metric: dict[str, str]) -> LabelSet:
    return label_set((name, value) for name, value in metric.items() if name != "__name__")
