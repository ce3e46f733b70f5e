"""The Watchdog beats every five minutes, also across a stop, so a switch may count on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.memory import move_back
from tests.e2e.project import FLOOR, NEWEST, Versions
from tests.e2e.world import until, world


@pytest.mark.parametrize("versions", [FLOOR, NEWEST], ids=["floor", "newest"])
@pytest.mark.parametrize(("minutes", "beats"), [(3, 0), (5, 1)])
def test_the_watchdog_beats_again_after_five_minutes_and_not_before(
    minutes: int, beats: int, versions: Versions, tmp_path: Path
) -> None:
    with world(tmp_path, versions) as there:
        until(lambda: len(there.told.beats) == 1, "the first heartbeat")
    move_back(there.memory / "nflog", 60 * minutes)
    with world(tmp_path, versions) as again:
        # Told at once, as the Watchdog is not delayed at all: what is later has had its turn.
        again.service.small.errors = 0.5
        until(lambda: bool(again.told.slack), "another alert")
        if beats:
            until(lambda: len(again.told.beats) == 1, "the second heartbeat")
        assert len(again.told.beats) == beats
