"""How long everything may take, in seconds, so that what hangs ends."""

from __future__ import annotations

import math
from collections.abc import Iterable

from opsgen.plan.rollout import Rollback, Step

STEP = 1800
MOVE = 900
"""A step that moves traffic and is not done by then has gone wrong."""

PREFLIGHT = 300
ROLLBACK = 240
"""GitHub kills a cancelled job 5 minutes after the cancel (docs, workflow cancellation)."""

AGAIN = 600
"""Of the rollback in a job of its own."""

BACKSTOP = 900
LONGEST = 6 * 3600
"""Of a job on GitHub's own runners (docs, usage limits)."""

OWN_LONGEST = 5 * 24 * 3600
"""On a runner of one's own (the same page)."""

REST = 600
"""What a job needs beside its own steps: the checkout, the rollback, the words on both."""


def of_step(step: Step) -> int:
    return step.timeout or (STEP if step.action == "run" else MOVE)


def of_watch(seconds: int) -> int:
    """A watch ends by itself; its last queries may be slow."""
    return seconds + 300


def of_rollback(rollback: Rollback, most: int) -> int:
    return min(rollback.timeout or most, most)


def of_job(steps: Iterable[int], asked: int | None, hosted: bool) -> int:
    """`asked`, else all its steps one after the other, and room for what stands around them."""
    longest = LONGEST if hosted else OWN_LONGEST
    return asked or min(sum(steps) + REST, longest)


def minutes(seconds: int) -> int:
    return math.ceil(seconds / 60)
