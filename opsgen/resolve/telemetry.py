"""Logging and tracing; nothing of a prompt or a response leaves unless the file says so."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan.telemetry import Logging, Telemetry, Tracing
from opsgen.resolve.context import Context
from opsgen.spec import Monitoring


def resolve_telemetry(monitoring: Monitoring, context: Context) -> Telemetry:
    logging = tracing = None
    if (given := monitoring.logging) is not None:
        for key, value, because in (
            ("level", "INFO", "what is worth keeping of a healthy service"),
            ("sample_rate", "1", "nothing says that requests may be left out"),
            ("include_prompt", "false", "prompts may hold personal data"),
            ("include_response", "false", "responses may hold personal data"),
        ):
            if getattr(given, key) is None:
                context.default("logging", key, value, given.path, because)
        logging = Logging(
            given.level or "INFO",
            Fraction(1 if given.sample_rate is None else given.sample_rate),
            bool(given.include_prompt),
            bool(given.include_response),
        )
    if (traced := monitoring.tracing) is not None:
        for key, value, because in (
            ("enabled", "true", "the section is there"),
            ("sample_rate", "1", "nothing says that requests may be left out"),
        ):
            if getattr(traced, key) is None:
                context.default("tracing", key, value, traced.path, because)
        enabled = True if traced.enabled is None else traced.enabled
        rate = 1 if traced.sample_rate is None else traced.sample_rate
        tracing = Tracing(enabled, Fraction(rate))
    return Telemetry(logging, tracing)
