"""What a plain (unquoted) scalar means: YAML 1.2's core schema, minus all that YAML 1.1
reads otherwise.

A team's file passes through many readers, old and new. A form on which they disagree
(`no`, `010`, `22:22`) is refused instead of being read silently in one of the two ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MAX_DIGITS = 18
"""Digits of an integer: every engine's 64-bit integer holds them."""

_MAX_SIGNIFICANT = 34  # digits of a decimal128, more than any measured number has
_MAX_EXPONENT = 300  # a double ends near 1e308, and products need headroom

_CONSTANTS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"([-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:[eE]([-+]?[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a plain scalar is refused. `quotable`: quoting it is surely what was meant.

    `why` never shows digits of the text, which may be a password.
    """

    why: str
    help: str
    quotable: bool = False
    out_of_range: bool = False


_QUOTE = "quote it if it is text"
_FORMS = (
    (
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
        r"(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?"
        r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?",
        Doubt("a date without quotes is an object to some YAML readers", "quote the date", True),
    ),
    (
        r"[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?",
        Doubt("digits with colons are a number of base 60 to YAML 1.1", "quote it", True),
    ),
    (
        r"[-+]?0(?:x[0-9A-Fa-f_]+|o[0-7_]+|b[01_]+)",
        Doubt(
            "a number that is not decimal is text to some YAML readers",
            f"write it in decimal, or {_QUOTE}",
        ),
    ),
    (
        r"[-+]?0[0-9_]+(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?",
        Doubt(
            "a number with a leading zero is octal to YAML 1.1",
            f"drop the zero, or {_QUOTE}",
        ),
    ),
    (
        r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?[0-9]+\.[0-9]*_[0-9_]*(?:[eE][-+]?[0-9]+)?",
        Doubt("a number with `_` is text to YAML 1.2", f"drop the `_`, or {_QUOTE}"),
    ),
    (
        r"[-+]?(?:\.[0-9][0-9_]*|[0-9]+\.)(?:[eE][-+]?[0-9]+)?",
        Doubt("a number needs digits on both sides of its point", f"add a `0`, or {_QUOTE}"),
    ),
    (
        r"[-+]?\.(?:[iI][nN][fF]|[nN][aA][nN])",
        Doubt(
            "a number must be finite",
            f"write a finite number, or {_QUOTE}",
        ),
    ),
)
_LONGEST_FORM = 64  # no sensible number is longer; it also keeps the patterns' backtracking small
_LONG_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?")
_DOUBTS = tuple((re.compile(pattern), doubt) for pattern, doubt in _FORMS)
_TOO_BIG = Doubt(
    f"an integer has at most {MAX_DIGITS} digits",
    f"use fewer digits, or {_QUOTE}",
    out_of_range=True,
)
_TOO_FINE = Doubt(
    "this number is beyond what an engine can hold",
    f"use a smaller number, or {_QUOTE}",
    False,
    True,
)


def resolve(text: str) -> object:
    """None, a bool, an int, a Decimal, the text itself, or the Doubt that refuses it."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "-+.0123456789":
        return _number(text)
    if len(text) <= 5 and text.lower() in _WORDS:
        return _word(text)
    if text == "=":
        return Doubt("an unquoted `=` has a meaning of its own in YAML 1.1", "quote it", True)
    return text


def _word(text: str) -> Doubt:
    lower = text.lower()
    if lower in _CONSTANTS:
        return Doubt(f"`{text}` is `{lower}` to some YAML readers only", f"write `{lower}`")
    meaning = "true" if lower in ("y", "yes", "on") else "false"
    return Doubt(
        f"`{text}` is text to some YAML readers and `{meaning}` to others",
        f"write `{meaning}`, or quote it if it is text",
    )


def _number(text: str) -> object:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("-+")) <= MAX_DIGITS else _TOO_BIG
    if match := _FLOAT.fullmatch(text):
        return _decimal(text, match[1], match[2] or "0")
    if len(text) > _LONGEST_FORM:
        return _TOO_BIG if _LONG_NUMBER.fullmatch(text) else text
    for pattern, doubt in _DOUBTS:
        if pattern.fullmatch(text):
            return doubt
    return text


def _decimal(text: str, digits: str, exponent: str) -> object:
    size = exponent.lstrip("-+").lstrip("0")
    if len(digits) > _MAX_SIGNIFICANT or len(size) > 3:
        return _TOO_FINE
    number = Decimal(text)
    return number if abs(number.adjusted()) <= _MAX_EXPONENT else _TOO_FINE
