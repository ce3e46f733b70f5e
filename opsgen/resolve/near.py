"""Which of many declared names an undeclared one may be a slip of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from opsgen.diagnostics.suggest import distance

EDITS: Final = 2
SHORTEST: Final = 5
"""Letters. A shorter name is within two edits of too many others."""


class Near:
    """The names that may be meant. A file may ask for thousands among thousands, so most are
    passed over by their length and their letters, and few are compared."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str, frozenset[str]]]] = {}
        for place, name in enumerate(dict.fromkeys(names)):
            if len(name) >= SHORTEST:
                entry = (place, name, frozenset(name))
                self._by_length.setdefault(len(name), []).append(entry)

    def to(self, word: str) -> str | None:
        """The nearest within two edits, of equals the first; None when there is none."""
        letters = frozenset(word)
        best: tuple[int, int, str] | None = None
        for length in range(len(word) - EDITS, len(word) + EDITS + 1):
            for place, name, others in self._by_length.get(length, ()):
                # An edit takes one letter and brings another at most.
                if len(letters ^ others) > 2 * EDITS:
                    continue
                far = distance(word, name, EDITS)
                if far <= EDITS and (best is None or (far, place) < best[:2]):
                    best = (far, place, name)
        return best[2] if best else None
