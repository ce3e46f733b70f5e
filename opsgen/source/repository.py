"""Where the repository begins in which a file lies."""

from __future__ import annotations

from pathlib import Path


def repository(folder: Path) -> Path | None:
    """The nearest folder, here or above, that holds `.git`, with every link resolved."""
    start = folder.resolve()
    return next((place for place in (start, *start.parents) if (place / ".git").exists()), None)
