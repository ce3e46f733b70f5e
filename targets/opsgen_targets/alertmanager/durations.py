"""Seconds as the durations that the Alertmanager reads."""

from __future__ import annotations

from opsgen.artifacts import Plain


def duration(seconds: int) -> Plain:
    """`90` as `1m30s`. No days: some fields are read by Go's own parser, which has none."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return Plain("".join(f"{figure}{unit}" for figure, unit in parts if figure) or "0s")
