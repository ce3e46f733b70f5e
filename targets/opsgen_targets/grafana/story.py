"""From the plan to the rows of a dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from opsgen.artifacts import dashboard_uid
from opsgen.plan import Alert, Plan
from opsgen.plan import values as v
from opsgen.promql import tree as q
from opsgen_targets.grafana import GrafanaOptions, words
from opsgen_targets.grafana.figures import Figure, figures, lowering
from opsgen_targets.grafana.overview import firing, overview
from opsgen_targets.grafana.panels import Limit, Panel, Query, Row, Story
from opsgen_targets.grafana.subjects import TITLES, subject
from opsgen_targets.grafana.units import grafana_unit


def tell(plan: Plan, options: GrafanaOptions) -> Story:
    """The whole story of the service."""
    found = figures(plan)
    return Story(
        service=plan.service,
        uid=dashboard_uid(plan.service),
        title=options.title or words.title(plan.service),
        description=plan.description or f"What {plan.service} does, and when its alerts fire.",
        tags=("opsgen", plan.service, *options.tags),
        links=(),
        since=options.since or "1h",
        refresh=options.refresh,
        firing=firing(plan),
        rows=tuple(_rows(plan, found)),
    )


def _rows(plan: Plan, found: tuple[Figure, ...]) -> Iterator[Row]:
    yield Row("overview", "Overview", overview(plan, found))
    for key, heading in TITLES.items():
        told = [figure for figure in found if subject(figure) == key]
        panels = tuple(_panel(figure, plan) for figure in told if not figure.guards_only)
        if panels:
            yield Row(key, heading, panels)
        guards = tuple(_panel(figure, plan) for figure in told if figure.guards_only)
        if guards:
            yield Row(f"{key} details", f"{heading}: details", guards, collapsed=True)


def _panel(figure: Figure, plan: Plan) -> Panel:
    value = figure.value
    lower = lowering(plan)
    legend = " · ".join(f"{{{{{label}}}}}" for label in value.labels)
    name = words.figure_title(figure)
    queries = [Query(figure.expr, legend or name)]
    limits = []
    for line in figure.lines:
        severity = line.alert.severity
        if severity == "none":
            continue
        if isinstance(line.right.node, v.Const):
            limits.append(Limit(severity, line.op, line.right.node.value))
        else:
            told = f"limit of {line.alert.name}"
            queries.append(Query(lower.value(line.right), told, "limit", severity))
    return Panel(
        key=f"figure {_key(figure)}",
        kind="series",
        title=name,
        description=words.description(figure, plan),
        queries=tuple(queries),
        limits=tuple(dict.fromkeys(limits)),
        unit=grafana_unit(value.unit),
        links=words.links(figure, plan),
        least=Fraction(0) if value.unit.kind in ("ratio", "count") else None,
    )


def _key(figure: Figure) -> str:
    if figure.signal is not None:
        return figure.signal.name
    line = figure.lines[0] if figure.lines else None
    return f"{line.alert.name if line else ''} {figure.value.name or ''} {hash_of(figure.expr)}"


def hash_of(expr: q.Expr) -> str:
    from hashlib import sha256

    from opsgen.promql import to_promql

    return sha256(to_promql(expr).encode()).hexdigest()[:8]


def missing(plan: Plan) -> tuple[Alert, ...]:
    return tuple(alert for alert in plan.alerts if alert.cause == "no_data")
