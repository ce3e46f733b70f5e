"""From the plan to the rows of a dashboard: symptoms first, then causes, details folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from opsgen.artifacts import dashboard_uid
from opsgen.plan import Plan
from opsgen.plan import values as v
from opsgen.prose.markup import code, prose
from opsgen_targets.grafana import GrafanaOptions, charts, words
from opsgen_targets.grafana.details import breakdown, heatmap
from opsgen_targets.grafana.figures import Figure, figures
from opsgen_targets.grafana.ladder import ladder
from opsgen_targets.grafana.marks import DEPLOY
from opsgen_targets.grafana.missing import missing
from opsgen_targets.grafana.overview import began, overview
from opsgen_targets.grafana.panels import Panel, Row, Story
from opsgen_targets.grafana.subjects import TITLES, Subject, subject
from opsgen_targets.grafana.traffic import traffic


def tell(plan: Plan, options: GrafanaOptions) -> Story:
    """The whole story of the service."""
    found = figures(plan)
    return Story(
        service=plan.service,
        uid=dashboard_uid(plan.service),
        title=options.title or plan.service,
        description=plan.description or "What the service does, and when its alerts fire.",
        tags=tuple(dict.fromkeys(("opsgen", plan.service, *options.tags))),
        links=words.service_links(plan),
        since=options.since,
        refresh=options.refresh,
        began=began(plan),
        rows=tuple(_once(_rows(plan, found))),
    )


def _rows(plan: Plan, found: Sequence[Figure]) -> Iterator[Row]:
    yield Row("row overview", "Overview", overview(plan, found))
    chapters = _chapters(found)
    for key, heading in TITLES.items():
        shown, details = _panels(key, chapters[key], found, plan)
        # That the monitoring works is nobody's first question.
        folded = key == "monitoring"
        if shown:
            yield Row(f"row {key}", heading, tuple(shown), collapsed=folded)
        if details:
            yield Row(f"row {key} details", f"{heading}: details", tuple(details), collapsed=True)
    if plan.rollout is not None:
        yield Row("row deploys", "Deploys", (_deploys(plan),))


def _once(rows: Iterable[Row]) -> Iterator[Row]:
    """A histogram that two chapters tell of is explained in the first."""
    told: set[str] = set()
    for row in rows:
        panels = tuple(panel for panel in row.panels if panel.key not in told)
        told |= {panel.key for panel in panels}
        if panels:
            yield replace(row, panels=panels)


def _chapters(found: Sequence[Figure]) -> dict[Subject, list[Figure]]:
    """What belongs to a condition, its parts and guards, stays together in the first's chapter."""
    chapters: dict[Subject, list[Figure]] = {key: [] for key in TITLES}
    homes: dict[str, Subject] = {}
    for figure in found:
        home = subject(figure)
        if figure.of is not None:
            home = homes.get(figure.of.name, home)
        for alert in figure.alerts:
            homes.setdefault(alert.name, home)
        chapters[home].append(figure)
    return chapters


def _panels(
    key: Subject, told: Sequence[Figure], found: Sequence[Figure], plan: Plan
) -> tuple[list[Panel], list[Panel]]:
    """(what is shown, what is folded)."""
    shown: list[Panel] = []
    details: list[Panel] = []
    if key == "errors" and (asked := traffic(found)) is not None:
        shown.append(charts.asked(asked, plan))
    for group in _groups(told):
        shown += _side_by_side(list(_charts(group, plan)))
        if group[0].role == "whole":
            details += _explained(group, plan)
    details += [charts.chart(figure, plan) for figure in told if figure.role == "guard"]
    if key == "monitoring" and (absent := missing(plan)) is not None:
        shown.append(absent)
    return shown, details


def _groups(told: Sequence[Figure]) -> list[tuple[Figure, ...]]:
    """What is read together: the quantiles of one histogram, the parts of one condition."""
    groups: dict[object, list[Figure]] = {}
    for figure in told:
        if figure.role == "guard":
            continue
        key: object = figure.expr
        if figure.role == "part":
            key = figure.of
        elif isinstance(figure.value.node, v.Quantile):
            key = replace(figure.value.node, q=Fraction(0), buckets=())
        groups.setdefault(key, []).append(figure)
    return [tuple(group) for group in groups.values()]


def _charts(group: tuple[Figure, ...], plan: Plan) -> Iterator[Panel]:
    first = group[0]
    if first.role == "part" or not isinstance(first.value.node, v.Quantile):
        yield from (charts.chart(figure, plan) for figure in group)
        return
    # Where no alert draws a line and no label parts it, the ladder shows the same.
    yield from (charts.chart(f, plan) for f in group if f.lines or f.value.labels)
    yield ladder(group, plan)


def _explained(group: tuple[Figure, ...], plan: Plan) -> Iterator[Panel]:
    if isinstance(group[0].value.node, v.Quantile):
        yield heatmap(group[0])
    for figure in group:
        yield from breakdown(figure, plan)


def _side_by_side(panels: list[Panel]) -> list[Panel]:
    if len(panels) < 2:
        return panels
    width = 8 if len(panels) % 3 == 0 else 12
    return [
        replace(panel, width=width, starts_line=place == 0) for place, panel in enumerate(panels)
    ]


def _deploys(plan: Plan) -> Panel:
    return Panel(
        key="deploys",
        kind="deploys",
        title="Deploys",
        description=words.page(
            (
                prose(
                    "Annotations with the tags {} and {}, which whoever deploys posts to Grafana. "
                    "They are marked on every panel too.",
                    code(DEPLOY),
                    code(plan.service),
                ),
            )
        ),
        tags=(DEPLOY, plan.service),
        width=24,
        height=6,
    )
