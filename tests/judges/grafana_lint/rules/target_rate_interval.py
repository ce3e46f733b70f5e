"""target-rate-interval-rule: a rate is taken over `$__rate_interval`.

So every point of a graph holds all samples since the one before it, however far one zooms out.
`increase` may look at a span of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.judges.grafana_lint.expand import RATE_INTERVAL
from tests.judges.grafana_lint.model import Dashboard, Fault
from tests.judges.grafana_lint.promql import read

RATES = {"rate", "irate"}


def check(dashboard: Dashboard) -> Iterator[Fault]:
    for panel, target, seen in read(dashboard):
        if seen.range is None or seen.range == RATE_INTERVAL:
            continue
        if seen.function is None or seen.function in RATES:
            message = f"{seen.name} is read over {seen.range}, not $__rate_interval"
            yield Fault(message, panel.title, target.index, seen)
