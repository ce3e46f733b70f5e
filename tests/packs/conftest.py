"""A fresh repository for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs.homes import Home, home


@pytest.fixture
def demo(tmp_path: Path) -> Home:
    return home(tmp_path / "repository")
