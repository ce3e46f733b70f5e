"""A strict runner of generated workflows: it refuses every key, name and function it does not know.

What it cannot show is GitHub's own part: queueing of machines, approvals by people, and the kill
five minutes after a cancel.
"""

from __future__ import annotations

from tests.workflows.runner.events import At, Event
from tests.workflows.runner.lock import Lock
from tests.workflows.runner.read import StrictError, read
from tests.workflows.runner.run import Machine, Run

__all__ = ["At", "Event", "Lock", "Machine", "Run", "StrictError", "read"]
