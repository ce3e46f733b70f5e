"""A dashboard before it is anybody's JSON: rows of panels, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from opsgen.plan import Origin, Severity
from opsgen.plan.conditions import CompareOp
from opsgen.promql import Expr

Kind = Literal["tile", "series", "heatmap", "alerts", "deploys"]
Style = Literal["line", "bold", "thin", "dashed"]


@dataclass(frozen=True, slots=True)
class Query:
    """One expression that a panel draws.

    `legend` is Grafana's format, in which `{{label}}` stands for a label of the series. What is
    compared with a figure and is no constant is `dashed`, in the colour of the severity.
    """

    expr: Expr
    legend: str
    style: Style = "line"
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """An alert of `severity` fires where the figure is `op` `value`, in the panel's unit."""

    severity: Severity
    op: CompareOp
    value: Fraction


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is absolute."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`key` is what the panel is about and never where it stands: its id hangs on it.

    `description` is Markdown. `unit` is Grafana's id. `no_data` is shown where there is no sample.
    `width` is in columns of 24, `height` in rows of 30 pixels. `starts_line` keeps panels of one
    subject together. `least` is the lower end of the axis. `look_back`, such as `7d`, replaces the
    dashboard's span of time. `tags` are those of the deploys to list, `hidden` the columns to leave
    out of a table of alerts.
    `veiled` tells that it is bad to be beyond a limit.
    A tile that is `named` shows its legend and takes its colour from the figure.
    """

    key: str
    kind: Kind
    title: str
    description: str
    queries: tuple[Query, ...] = ()
    limits: tuple[Limit, ...] = ()
    veiled: bool = True
    unit: str = "short"
    no_data: str = "No data"
    links: tuple[Link, ...] = ()
    width: int = 12
    height: int = 8
    starts_line: bool = False
    least: Fraction | None = None
    look_back: str | None = None
    tags: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    named: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under a heading; of a `collapsed` row only the heading shows until it is opened."""

    key: str
    title: str
    panels: tuple[Panel, ...]
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """All that a dashboard says, in the order in which it is read.

    `began` is what marks alerts in time; `since` and `refresh` are Grafana's durations.
    """

    service: str
    uid: str
    title: str
    description: str
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    since: str
    refresh: str
    began: Expr
    rows: tuple[Row, ...]
