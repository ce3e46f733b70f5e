"""Logging and tracing; nothing of a prompt or a response leaves unless the file says so."""

from __future__ import annotations

from fractions import Fraction

from opsgen.plan.telemetry import Logging, Telemetry, Tracing
from opsgen.resolve.context import Context
from opsgen.spec import Monitoring


def resolve_telemetry(monitoring: Monitoring, context: Context) -> Telemetry:
    logging = tracing = None
    if (given := monitoring.logging) is not None:
        for key, value in (("include_prompt", "false"), ("include_response", "false")):
            if getattr(given, key) is None:
                because = "prompts and responses may hold personal data"
                context.default("logging", key, value, given.path, because)
        logging = Logging(
            given.level or "INFO",
            Fraction(1 if given.sample_rate is None else given.sample_rate),
            bool(given.include_prompt),
            bool(given.include_response),
        )
    if (traced := monitoring.tracing) is not None:
        enabled = True if traced.enabled is None else traced.enabled
        rate = 1 if traced.sample_rate is None else traced.sample_rate
        tracing = Tracing(enabled, Fraction(rate))
    return Telemetry(logging, tracing)
