"""What the service may say about itself in logs and traces."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Logging:
    level: str
    sample_rate: Fraction
    include_prompt: bool
    include_response: bool


@dataclass(frozen=True, slots=True)
class Tracing:
    enabled: bool
    sample_rate: Fraction


@dataclass(frozen=True, slots=True)
class Telemetry:
    logging: Logging | None
    tracing: Tracing | None
