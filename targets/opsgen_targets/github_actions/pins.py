"""Actions by commit. A tag can be moved to other code; a commit cannot."""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.artifacts.pins import Pin, read_pin

CHECKOUT = "actions/checkout"

DEFAULTS = {CHECKOUT: Pin("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1")}


def pin(action: str, own: Mapping[str, str]) -> Pin:
    """The user's own, else the one that opsgen knows. `check` has refused what is none."""
    return (read_pin(own[action]) if action in own else None) or DEFAULTS[action]
