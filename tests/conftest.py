"""What every test run shows: how many tests were not run because a judge is missing."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.judges.lookup import MISSING

# What a developer's `opsgen validate` remembers must not answer a test, nor the other way round.
os.environ["OPSGEN_NO_CACHE"] = "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(
        name
        for report in terminalreporter.stats.get("skipped", [])
        if (name := _missing_judge(report)) is not None
    )
    if not skipped:
        return
    terminalreporter.section("missing judges")
    for name, count in sorted(skipped.items()):
        terminalreporter.write_line(f"{count} skipped without {name}")
    terminalreporter.write_line("`python -m tests.judges` brings them")


def _missing_judge(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    if not isinstance(report.longrepr, tuple):
        return None
    _, _, reason = report.longrepr
    _, found, rest = reason.partition(MISSING)
    return rest.split()[0] if found else None
