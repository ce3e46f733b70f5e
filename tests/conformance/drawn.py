"""A spec's dashboard beside what its plan may read, for the conformance of dashboards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import promql_parser

from opsgen.api import build, compile_text
from opsgen.artifacts import render
from opsgen.plan import Plan, Value
from opsgen.plan import conditions as plan_conditions
from opsgen.plan import values as v
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from tests.judges.grafana_lint.model import Matcher, Selection
from tests.judges.grafana_lint.promql import selections

Json = dict[str, Any]
Series = tuple[str | None, frozenset[Matcher]]
"""A name (None when only matchers give it) and what narrows it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`text` is the dashboard as written, `document` what it says."""

    plan: Plan
    text: bytes
    document: Json


def drawn(spec: Json, file: str, **options: object) -> Drawn:
    """The dashboard of `spec`, as if it stood in `file`; `options` are the target's.

    The other targets are off, because they take longer and have no say in it.
    """
    given = spec.get("targets") or {}
    names = metadata.entry_points(group="opsgen.targets").names
    told = {name: {**(given.get(name) or {}), "enabled": False} for name in names}
    told["grafana"] |= {"enabled": True, **options}
    # JSON is YAML in which every text is quoted, so none is taken for a number or a date.
    text = json.dumps({**spec, "targets": told}, ensure_ascii=False)
    done = build(compile_text(text, file))
    plan = done.compilation.plan
    errors = [one for one in done.compilation.diagnostics if one.severity == "error"]
    assert plan is not None, errors
    assert not errors, errors
    (dashboard,) = [
        one for one in done.artifacts if one.path.endswith(".json") and "/grafana/" in one.path
    ]
    written = render(dashboard)
    return Drawn(plan, written, json.loads(written))


def expressions(node: object) -> Iterator[str]:
    """Every query of a document, of panels, variables and annotations alike."""
    match node:
        case dict():
            for key, one in node.items():
                if key == "expr" and isinstance(one, str):
                    yield one
                yield from expressions(one)
        case list():
            for one in node:
                yield from expressions(one)


def normal(promql: str) -> str:
    """The same text for the same query, however it is laid out and its strings are escaped."""
    parsed: promql_parser.Expr = promql_parser.parse(promql)
    return parsed.prettify()


def lowered(value: Value, plan: Plan) -> str:
    return to_promql(Lowering(plan.evaluation_interval).value(value))


def reads(promql: str) -> Iterator[Selection]:
    yield from selections(promql_parser.parse(promql))


def series(seen: Selection) -> Series:
    return seen.name, frozenset(one for one in seen.matchers if one[:2] != ("__name__", "="))


def values(plan: Plan) -> Iterator[Value]:
    """Everything that a metric or an alert of the plan looks at."""
    for signal in plan.signals:
        yield signal.value
        for _, threshold in signal.thresholds:
            yield from (threshold.left, threshold.right)
    for alert in plan.alerts:
        yield from plan_conditions.values(alert.condition)


def known_series(plan: Plan) -> frozenset[Series]:
    """What those read, told from the plan alone: no lowering of ours has a say."""
    return frozenset(
        one for value in values(plan) for inner in v.walk(value) for one in _series_of(inner.node)
    )


def gauges(plan: Plan) -> frozenset[str]:
    """The exported names that the plan knows for gauges."""
    return frozenset(
        inner.node.selector.series
        for value in values(plan)
        for inner in v.walk(value)
        if isinstance(inner.node, v.Series)
    )


def _series_of(node: v.Node) -> Iterator[Series]:
    match node:
        case v.Series(selector=one) | v.Rate(selector=one) | v.Increase(selector=one):
            yield _exported(one)
        case v.Absent(selector=one) | v.Age(selector=one):
            yield _exported(one)
        case v.Ratio(part, total, _):
            yield _exported(part)
            yield _exported(total)
        case v.Quantile(histogram=one, native=True):
            yield _exported(one)
        case v.Quantile(histogram=one):
            for ending in ("_bucket", "_count", "_sum"):
                yield _exported(one, ending)
        case v.Raw(promql):
            yield from map(series, reads(promql))


def _exported(selector: v.Selector, ending: str = "") -> Series:
    matchers = frozenset((one.label, one.op, one.value) for one in selector.matchers)
    return f"{selector.series}{ending}", matchers


def panels(document: Json) -> Iterator[Json]:
    """Every panel, also those in closed rows: id, title, fieldConfig and the texts `exprs`."""
    if "spec" in document:
        for one in document["spec"]["elements"].values():
            spec = one["spec"]
            fields = spec["vizConfig"]["spec"]["fieldConfig"]
            yield _panel(spec["id"], spec["title"], fields, spec["data"])
        return
    rows = document["panels"]
    for one in [*rows, *(inner for row in rows for inner in row.get("panels", ()))]:
        if one["type"] != "row":
            fields = one.get("fieldConfig", {})
            yield _panel(one["id"], one["title"], fields, one.get("targets", []))


def _panel(id_: int, title: str, fields: Json, queries: object) -> Json:
    exprs = list(expressions(queries))
    return {"id": id_, "title": title, "fieldConfig": fields, "exprs": exprs}
