"""Where a generated dashboard knows better than a rule, and why: the one table of exceptions."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from tests.judges.grafana_lint.model import Finding, Selection


@dataclass(frozen=True, slots=True)
class Exemption:
    """`holds` narrows it to some of the series that are read; the set is the names of gauges."""

    rule: str
    reason: str
    holds: Callable[[Selection, Set[str]], bool] | None = None


EXCEPTIONS = (
    Exemption(
        "target-rate-interval-rule",
        "a panel draws the alert's own figure, whose window is part of what it means",
    ),
    Exemption(
        "target-job-rule",
        "a panel draws what the alert looks at; narrowed otherwise, line and threshold disagree",
    ),
    Exemption(
        "target-instance-rule",
        "the alert looks at all instances together, and so does its panel",
    ),
    Exemption("template-job-rule", "no query has the variable, since a panel draws an alert"),
    Exemption("template-instance-rule", "no query has the variable, since a panel draws an alert"),
    Exemption(
        "target-counter-agg-rule",
        "some exporters end the name of a gauge in _total",
        lambda seen, gauges: seen.name in gauges,
    ),
    Exemption(
        "target-counter-agg-rule",
        "whether the counter was there is asked, not how far it had counted",
        lambda seen, _: seen.counted,
    ),
)


def excused(finding: Finding, gauges: Set[str]) -> bool:
    """Whether a row of the table speaks for it. `gauges` are exported names."""
    about = finding.fault.about
    return any(
        row.rule == finding.rule
        and (row.holds is None or (about is not None and row.holds(about, gauges)))
        for row in EXCEPTIONS
    )
