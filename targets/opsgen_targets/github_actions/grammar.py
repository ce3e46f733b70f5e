"""What GitHub takes as an expression in the `if` of a job (actions/languageservices, expressions).

It has the names and the forms, and no values: whether GitHub reads it, not what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CONTEXTS = ("github", "inputs", "needs", "vars")
"""What is known before a job begins: no secrets, and nothing of its runner or its steps."""

_ANY = 255
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "always": (0, 0),
    "cancelled": (0, 0),
    "failure": (0, _ANY),
    "success": (0, _ANY),
    "case": (3, _ANY),
    "contains": (2, 2),
    "endswith": (2, 2),
    "format": (1, _ANY),
    "fromjson": (1, 1),
    "join": (1, 2),
    "startswith": (2, 2),
    "tojson": (1, 1),
}
"""How many arguments each takes, at least and at most."""

_DEEPEST = 12
"""GitHub takes 50, and each level may count for three: a group, its `||` and its `&&`."""

_STRING = re.compile(r"'(?:[^']|'')*'")
_SIGN = re.compile(r"&&|\|\||[=!<>]=|[()\[\].,*!<>]")
_WORD = re.compile(r"[^()\[\].,!<>=&|\s]+")
_NUMBER_LIKE = re.compile(r"[-+0-9][^()\[\],!<>=&|\s]*")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|0x[0-9A-Fa-f]+|0o[0-7]+|[-+]Infinity"
)
_FRACTION = re.compile(r"\.[^()\[\],!<>=&|\s]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LITERALS = ("true", "false", "null", "NaN", "Infinity")
_BETWEEN = ("&&", "||", "==", "!=", "<", "<=", ">", ">=")


class NoExpressionError(Exception):
    """GitHub would refuse it; the text says why."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A context that it reads, and the name that it reads there, if that is written out."""

    context: str
    name: str | None


def reaches(text: str) -> tuple[Reach, ...]:
    """All contexts that the expression reads, in order. Raises NoExpressionError."""
    reader = _Reader(list(_tokens(text)))
    reader.expression(0)
    if reader.ahead:
        raise NoExpressionError(_out_of_place(reader.ahead))
    return tuple(reader.found)


def _tokens(text: str) -> Iterator[str]:
    place, last = 0, ""
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        last = _token(text, place, last)
        place += len(last)
        yield last


def _token(text: str, place: int, last: str) -> str:
    """The token at `place`. Raises NoExpressionError."""
    if text[place] == "'":
        if string := _STRING.match(text, place):
            return string[0]
        raise NoExpressionError("a quote is not closed")
    follows = _NAME.fullmatch(last) is not None or last in ("]", ")", "*")
    number = _NUMBER_LIKE.match(text, place)
    if number is None and not follows:
        number = _FRACTION.match(text, place)
    if number is not None:
        if _NUMBER.fullmatch(number[0]):
            return number[0]
        raise NoExpressionError(f"`{number[0]}` is no number")
    if sign := _SIGN.match(text, place):
        return sign[0]
    word = _WORD.match(text, place)
    if word is not None and _NAME.fullmatch(word[0]):
        return word[0]
    strange = word[0] if word is not None else text[place]
    if '"' in strange:
        raise NoExpressionError("text stands between single quotes there")
    raise NoExpressionError(_out_of_place(strange))


def _out_of_place(text: str) -> str:
    meant = {"=": "==", "&": "&&", "|": "||", "and": "&&", "or": "||", "not": "!"}.get(text)
    return f"`{text}` is out of place" + (f", write `{meant}`" if meant else "")


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.found: list[Reach] = []

    @property
    def ahead(self) -> str:
        """Empty at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *signs: str) -> bool:
        taken = self.ahead in signs
        self.place += taken
        return taken

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            where = f"before `{self.ahead}`" if self.ahead else "at the end"
            raise NoExpressionError(f"`{sign}` is missing {where}")

    def expression(self, depth: int) -> None:
        """Which sign binds more does not matter to whether it is one."""
        self.operand(depth)
        while self.take(*_BETWEEN):
            self.operand(depth)

    def operand(self, depth: int) -> None:
        while self.take("!"):
            depth += 1
        if depth > _DEEPEST:
            raise NoExpressionError("it is nested too deep")
        start = self.ahead
        if start == "(":
            self.place += 1
            self.expression(depth + 1)
            self.expect(")")
        elif start[:1] == "'" or start in _LITERALS or _NUMBER.fullmatch(start):
            self.place += 1
            return  # nothing of a value that is written out can be reached
        elif _NAME.fullmatch(start):
            self.place += 1
            self.named(start, depth)
        else:
            raise NoExpressionError(_out_of_place(start) if start else "its end is missing")
        while self.ahead in (".", "["):
            self.member(depth + 1)

    def named(self, name: str, depth: int) -> None:
        if self.take("("):
            _check_call(name, self.arguments(depth + 1))
            return
        if name.lower() not in CONTEXTS:
            known = ", ".join(f"`{each}`" for each in CONTEXTS)
            raise NoExpressionError(f"a job's `if` knows no `{name}`, only {known}")
        key = self.tokens[self.place : self.place + 2]
        member = None
        if key[:1] == ["."] and key[1:] and _NAME.fullmatch(key[1]):
            member = key[1]
        elif key[:1] == ["["] and key[1:] and key[1][0] == "'":
            member = key[1][1:-1]
        self.found.append(Reach(name.lower(), member))

    def arguments(self, depth: int) -> int:
        count = 0
        while not self.take(")"):
            if count:
                self.expect(",")
            self.expression(depth)
            count += 1
        return count

    def member(self, depth: int) -> None:
        if self.take("["):
            if not self.take("*"):
                self.expression(depth)
            self.expect("]")
            return
        self.expect(".")
        if not self.take("*"):
            if not _NAME.fullmatch(self.ahead):
                raise NoExpressionError("a name is missing behind a dot")
            self.place += 1


def _check_call(name: str, count: int) -> None:
    if name.lower() not in FUNCTIONS:
        raise NoExpressionError(f"a job's `if` knows no function `{name}`")
    least, most = FUNCTIONS[name.lower()]
    if not least <= count <= most or (name.lower() == "case" and count % 2 == 0):
        raise NoExpressionError(f"`{name}` takes another number of arguments than {count}")
