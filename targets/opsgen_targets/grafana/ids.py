"""Numbers of panels: made from what a panel is about, so that a new panel renumbers no other."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from opsgen_targets.grafana.panels import Row

_DIGITS = 7
"""Of hexadecimal: an id stands in addresses that people send one another (`viewPanel=…`)."""


def numbers(rows: Iterable[Row]) -> dict[str, int]:
    """The ids of all rows and panels, the same in every schema."""
    return panel_ids(key for row in rows for key in (row.key, *(panel.key for panel in row.panels)))


def panel_ids(keys: Iterable[str]) -> dict[str, int]:
    """An id for each key, all different and above 0. Raises ValueError for a key given twice."""
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for key in sorted(keys):
        if key in ids:
            raise ValueError(f"two panels are called {key!r}")
        ids[key] = next(number for number in _candidates(key) if number not in taken)
        taken.add(ids[key])
    return ids


def _candidates(key: str) -> Iterable[int]:
    turn = 0
    while True:
        digest = sha256(f"{key}\n{turn}".encode() if turn else key.encode()).hexdigest()
        if number := int(digest[:_DIGITS], 16):
            yield number
        turn += 1
