"""What stands in the file after a person chose an offer and kept every proposed value."""

from __future__ import annotations

import re

from tests.editors.editor import CURSOR, Offer

_CHOICE = re.compile(r"\$\{\d+\|([^,|}]*)[^|]*\|\}")
_VALUE = re.compile(r"\$\{\d+:?((?:\\.|[^}\\])*)\}")
_STOP = re.compile(r"\$\d+")
_ESCAPED = re.compile(r"\\([$}\\])")


def expand(snippet: str) -> str:
    """LSP's snippet grammar, as far as the language server uses it: the first of the choices,
    the proposed values, nothing at a bare stop."""
    text = _CHOICE.sub(r"\1", snippet)
    text = _VALUE.sub(r"\1", text)
    return _ESCAPED.sub(r"\1", _STOP.sub("", text))


def typed(marked: str, offer: Offer) -> str:
    """The text with the offer at the cursor; further lines are indented as the first one is."""
    before, after = marked.split(CURSOR)
    line = before[before.rfind("\n") + 1 :]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return before + expand(offer.inserts).replace("\n", f"\n{indent}") + after
