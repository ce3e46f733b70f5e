"""Whether the world still looks like the data that the model was built on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from opsgen.plan.origin import Origin


@dataclass(frozen=True, slots=True)
class DriftTest:
    """`feature` is the label under which the p-value is exported."""

    name: str
    type: str
    threshold: Fraction
    feature: str
    column: str | None
    correction: str | None
    min_samples: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Drift:
    """`window` and `slide` are seconds; `actions` are (verb, object) pairs."""

    reference: tuple[tuple[str, str], ...]
    window: int
    slide: int
    tests: tuple[DriftTest, ...]
    actions: tuple[tuple[str, str], ...]
    channels: tuple[str, ...]
    schedule: str | None
    origin: Origin
