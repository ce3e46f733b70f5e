"""template-label-promql-rule and template-on-time-change-reload-rule: variables that ask.

Functions of a query variable: Grafana's documentation of the Prometheus data source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.judges.grafana_lint.model import PROMETHEUS, Dashboard, Fault, Variable
from tests.judges.grafana_lint.promql import parse

ON_TIME_CHANGE = 2
_CALL = re.compile(r"([a-z_]+)\((.*)\)")
_LABEL = re.compile(r"[a-zA-Z_]\w*")
_PATTERNS = {"metrics", "label_names"}
"""Their argument is a pattern of names."""


def check_query(dashboard: Dashboard) -> Iterator[Fault]:
    if dashboard.engine != PROMETHEUS:
        return
    for one in _queries(dashboard):
        if reason := _wrong(one.query, dashboard):
            yield Fault(f"variable {one.name} asks {one.query!r}: {reason}")


def check_reload(dashboard: Dashboard) -> Iterator[Fault]:
    for one in _queries(dashboard):
        if one.refresh != ON_TIME_CHANGE:
            yield Fault(f"variable {one.name} is not refreshed when the time range changes")


def _queries(dashboard: Dashboard) -> Iterator[Variable]:
    return (one for one in dashboard.variables if one.type == "query")


def _wrong(query: str, dashboard: Dashboard) -> str | None:
    called = _CALL.fullmatch(query.strip())
    if called is None:
        return "no call of a function"
    function, argument = called.groups()
    if function in _PATTERNS:
        return None
    if function == "label_values":
        argument, _, label = argument.rpartition(",")
        if not _LABEL.fullmatch(label.strip()):
            return "no label"
        if not argument:
            return None
    elif function != "query_result":
        return f"no function {function}"
    try:
        parse(argument, dashboard.variables)
    except ValueError as error:
        return str(error)
    return None
