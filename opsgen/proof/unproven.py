"""What this room cannot judge is said, never passed over."""

from __future__ import annotations


class UnprovenError(Exception):
    """A value that only its engine can compute, or a condition that no world was found for.

    The text is a whole sentence's part without a period: why.
    """
