"""Says which specs a run draws, and lets no planted bug outlive its test."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.properties.profile import EXAMPLES, SEED


def pytest_report_header() -> str:
    return f"properties: {EXAMPLES} specs each, seed {SEED or 'of the code itself'}"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What was printed before the bug was planted is not asked for, nor kept afterwards."""
    forget()
    yield
    forget()


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("opsgen"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and hasattr(value, "cache_info"):
                    value.cache_clear()
