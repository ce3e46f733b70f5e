"""Where a generated dashboard knows better than a rule, and why: the one table of exceptions."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from tests.judges.grafana_lint.model import Finding


@dataclass(frozen=True, slots=True)
class Exemption:
    """`of_gauges` narrows it to what is known to be a gauge."""

    rule: str
    reason: str
    of_gauges: bool = False


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
        of_gauges=True,
    ),
)


def excused(finding: Finding, gauges: Set[str]) -> bool:
    """Whether a row of the table speaks for it. `gauges` are exported names."""
    return any(
        row.rule == finding.rule and (not row.of_gauges or finding.fault.about in gauges)
        for row in EXCEPTIONS
    )
