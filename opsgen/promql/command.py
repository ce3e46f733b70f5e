"""The command that a person types to see a figure: it needs an address and nothing else."""

from __future__ import annotations

from shlex import quote

from opsgen.promql.printer import to_promql
from opsgen.promql.tree import Expr

LOCAL = "http://localhost:9090"
"""Where Prometheus listens by default."""

_ONE_LINE = 10**9


def query_command(expr: Expr, prometheus_url: str | None) -> str:
    """`promtool query instant <url> '<expr>'`, each argument one shell word."""
    query = to_promql(expr, _ONE_LINE)
    return f"promtool query instant {quote(prometheus_url or LOCAL)} {quote(query)}"
