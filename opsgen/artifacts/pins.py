"""Actions by commit. A tag can be moved to other code; a commit cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIN = re.compile(r"([0-9a-f]{40}) +(v[0-9]+(?:\.[0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Pin:
    """A commit and the version that it is, which people and Dependabot read."""

    commit: str
    version: str

    def __str__(self) -> str:
        return f"{self.commit} {self.version}"


def read_pin(text: str) -> Pin | None:
    """`<40 hex digits> v7.0.1`; None for anything else."""
    match = _PIN.fullmatch(text.strip())
    return Pin(match[1], match[2]) if match else None
