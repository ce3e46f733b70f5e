"""The text behind the `i` of a panel, and the links beside it.

Told with the runbook's own words, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from opsgen.artifacts import runbook_url
from opsgen.artifacts.figures import duration, figure
from opsgen.artifacts.markdown import is_link
from opsgen.plan import Alert, All, AnyOf, Condition, Plan, Value
from opsgen.plan import values as v
from opsgen.plan.conditions import is_guard, leaves
from opsgen.prose.markup import NOTHING, Markdown, bullets, code, join, prose, text
from opsgen.prose.words import each, meaning, threshold
from opsgen_targets.grafana.escape import in_markdown, in_url
from opsgen_targets.grafana.figures import Figure, Line
from opsgen_targets.grafana.panels import Limit, Link

_DAY = 24 * 3600


def description(shown: Figure, plan: Plan, first: Markdown = NOTHING) -> str:
    """What it means, when it fires, what to beware of and where to read on; after `first`."""
    return page((first, *_paragraphs(shown, plan)))


def page(paragraphs: Iterable[Markdown]) -> str:
    """Paragraphs as Grafana is to show them."""
    return in_markdown("\n\n".join(filter(None, paragraphs)))


def links(shown: Figure, plan: Plan) -> tuple[Link, ...]:
    """Each alert's procedure; none where no browser could open it."""
    found: dict[str, Link] = {}
    for alert in shown.alerts:
        url = runbook_url(alert, plan)
        if _opens(url):
            found.setdefault(url, Link(f"Runbook: {alert.procedure}", in_url(url)))
    return tuple(found.values())


def service_links(plan: Plan) -> tuple[Link, ...]:
    """Where else to look, at the top of the dashboard."""
    places = (
        ("Runbook", plan.links.runbook),
        ("Prometheus", plan.links.prometheus),
        ("Alertmanager", plan.links.alertmanager),
    )
    return tuple(Link(title, in_url(url)) for title, url in places if url and _opens(url))


def no_data(value: Value) -> str:
    """What it means that a figure is not there."""
    match value.node:
        case v.Ratio() | v.Quantile():
            return "No traffic"
        case v.Baseline() | v.ZScore() | v.Change() | v.OverTime():
            return "Not enough history"
        case v.Absent():
            return "Nothing is missing"
        case v.Age():
            return "Never seen"
        case _:
            return "No data"


def _paragraphs(shown: Figure, plan: Plan) -> Iterator[Markdown]:
    if shown.signal is not None and shown.signal.description:
        yield text(shown.signal.description)
    told = prose("{}{}.", meaning(shown.value), each(shown.value.labels))
    yield Markdown(told[:1].upper() + told[1:])
    if shown.of is not None and not shown.lines:
        words = "{}, {}: fires while there is a figure"
        yield bullets((prose(words, code(shown.of.name), Markdown(shown.of.severity)),))
    yield bullets(_fires(lines, shown) for lines in _told_together(shown))
    yield join(" ", _caveats(shown))
    if not _opens(plan.links.runbook):
        yield join(" ", (_path(alert, plan) for alert in shown.alerts))


def _told_together(shown: Figure) -> Iterator[list[Line]]:
    """The limits of each alert; one by one where `and` and `or` are mixed, and only the condition
    tells how they go together."""
    found: dict[str, list[Line]] = {}
    for line in shown.lines:
        found.setdefault(line.alert.name, []).append(line)
    for lines in found.values():
        mixed = shown.role == "part" and not _all(lines[0].alert.condition)
        yield from ([line] for line in lines) if mixed else [lines]


def _all(condition: Condition) -> bool:
    """Whether the whole condition is joined by `and`."""
    match condition:
        case All(items):
            return all(map(_all, items))
        case AnyOf():
            return False
        case _:
            return True


def _fires(lines: Sequence[Line], shown: Figure) -> Markdown:
    alert = lines[0].alert
    limits = [threshold(line.compare) for line in lines]
    limit = join(" or " if shown.role == "whole" else " and ", limits)
    if shown.role == "guard":
        return prose("{} is silent unless this is {}", code(alert.name), limit)
    judged = [leaf for leaf in leaves(alert.condition) if not is_guard(leaf)]
    more = shown.role == "part" and len(judged) > len(lines)
    others = Markdown(" and its other parts hold") if more else NOTHING
    lasted = prose(" for {}", text(duration(alert.hold))) if alert.hold else NOTHING
    words = "{}, {}: fires when this is {}{}{}"
    return prose(words, code(alert.name), Markdown(alert.severity), limit, others, lasted)


def _caveats(shown: Figure) -> Iterator[Markdown]:
    for inner in v.walk(shown.value):
        match inner.node:
            case v.Quantile(native=False, buckets=buckets):
                yield Markdown("Between two bucket bounds it is interpolated.")
                if buckets:
                    top = text(figure(max(buckets), inner.unit))
                    yield prose("What lies above {} is shown as {}.", top, top)
            case v.ZScore() | v.Baseline() | v.OverTime():
                yield Markdown("Empty until half of that span holds samples.")
            case v.Series(window=int(window)) if window >= _DAY:
                yield prose("The last one seen is shown for {}.", text(duration(window)))


def limits_of(shown: Figure) -> tuple[Limit, ...]:
    """The constants that the figure is compared with, each once per severity."""
    found = {
        Limit(alert.severity, compare.op, compare.right.node.value): None
        for alert, compare in ((line.alert, line.compare) for line in shown.lines)
        if isinstance(compare.right.node, v.Const) and alert.severity != "none"
    }
    return tuple(found)


def _path(alert: Alert, plan: Plan) -> Markdown:
    return prose("Runbook: {}, {}.", code(plan.links.runbook), text(alert.procedure))


def _opens(url: str) -> bool:
    return "://" in url and is_link(url)
