"""The Watchdog beats every five minutes, also across a stop, so a switch may count on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.memory import move_back
from tests.e2e.project import FLOOR, NEWEST, Versions
from tests.e2e.world import until, world


@pytest.mark.parametrize("versions", [FLOOR, NEWEST], ids=["floor", "newest"])
def test_the_watchdog_beats_again_after_five_minutes_and_not_before(
    versions: Versions, tmp_path: Path
) -> None:
    with world(tmp_path, versions) as there:
        until(lambda: len(there.told.beats) == 1, "the first heartbeat")
    move_back(there.memory / "nflog", 60 * 3)
    with world(tmp_path, versions) as soon:
        # The Watchdog is not delayed at all, so when this one is told it has had its turn.
        soon.service.small.errors = 0.5
        until(lambda: bool(soon.told.slack), "another alert")
        assert soon.told.beats == []
    move_back(there.memory / "nflog", 60 * 2)
    with world(tmp_path, versions) as later:
        until(lambda: len(later.told.beats) == 1, "the second heartbeat")
