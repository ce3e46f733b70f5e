"""Names that cross a border: what a file, a receiver or an anchor of ours is called."""

from __future__ import annotations

import re


def kebab(text: str) -> str:
    """`text` as lower-case ASCII words joined by single hyphens: `High_Error rate` ->
    `high-error-rate`. Raises ValueError when no letter or digit is left.
    """
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if not name:
        raise ValueError(f"{text!r} holds nothing that a name could be made of")
    return name
