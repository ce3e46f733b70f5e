"""Signs: the comparisons, and those that are no operators here with what was meant by them."""

from __future__ import annotations

import re

COMPARISONS = frozenset({">", ">=", "<", "<=", "==", "!="})

_MEANT = {
    "=": "==",
    "===": "==",
    ":=": "==",
    "!==": "!=",
    "<>": "!=",
    "\N{NOT EQUAL TO}": "!=",
    "=>": ">=",
    ">==": ">=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "=<": "<=",
    "<==": "<=",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    ">>": ">",
    "<<": "<",
    "&&": "and",
    "&": "and",
    "\N{LOGICAL AND}": "and",
    "||": "or",
    "|": "or",
    "\N{LOGICAL OR}": "or",
    "\N{MULTIPLICATION SIGN}": "*",
    "\N{MIDDLE DOT}": "*",
    "\N{DIVISION SIGN}": "/",
    "\N{DIVISION SLASH}": "/",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
}
NO_NEGATION = "write the opposite comparison, such as `<=` for `not >`"
_NO_POWERS = "there are no powers, only `+ - * /`"
_SERIES = "choose series by `where:` of the metric"
# Without a counterpart: the sign to read instead (None: read nothing), and the way out.
_WITHOUT: dict[str, tuple[str | None, str]] = {
    "=~": ("==", _SERIES),
    "!~": ("!=", _SERIES),
    "<=>": ("==", "write one of `> >= < <= == !=`"),
    "**": ("*", _NO_POWERS),
    "^": ("*", _NO_POWERS),
    "!": (None, NO_NEGATION),
    "\N{NOT SIGN}": (None, NO_NEGATION),
    "~": (None, "take it out"),
}

_SPLIT = r"[<>=!][ \t]+=(?!=)"
_RIGHT_WHEN_LONGER = {"=": r"=(?!=)", "!": r"!(?!=)"}
WRONG = "|".join(
    [_SPLIT]
    + [
        _RIGHT_WHEN_LONGER.get(sign, re.escape(sign))
        for sign in sorted({**_MEANT, **_WITHOUT}, key=len, reverse=True)
    ]
)
"""A regular expression of every wrong sign, the longer first; `> =` is one of them."""

FOREIGN_SIGNS = "\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}€£¥" + "".join(
    sign for sign in {**_MEANT, **_WITHOUT} if not sign.isascii()
)
"""Signs and units beyond ASCII that have a correction of their own, such as `5€`."""


def meant_operator(sign: str) -> tuple[str | None, str]:
    """The operator to read in place of a wrong sign, if any, and the help to give."""
    joined = "".join(sign.split())
    if joined != sign:
        return joined, f"write `{joined}` without a blank"
    if sign in _MEANT:
        return _MEANT[sign], f"write `{_MEANT[sign]}`"
    return _WITHOUT[sign]
