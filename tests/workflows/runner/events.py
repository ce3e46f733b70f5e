"""What befalls a run while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class At:
    """While the step of this id runs, as soon as its log holds `seen`."""

    step: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """`cancel`: somebody presses the button. `die`: the machine is gone. Or anything else.

    `at` may be a job's id: before its first step, when it waits for its approval or its machine.
    """

    at: At | str
    do: Literal["cancel", "die", "reject"] | Callable[[], object]
