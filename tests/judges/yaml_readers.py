"""The YAML readers of other languages: what do they make of the text that we wrote?"""

from __future__ import annotations

import json

from tests.judges.scripts import run_script

READERS = ("js-yaml", "yaml-npm")


def load(reader: str, text: str) -> object:
    """The document as `reader` understands it; ValueError with its words if it refuses."""
    verdict = run_script(reader, text)
    if not verdict.ok:
        raise ValueError(verdict.output)
    value: object = json.loads(verdict.output)
    return value
