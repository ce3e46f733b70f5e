"""Series that a dashboard reads and the plan does not tell of: `up`, or the user's own PromQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import promql_parser

from opsgen.plan.values import Matcher
from tests.judges.grafana_lint.model import Selection
from tests.judges.grafana_lint.promql import selections
from tests.pictures.day import RELEASE, Course
from tests.pictures.labels import satisfying
from tests.pictures.streams import Stream, counter, gauge, histogram

INSTANCES = ("10.2.0.14:8000", "10.2.0.15:8000")
TRAFFIC = Course(12, 15, tidal=True)
COUNTED = ("rate", "increase", "irate", "resets")


def missing(exprs: Iterable[str], known: Iterable[str], times: Sequence[int]) -> list[Stream]:
    """Healthy series for everything that is read under a name that no stream has."""
    told = {"ALERTS", *known}
    reads = [read for expr in exprs for read in selections(promql_parser.parse(expr))]
    found: dict[str, Stream] = {}
    for read in reads:
        if read.name is not None and read.name not in told:
            for stream in _healthy(read.name, read, times):
                found.setdefault(stream.selector, stream)
    return list(found.values())


def _healthy(name: str, read: Selection, times: Sequence[int]) -> Iterator[Stream]:
    labels = _labels(read)
    if name == "up":
        yield from (
            Stream("up", {"instance": one, **labels}, times, [1.0] * len(times))
            for one in INSTANCES
        )
    elif name.endswith(("_start_time_seconds", "_created")):
        started = [float(RELEASE if at >= RELEASE else times[0]) for at in times]
        yield Stream(name, labels, times, started)
    elif name.endswith("_timestamp_seconds"):
        yield Stream(name, labels, times, [float(at - at % 3600) for at in times])
    elif name.endswith("_bucket"):
        yield from _histogram(name.removesuffix("_bucket"), labels, times)
    elif read.function in COUNTED:
        yield counter(name, labels, TRAFFIC.figures(name, times), times)
    else:
        yield gauge(name, labels, Course(1, 1, size=0.02), times)


def _labels(read: Selection) -> dict[str, str]:
    matchers = [
        Matcher(label, op, value)  # type: ignore[arg-type]  # one of the four that PromQL has
        for label, op, value in sorted(read.matchers)
        if label != "__name__"
    ]
    return satisfying(matchers)


def _histogram(name: str, labels: dict[str, str], times: Sequence[int]) -> Iterator[Stream]:
    figures = Course(0.2, 0.5).figures(name, times)
    traffic = TRAFFIC.figures(f"{name} traffic", times)
    bounds = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
    return histogram(name, labels, figures, 0.5, bounds, traffic, times)
