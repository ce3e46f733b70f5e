"""Text to tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tests.workflows.expressions.values import parsed

Kind = Literal["name", "literal", "sign", "end"]


class ExpressionError(Exception):
    """The text is no expression, or it cannot be evaluated."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    value: Any = None


_SIGN = re.compile(r"&&|\|\||[<>=!]=|[()\[\].,*!<>]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORD = re.compile(r"[^()\[\],!><=&|\s]+")
_STRING = re.compile(r"'((?:[^']|'')*)'")
_WORDS = {"true": True, "false": False, "null": None, "NaN": math.nan, "Infinity": math.inf}
_NUMERIC = frozenset("0123456789+-")
_BEFORE_A_DOT = (")", "]", "*")


def tokens(text: str) -> Iterator[Token]:
    """Raises ExpressionError at what begins no token."""
    place, last = 0, Token("end", "")
    while True:
        place += len(text[place:]) - len(text[place:].lstrip())
        if place == len(text):
            yield Token("end", "")
            return
        last, place = _token(text, place, last)
        yield last


def _token(text: str, place: int, last: Token) -> tuple[Token, int]:
    if match := _STRING.match(text, place):
        return Token("literal", match[0], match[1].replace("''", "'")), match.end()
    follows = last.kind == "name" or last.text in _BEFORE_A_DOT
    if text[place] in _NUMERIC or (text[place] == "." and not follows):
        match = _WORD.match(text, place)
        number = parsed(match[0]) if match else math.nan
        if match and not math.isnan(number):
            return Token("literal", match[0], number), match.end()
    elif match := _SIGN.match(text, place):
        return Token("sign", match[0]), match.end()
    elif match := _NAME.match(text, place):
        if match[0] in _WORDS and last.text != ".":
            return Token("literal", match[0], _WORDS[match[0]]), match.end()
        return Token("name", match[0]), match.end()
    raise ExpressionError(f"unexpected at {place}: {text[place:]!r}")
