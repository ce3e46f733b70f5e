"""How long everything may take, in seconds, so that what hangs ends."""

from __future__ import annotations

import math
from collections.abc import Iterable

from opsgen.plan.rollout import Step

STEP = 1800
MOVE = 900
"""A step that moves traffic and is not done by then has gone wrong."""

PREFLIGHT = 300
ROLLBACK = 240
"""GitHub kills a cancelled job 5 minutes after the cancel (docs, workflow cancellation)."""

BACKSTOP = 900
LONGEST = 6 * 3600
"""Of a job on GitHub's own runners (docs, usage limits); others end after 5 days."""

_REST = 600


def of_step(step: Step) -> int:
    return step.timeout or (STEP if step.action == "run" else MOVE)


def of_watch(seconds: int) -> int:
    """A watch ends by itself; its last queries may be slow."""
    return seconds + 300


def of_job(steps: Iterable[int], asked: int | None) -> int:
    """`asked`, else all its steps one after the other, and room for what stands around them."""
    return asked or min(sum(steps) + _REST, LONGEST)


def minutes(seconds: int) -> int:
    return math.ceil(seconds / 60)
