"""A real Prometheus over backfilled samples, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.judges import run
from tests.judges.servers import Server, prometheus
from tests.pictures.day import END
from tests.pictures.streams import Stream

VERSION = "3.5"
CONFIG = "global: {evaluation_interval: 1h}\n"


def backfill(streams: Iterable[Stream], work: Path) -> None:
    """Adds the series to the blocks in `work`."""
    text = work / "samples.txt"
    with text.open("w", encoding="utf-8") as file:
        for stream in streams:
            file.writelines(stream.lines())
        file.write("# EOF\n")
    verdict = run(
        f"promtool-{VERSION}",
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "--max-block-duration=20d",
        text,
        work / "blocks",
    )
    text.unlink()
    if not verdict:
        raise RuntimeError(verdict.output)


@contextmanager
def serving(work: Path) -> Iterator[Server]:
    config = work / "prometheus.yml"
    config.write_text(CONFIG, encoding="utf-8")
    with prometheus(config, version=VERSION, blocks=work / "blocks") as server:
        yield server


def over(server: Server, expr: str, seconds: int, step: int) -> list[dict[str, Any]]:
    """The series of the last `seconds` of the day: `{labels, samples: [[seconds, text]]}`."""
    query = {"query": expr, "start": END - seconds, "end": END, "step": step}
    found = _asked(server, "query_range", query)
    return [{"labels": one["metric"], "samples": one["values"]} for one in found]


def at_the_end(server: Server, expr: str) -> list[dict[str, Any]]:
    """The same with the one sample at the end of the day."""
    found = _asked(server, "query", {"query": expr, "time": END})
    return [{"labels": one["metric"], "samples": [one["value"]]} for one in found]


def _asked(server: Server, path: str, query: dict[str, Any]) -> list[Any]:
    answer = json.loads(server.get(f"/api/v1/{path}?{urlencode(query)}"))
    data = answer["data"]
    if data["resultType"] == "scalar":
        return [{"metric": {}, "value": data["result"]}]
    return list(data["result"])
