"""One panel for all alerts on missing data: each draws a line while its series is not there."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan import Alert, Plan
from opsgen.promql.first import missing_series
from opsgen.prose.markup import Markdown, bullets, code, prose
from opsgen_targets.grafana import words
from opsgen_targets.grafana.figures import lowering
from opsgen_targets.grafana.panels import Panel, Query


def missing(plan: Plan) -> Panel | None:
    """None where no series is watched."""
    alerts = [alert for alert in plan.alerts if alert.cause == "no_data"]
    if not alerts:
        return None
    lower = lowering(plan)
    told = "{}, {}: fires when {} stays away."
    lines = (
        prose(told, code(alert.name), Markdown(alert.severity), code(_series(alert)))
        for alert in alerts
    )
    return Panel(
        key="missing series",
        kind="series",
        title="Missing series",
        description=words.page(
            (Markdown("A line for each series that is not there."), bullets(lines))
        ),
        queries=tuple(Query(lower.condition(alert.condition), _series(alert)) for alert in alerts),
        no_data="Every series is there",
        least=Fraction(0),
    )


def _series(alert: Alert) -> str:
    """A name that can stand in a legend, where Grafana reads `{{`."""
    series = missing_series(alert)
    return series.series if series is not None and "{" not in series.series else alert.name
