"""The first row: whether all is well, in a few tiles, and which alerts fire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from opsgen.artifacts.figures import duration
from opsgen.plan import Plan, Value
from opsgen.plan import values as v
from opsgen.promql import tree as q
from opsgen.promql.forms import aggregate
from opsgen.prose.markup import NOTHING, Markdown, code, join, prose
from opsgen.prose.words import selector
from opsgen.units import CURRENCIES, SECONDS
from opsgen_targets.grafana import words
from opsgen_targets.grafana.figures import Figure, lowering
from opsgen_targets.grafana.firing import COUNT, RANKS, count_and_worst, worst_first
from opsgen_targets.grafana.marks import DEPLOY
from opsgen_targets.grafana.panels import Limit, Panel, Query
from opsgen_targets.grafana.spoken import inside
from opsgen_targets.grafana.subjects import Subject, is_ahead, subject
from opsgen_targets.grafana.titles import origin, title
from opsgen_targets.grafana.traffic import Traffic, traffic
from opsgen_targets.grafana.units import grafana_unit

_ONE = (Limit("critical", ">=", Fraction(1)),)
"""One is bad already."""
_MONEY = ("cost", "spend", "price", "output", "generat", "token")
"""What is made says more than what came in."""
_AMOUNTS = (v.Rate, v.Increase, v.Series, v.Raw, v.Arith)
_AT_ANY_LABELS = (v.Rate, v.Increase, v.Series, v.Ratio, v.Quantile)
_WIDTH, _HEIGHT = 4, 4
_TABLE = 8
"""High enough for six alerts."""


def overview(plan: Plan, found: Sequence[Figure]) -> tuple[Panel, ...]:
    """Tiles for what the service measures, then which alerts fire, and what was deployed."""
    tables = (_alerts(plan), _deploys(plan)) if plan.rollout is not None else (_alerts(plan),)
    return (*_tiles(plan, found), *tables)


def _tiles(plan: Plan, found: Sequence[Figure]) -> Iterator[Panel]:
    whole = [figure for figure in found if figure.role == "whole"]
    if (asked := traffic(found)) is not None:
        yield _traffic(asked, plan)
    for picked in (_errors(whole), _latency(whole), _cost(whole)):
        if picked is not None:
            yield _worst(picked, plan)
    yield _firing(plan)
    if plan.job is not None:
        yield _unreachable(plan.job)


def _errors(found: Sequence[Figure]) -> Figure | None:
    return next((f for f in _of("errors", found) if isinstance(f.value.node, v.Ratio)), None)


def _latency(found: Sequence[Figure]) -> Figure | None:
    """A quantile first; of what answers nobody, how long ago it ran."""
    times = list(_of("latency", found))
    quantiles = [figure for figure in times if isinstance(figure.value.node, v.Quantile)]
    more = (f for f in _of("more", found) if f.value.unit.same_dimension(SECONDS))
    ages = (figure for figure in more if not is_ahead(figure))
    return next(iter((*quantiles, *times, *ages)), None)


def _cost(found: Sequence[Figure]) -> Figure | None:
    """Money first, then what is called after it, then tokens."""
    told = [f for f in _of("cost", found) if isinstance(f.value.node, _AMOUNTS)]
    return min(told, key=_rank, default=None)


def _rank(figure: Figure) -> int:
    if {base for base, _ in figure.value.unit.dims} & CURRENCIES:
        # Nobody thinks in money per second.
        return -1 if isinstance(figure.value.node, v.Increase) else 0
    name = title(figure).lower()
    return next((place for place, word in enumerate(_MONEY, 1) if word in name), len(_MONEY) + 1)


def _of(wanted: Subject, found: Sequence[Figure]) -> Iterator[Figure]:
    return (figure for figure in found if subject(figure) == wanted)


def _traffic(asked: Traffic, plan: Plan) -> Panel:
    node = asked.value.node
    assert isinstance(node, v.Rate)
    told = "{} per second over {}, all together."
    window = Markdown(duration(node.window))
    return Panel(
        key="tile traffic",
        kind="tile",
        title=asked.name,
        description=words.page((prose(told, selector(node.selector), window),)),
        queries=(Query(_of_all(asked.value, plan), inside(asked.name)),),
        unit=asked.unit,
        width=_WIDTH,
        height=_HEIGHT,
        origin=asked.value.origin,
    )


def _of_all(value: Value, plan: Plan) -> q.Expr:
    """One figure for the whole service; the largest where it cannot be asked without labels."""
    if isinstance(value.node, _AT_ANY_LABELS):
        return lowering(plan).value(replace(value, labels=()))
    expr = lowering(plan).value(value)
    return aggregate("max", (), expr) if value.labels else expr


def _worst(figure: Figure, plan: Plan) -> Panel:
    """Where alerts look at it, the figure at its worst: the colour changes when one would fire.

    Where none does, the figure of the whole service.
    """
    limits, labels = words.limits_of(figure), figure.value.labels
    # A tile has room for some twenty letters.
    name, told = title(figure).replace(" per second", "/s"), NOTHING
    if labels and figure.lines:
        falls = bool(limits) and all(limit.op in ("<", "<=") for limit in limits)
        told = prose("Of the worst {}.", join(" and ", map(code, labels)))
        expr: q.Expr = aggregate("min" if falls else "max", (), figure.expr)
    else:
        expr = _of_all(figure.value, plan)
        figure = replace(figure, value=replace(figure.value, labels=()))
    return Panel(
        key=f"tile {subject(figure)}",
        kind="tile",
        title=name,
        description=words.description(figure, plan, told),
        queries=(Query(expr, name),),
        limits=limits,
        unit=grafana_unit(figure.value.unit),
        no_data=words.no_data(figure.value),
        links=words.links(figure, plan),
        width=_WIDTH,
        height=_HEIGHT,
        origin=origin(figure),
    )


def _firing(plan: Plan) -> Panel:
    return Panel(
        key="tile firing",
        kind="tile",
        title="Firing alerts",
        description="How many alerts of the service fire now, in the colour of the worst.",
        queries=(Query(count_and_worst(plan), f"{{{{{COUNT}}}}}"),),
        limits=RANKS,
        named=True,
        width=_WIDTH,
        height=_HEIGHT,
    )


def _unreachable(job: str) -> Panel:
    up = q.Selector("up", (q.Matcher("job", "=", job),))
    down = q.Binary("-", aggregate("count", (), up), aggregate("sum", (), up))
    return Panel(
        key="tile unreachable",
        kind="tile",
        title="Unreachable targets",
        description="Instances of the job that Prometheus cannot scrape. What they measure is "
        "missing from every other panel.",
        queries=(Query(down, "unreachable"),),
        limits=_ONE,
        no_data="No targets",
        width=_WIDTH,
        height=_HEIGHT,
    )


def _alerts(plan: Plan) -> Panel:
    return Panel(
        key="firing alerts",
        kind="alerts",
        title="Firing alerts",
        description="Every alert of the service that fires now, the worst first."
        " A column for each label that tells them apart.",
        queries=(Query(worst_first(plan), ""),),
        no_data="No alert fires",
        links=words.service_links(plan)[:1],
        hidden=tuple(label for label, _ in plan.labels),
        width=16,
        height=_TABLE,
        starts_line=True,
    )


def _deploys(plan: Plan) -> Panel:
    told = prose(
        "Annotations with the tags {} and {}, which whoever deploys posts to Grafana. "
        "They are marked on every panel too.",
        code(DEPLOY),
        code(plan.service),
    )
    return Panel(
        key="deploys",
        kind="deploys",
        title="Deploys",
        description=words.page((told,)),
        tags=(DEPLOY, plan.service),
        width=8,
        height=_TABLE,
    )
