"""The judge of a dashboard's manners: Grafana's seventeen lint rules, as a check of our own.

    findings = lint(json.loads(text), gauges={"cluster_pending_operations_total"})

Reads a classic dashboard, bare or as a resource, and one of schema v2.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from tests.judges.grafana_lint import read_classic, read_resource
from tests.judges.grafana_lint.exceptions import EXCEPTIONS, excused
from tests.judges.grafana_lint.model import Dashboard, Finding
from tests.judges.grafana_lint.rules import RULES

__all__ = ["EXCEPTIONS", "RULES", "Finding", "lint", "read", "strict"]


def lint(document: Mapping[str, Any], gauges: Set[str] = frozenset()) -> list[Finding]:
    """What is wrong with it, but for the exceptions. `gauges` are the exported names of gauges."""
    return [one for one in strict(document) if not excused(one, gauges)]


def strict(document: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with it by the rules alone."""
    dashboard = read(document)
    return [Finding(name, fault) for name, check in RULES.items() for fault in check(dashboard)]


def read(document: Mapping[str, Any]) -> Dashboard:
    """The parts of a dashboard that the rules look at, of either schema."""
    if "spec" not in document:
        return read_classic.dashboard(document)
    version = document["apiVersion"].rpartition("/")[2]
    if version.startswith("v2"):
        return read_resource.dashboard(document["spec"])
    return read_classic.dashboard(document["spec"])
