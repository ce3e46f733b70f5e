"""Commands that a person types to ask Prometheus: they need an address and nothing else."""

from __future__ import annotations

from shlex import quote

from opsgen.plan import Alert, Plan, Selector
from opsgen.promql import tree as q
from opsgen.promql.forms import select
from opsgen.promql.printer import to_promql

LOCAL = "http://localhost:9090"
"""Where Prometheus listens by default."""

_ONE_LINE = 10**9


def query_command(expr: q.Expr, prometheus_url: str | None) -> str:
    """`promtool query instant <url> '<expr>'`, each argument one shell word."""
    query = to_promql(expr, _ONE_LINE)
    return f"promtool query instant {quote(prometheus_url or LOCAL)} {quote(query)}"


def ask(plan: Plan, expr: q.Expr) -> str:
    """The command that asks the service's Prometheus for the present figure of `expr`."""
    return query_command(expr, plan.links.prometheus)


def firing(plan: Plan, alert: Alert | None = None) -> str:
    """Which alerts of the service fire now; of one alert, for which labels.

    Those that are for no person (the Watchdog, digests) fire while all is well, so without
    `alert` they are left out: no answer then means that nothing is wrong.
    """
    matchers = [
        q.Matcher("alertstate", "=", "firing"),
        q.Matcher("service", "=", plan.service),
    ]
    if alert is None:
        matchers.append(q.Matcher("severity", "!=", "none"))
    else:
        matchers.insert(0, q.Matcher("alertname", "=", alert.name))
    return ask(plan, q.Selector("ALERTS", tuple(matchers)))


def present(plan: Plan, series: Selector) -> str:
    """How many series of that name there are, and in which jobs; nothing when there is none."""
    return ask(plan, q.Aggregate("count", ("__name__", "job"), None, select(series)))


def up(plan: Plan) -> str | None:
    """1 for each instance that Prometheus reaches; None without a `job`."""
    if plan.job is None:
        return None
    return ask(plan, q.Selector("up", (q.Matcher("job", "=", plan.job),)))
