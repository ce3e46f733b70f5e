"""Says which specs a run draws, so that a night's failure can be drawn again by day."""

from __future__ import annotations

from tests.properties.profile import EXAMPLES, SEED


def pytest_report_header() -> str:
    return f"properties: {EXAMPLES} specs each, seed {SEED or 'of the code itself'}"
