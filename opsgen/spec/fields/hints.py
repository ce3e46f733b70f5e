"""What an editor puts in the place of a value: a form to be typed over.

Numbers and durations need no more than `examples=`. A text that YAML could take for something
else comes in quotes, which only a snippet can do.
"""

from __future__ import annotations

import re
from typing import Any


def quoted(example: str) -> dict[str, Any]:
    """Keywords of the JSON Schema by which a text like `example` is inserted in quotes."""
    inside = re.sub(r"([\\$}])", r"\\\1", example)
    return {"defaultSnippets": [{"label": f'"{example}"', "body": f'"${{1:{inside}}}"'}]}
