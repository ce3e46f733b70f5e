"""What the rules look at: a dashboard without the parts that no rule asks about.

Both forms of a dashboard are read into it (`read_classic`, `read_resource`), so that a rule is
written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

PROMETHEUS = "prometheus"
LOKI = "loki"

WITHOUT_DATA = frozenset({"row", "text", "alertlist", "annolist", "dashlist", "news", "welcome"})
"""Types of panels that show no query's result."""


@dataclass(frozen=True, slots=True)
class Source:
    """A reference to a data source; both parts are empty when not given."""

    uid: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """`query` of a datasource variable is the type of the sources that it offers.

    `refresh` is 0 never, 1 on load, 2 when the time range changes. `sample` is its present or
    first value.
    """

    name: str
    label: str
    type: str
    query: str
    source: Source
    multi: bool
    all_value: str
    refresh: int
    sample: str


@dataclass(frozen=True, slots=True)
class Target:
    """One query of a panel; `panel_id` is the panel whose result it takes over instead."""

    index: int
    expr: str
    panel_id: int
    hidden: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Panel:
    """`units` are all that it has, wherever they stand."""

    id: int
    title: str
    description: str
    type: str
    targets: tuple[Target, ...]
    source: Source
    units: tuple[str, ...]
    has_mappings: bool
    shows_text: bool

    @property
    def shows_data(self) -> bool:
        return self.type not in WITHOUT_DATA


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`panels` holds those within rows too, and not the rows."""

    title: str
    editable: bool
    variables: tuple[Variable, ...]
    panels: tuple[Panel, ...]

    @property
    def sources(self) -> tuple[Variable, ...]:
        """The variables by which a reader chooses a data source."""
        return tuple(one for one in self.variables if one.type == "datasource")

    @property
    def engine(self) -> str:
        """The type of the first such variable, empty without one."""
        return self.sources[0].query if self.sources else ""


Matcher = tuple[str, str, str]
"""Label, operator, value."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The series that a query reads: all matchers, of which the name may be one.

    `range` is the time that is written behind it in `[ ]`. `function` is the function that gets
    this range, None where another thing than a function has it. Of what is only `counted` nobody
    sees a figure.
    """

    name: str | None
    matchers: frozenset[Matcher]
    range: timedelta | None
    function: str | None
    counted: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found; `about` is what was read, where it found one."""

    message: str
    panel: str | None = None
    target: int | None = None
    about: Selection | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the name of its rule."""

    rule: str
    fault: Fault

    def __str__(self) -> str:
        place = "" if self.fault.panel is None else f" panel {self.fault.panel!r}"
        place += "" if self.fault.target is None else f" target {self.fault.target}"
        return f"{self.rule}:{place} {self.fault.message}"
