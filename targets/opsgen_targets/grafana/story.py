"""From the plan to the rows of a dashboard: symptoms first, then causes, details folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsgen.artifacts import dashboard_tag, dashboard_uid
from opsgen.plan import Plan
from opsgen.plan import values as v
from opsgen_targets.grafana import GrafanaOptions, charts, words
from opsgen_targets.grafana.details import breakdown, heatmap
from opsgen_targets.grafana.figures import Figure, figures
from opsgen_targets.grafana.firing import began
from opsgen_targets.grafana.ladder import ladder
from opsgen_targets.grafana.marks import STEP
from opsgen_targets.grafana.missing import missing
from opsgen_targets.grafana.overview import overview
from opsgen_targets.grafana.packing import Groups, packed
from opsgen_targets.grafana.panels import Panel, Row, Story
from opsgen_targets.grafana.spoken import histogram_of
from opsgen_targets.grafana.subjects import TITLES, Subject, subject
from opsgen_targets.grafana.traffic import Traffic, traffic


def tell(plan: Plan, options: GrafanaOptions) -> Story:
    """The whole story of the service."""
    found = figures(plan)
    return Story(
        service=plan.service,
        uid=dashboard_uid(plan.service),
        title=options.title or plan.service,
        description=plan.description or "What the service does, and when its alerts fire.",
        tags=tuple(dict.fromkeys(("opsgen", dashboard_tag(plan.service), *options.tags))),
        links=words.service_links(plan),
        since=options.since,
        refresh=options.refresh,
        began=began(plan, STEP),
        rows=tuple(_rows(plan, found)),
    )


@dataclass(slots=True)
class _Chapter:
    """What is told under one heading: `shown` at once, `details` when they are opened."""

    keys: list[Subject]
    shown: Groups
    details: Groups

    @property
    def heading(self) -> str:
        return " · ".join(TITLES[key] for key in self.keys)

    def take(self, other: _Chapter) -> None:
        """Tell both under one heading."""
        self.keys += other.keys
        self.shown += other.shown
        self.details += other.details

    def rows(self) -> Iterator[Row]:
        key = " ".join(self.keys)
        # That the monitoring works is nobody's first question.
        folded = "monitoring" in self.keys
        if self.shown:
            yield Row(f"row {key}", self.heading, packed(self.shown), collapsed=folded)
        if self.details:
            title = f"{self.heading}: details"
            yield Row(f"row {key} details", title, packed(self.details), collapsed=True)


def _rows(plan: Plan, found: Sequence[Figure]) -> Iterator[Row]:
    yield Row("row overview", "Overview", overview(plan, found))
    for chapter in _without_small_ones(list(_chapters(plan, found))):
        yield from chapter.rows()


def _chapters(plan: Plan, found: Sequence[Figure]) -> Iterator[_Chapter]:
    asked = traffic(found)
    homes = _homes(found, asked)
    told: set[str] = set()
    for key in TITLES:
        shown, details = _told(homes[key], plan)
        if key == "errors" and asked is not None and asked.figure is None:
            shown.insert(0, [charts.asked(asked, plan)])
        if key == "monitoring" and (absent := missing(plan)) is not None:
            shown.append([absent])
        yield _Chapter([key], _once(shown, told), _once(details, told))


def _without_small_ones(chapters: list[_Chapter]) -> tuple[_Chapter, ...]:
    """A single panel would be as wide as the page, so it shares the next chapter's row.

    The last shares the one before.
    """
    *open_ones, monitoring = chapters
    kept: list[_Chapter] = []
    for chapter in open_ones:
        if kept and chapter.shown and _panels(kept[-1].shown) == 1:
            kept[-1].take(chapter)
        elif chapter.shown or chapter.details:
            kept.append(chapter)
    if len(kept) > 1 and _panels(kept[-1].shown) == 1:
        kept[-2].take(kept.pop())
    return (*kept, monitoring)


def _panels(groups: Groups) -> int:
    return sum(map(len, groups))


def _once(groups: Groups, told: set[str]) -> Groups:
    """A histogram that two chapters tell of is explained in the first."""
    left = [[panel for panel in group if panel.key not in told] for group in groups]
    told.update(panel.key for group in left for panel in group)
    return [group for group in left if group]


def _homes(found: Sequence[Figure], asked: Traffic | None) -> dict[Subject, list[Figure]]:
    """What belongs to a condition, its parts and guards, stays together in the first's chapter."""
    chapters: dict[Subject, list[Figure]] = {key: [] for key in TITLES}
    homes: dict[str, Subject] = {}
    if asked is not None and asked.figure is not None:
        chapters["errors"].append(asked.figure)
    for figure in found:
        if asked is not None and figure is asked.figure:
            continue
        home = subject(figure)
        if figure.of is not None:
            home = homes.get(figure.of.name, home)
        for alert in figure.alerts:
            homes.setdefault(alert.name, home)
        chapters[home].append(figure)
    return chapters


def _told(figures: Sequence[Figure], plan: Plan) -> tuple[Groups, Groups]:
    """(what is shown, what is folded)."""
    shown: Groups = []
    details: Groups = []
    for group in _groups(figures):
        in_sight = [figure for figure in group if not figure.aside]
        quantiles = isinstance(group[0].value.node, v.Quantile) and group[0].role == "whole"
        if quantiles:
            # Where no alert draws a line and no label parts it, the ladder shows the same.
            in_sight = [figure for figure in in_sight if figure.lines or figure.value.labels]
        ladders = [ladder(group, plan)] if quantiles else []
        shown.append([charts.chart(figure, plan) for figure in in_sight] or ladders)
        asides = [charts.chart(figure, plan) for figure in group if figure.aside]
        explained = list(_explained(group, plan)) if group[0].role == "whole" else []
        details.append([*asides, *explained, *(ladders if in_sight else [])])
    details += [[charts.chart(figure, plan)] for figure in figures if figure.role == "guard"]
    return shown, details


def _groups(told: Sequence[Figure]) -> list[tuple[Figure, ...]]:
    """What is read together: the quantiles of one histogram, the parts of one condition."""
    groups: dict[object, list[Figure]] = {}
    for place, figure in enumerate(told):
        if figure.role == "guard":
            continue
        key: object = place
        if figure.role == "part" and figure.of is not None:
            key = figure.of.name
        elif isinstance(figure.value.node, v.Quantile):
            key = histogram_of(figure.value.node)
        groups.setdefault(key, []).append(figure)
    return [tuple(group) for group in groups.values()]


def _explained(group: tuple[Figure, ...], plan: Plan) -> Iterator[Panel]:
    if isinstance(group[0].value.node, v.Quantile):
        yield heatmap(group[0])
    for figure in group:
        yield from breakdown(figure, plan)
