"""All that a picture shows: the dashboard, and Prometheus' answers to its questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from opsgen.api import compile_file
from opsgen.plan import Plan
from tests.judges.servers import Server
from tests.pictures.alerts import alerts
from tests.pictures.dashboard import (
    Range,
    Target,
    marks,
    opened,
    seconds,
    shown_variables,
    targets,
    time_range,
)
from tests.pictures.day import END, RELEASE, times
from tests.pictures.history import history
from tests.pictures.missing import missing
from tests.pictures.prometheus import at_the_end, backfill, over, serving
from tests.pictures.tools import ToolError
from tests.pictures.world import streams

MAY_BE_EMPTY = ("absent", "ALERTS")
"""Queries that a good day gives no answer to; any other one without is said."""


def scene(
    operations: Path, dashboard: Mapping[str, Any], work: Path, *, all_rows: bool
) -> dict[str, Any]:
    """What `page/drawing.ts` calls a Drawing; `all_rows` opens the collapsed ones."""
    compiled = compile_file(str(operations))
    plan = compiled.plan
    if plan is None:
        errors = [one.message for one in compiled.diagnostics if one.severity == "error"]
        raise ToolError(f"{operations}: {errors[0]}")
    span = time_range(dashboard, plan.scrape_interval)
    asked = list(targets(dashboard, span, plan.scrape_interval))
    _backfill(plan, asked, work)
    with serving(work) as server:
        return {
            "dashboard": opened(dashboard) if all_rows else dashboard,
            "variables": shown_variables(dashboard),
            "range": {
                "from": END - span.seconds,
                "to": END,
                "step": span.step,
                "text": span.text,
            },
            "answers": _answers(server, asked, span),
            "marks": list(_marks(server, dashboard, span, plan)),
        }


def _backfill(plan: Plan, asked: list[Target], work: Path) -> None:
    moments = times(plan.scrape_interval, history(plan))
    told = streams(plan, moments)
    rest = missing((one.expr for one in asked), {stream.name for stream in told}, moments)
    backfill([*told, *rest], work)
    with serving(work) as server:
        states = list(alerts(plan, server))
    backfill(states, work)


def _answers(server: Server, asked: list[Target], span: Range) -> dict[str, list[dict[str, Any]]]:
    answers: dict[str, list[dict[str, Any]]] = {}
    for one in asked:
        found = (
            at_the_end(server, one.expr)
            if one.instant
            else over(server, one.expr, span.seconds, span.step)
        )
        if not found and not any(word in one.expr for word in MAY_BE_EMPTY):
            print(f"  no data: panel {one.panel} {one.ref}: {one.expr}", file=sys.stderr)
        answers.setdefault(str(one.panel), []).append(
            {"refId": one.ref, "legend": one.legend, "table": one.table, "series": found}
        )
    return answers


def _marks(
    server: Server, dashboard: Mapping[str, Any], span: Range, plan: Plan
) -> Iterator[dict[str, Any]]:
    """The annotations: a deploy before the incident, and each answer's unbroken stretches."""
    for entry, expr in marks(dashboard, span, plan.scrape_interval):
        told = {"color": entry.get("iconColor", "blue"), "tags": []}
        if expr is None:
            tags = entry.get("target", {}).get("tags", [])
            yield {**told, "tags": tags, "title": "Deploy", "from": RELEASE, "to": RELEASE}
            continue
        step = seconds(entry["step"]) if "step" in entry else span.step
        for series in over(server, expr, span.seconds, step):
            title = entry.get("titleFormat", "")
            for label, text in series["labels"].items():
                title = title.replace(f"{{{{{label}}}}}", text)
            for start, end in _stretches([int(at) for at, _ in series["samples"]], step):
                yield {**told, "title": title, "from": start, "to": end}


def _stretches(moments: list[int], step: int) -> Iterator[tuple[int, int]]:
    start = before = None
    for at in moments:
        if before is None or at - before > step:
            if start is not None and before is not None:
                yield start, before
            start = at
        before = at
    if start is not None and before is not None:
        yield start, before
