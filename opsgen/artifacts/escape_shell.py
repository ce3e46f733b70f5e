"""Text into POSIX shell words."""

from __future__ import annotations

import shlex


def quote(text: str) -> str:
    """One shell word that is `text`. Raises ValueError for NUL, which no argument can hold."""
    if "\0" in text:
        raise ValueError("a shell word cannot hold NUL")
    return shlex.quote(text)
