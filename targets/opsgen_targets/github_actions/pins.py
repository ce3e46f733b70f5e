"""Actions by commit. A tag can be moved to other code; a commit cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CHECKOUT = "actions/checkout"

_PIN = re.compile(r"([0-9a-f]{40}) +(v[0-9]+(?:\.[0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Pin:
    """A commit and the version that it is, which people and Dependabot read."""

    commit: str
    version: str


DEFAULTS = {CHECKOUT: Pin("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1")}


def read_pin(text: str) -> Pin | None:
    """`<40 hex digits> v7.0.1`; None for anything else."""
    match = _PIN.fullmatch(text.strip())
    return Pin(match[1], match[2]) if match else None


def pin(action: str, own: Mapping[str, str]) -> Pin:
    """The user's own, else the one that opsgen knows. `check` has refused what is none."""
    return (read_pin(own[action]) if action in own else None) or DEFAULTS[action]
