"""Characters that a document may not hold, neither raw nor by an escape.

Controls can hide text on a terminal, bidirectional controls make a line read otherwise
than it compiles (CVE-2021-42574), and the line separators of Unicode end a line in some
YAML readers only.
"""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_SEPARATORS = r"\u2028\u2029"
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNASSIGNED = r"\ud800-\udfff\ufeff\ufffe\uffff"

FORBIDDEN = re.compile(f"[{_CONTROLS}{_SEPARATORS}{_BIDI}{_UNASSIGNED}]")

_SPECIAL = {
    "\r": "a carriage return without a line feed",
    "\x85": "the line break U+0085",
    "\ufeff": "a byte order mark (U+FEFF)",
}


def describe(char: str) -> str:
    """Name a forbidden character without printing it."""
    if char in _SPECIAL:
        return _SPECIAL[char]
    if re.fullmatch(f"[{_CONTROLS}]", char):
        kind = "the control character"
    elif re.fullmatch(f"[{_BIDI}]", char):
        kind = "the text-direction control"
    elif re.fullmatch(f"[{_SEPARATORS}]", char):
        kind = "the line break"
    else:
        kind = "the non-character"
    return f"{kind} U+{ord(char):04X}"
