"""Prometheus' own judge of rule files and of their behaviour."""

from __future__ import annotations

from pathlib import Path

from tests.judges.process import Verdict, run

VERSIONS = ("2.42", "3.5")
"""The floor that opsgen promises, and a current one."""


def check_rules(*files: Path, version: str) -> Verdict:
    """Zero findings with every lint on.

    Beware of what it lets pass: an empty file, a second document, and in 3.5 any label name
    (UTF-8), so ask both versions.
    """
    return run(f"promtool-{version}", "check", "rules", "--lint=all", "--lint-fatal", *files)


def test_rules(*files: Path, version: str) -> Verdict:
    """Runs rule unit tests; `rule_files` in them are relative to each test file."""
    return run(f"promtool-{version}", "test", "rules", *files)


def check_config(file: Path, *, version: str) -> Verdict:
    return run(f"promtool-{version}", "check", "config", file)
