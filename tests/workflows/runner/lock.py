"""A concurrency group: one runs, one waits; a newer one takes the place of the one that waits."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition


class Lock:
    """Of one group. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._running: Callable[[], None] | None = None
        self._waiting: object | None = None

    def enter(self, cancel: Callable[[], None], cancels_others: bool) -> bool:
        """Wait for the turn; False when a newer run took the place. `cancel` ends this run."""
        ticket = object()
        with self._changed:
            self._waiting = ticket
            if self._running is not None and cancels_others:
                self._running()
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._running is None or self._waiting is not ticket)
            if self._waiting is not ticket:
                return False
            self._waiting, self._running = None, cancel
            return True

    def leave(self) -> None:
        with self._changed:
            self._running = None
            self._changed.notify_all()

    @property
    def has_waiting(self) -> bool:
        with self._changed:
            return self._waiting is not None
