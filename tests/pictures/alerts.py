"""`ALERTS` as a Prometheus that had loaded the rules would have written it on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opsgen.plan import Alert, Plan
from opsgen.promql import to_promql
from opsgen.promql.lower import Lowering
from tests.judges.servers import Server
from tests.pictures.prometheus import over
from tests.pictures.streams import Stream

SECONDS = 6 * 3600
STEP = 30


def alerts(plan: Plan, server: Server) -> Iterator[Stream]:
    """Every series of `ALERTS`, of alerts for people."""
    lowering = Lowering(plan.evaluation_interval)
    for alert in plan.alerts:
        if alert.severity == "none":
            continue
        expr = to_promql(lowering.condition(alert.condition))
        for series in over(server, expr, SECONDS, STEP):
            yield from _states(plan, alert, series)


def _states(plan: Plan, alert: Alert, series: Mapping[str, Any]) -> Iterator[Stream]:
    held: dict[str, list[int]] = {"pending": [], "firing": []}
    since: int | None = None
    before = None
    for at in (int(sample[0]) for sample in series["samples"]):
        if before is None or at - before > STEP:
            since = at
        assert since is not None
        held["firing" if at - since >= alert.hold else "pending"].append(at)
        before = at
    labels = {
        "alertname": alert.name,
        "severity": alert.severity,
        "service": plan.service,
        **({"signal": alert.signal} if alert.signal else {}),
        **dict(plan.labels),
        **dict(alert.labels),
        **{name: text for name, text in series["labels"].items() if name != "__name__"},
    }
    for state, times in held.items():
        if times:
            yield Stream("ALERTS", {**labels, "alertstate": state}, times, [1.0] * len(times))
