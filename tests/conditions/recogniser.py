"""A recogniser that knows nothing but the grammar published in the parser's docstring.

Every alternative is tried at every place, so it needs no precedence table and no tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from opsgen.conditions import parser
from opsgen.units import CURRENCIES

Expression = tuple[str, object]

_SYMBOL = re.compile(r'\s*(?:"([^"]*)"|([A-Za-z]+)|([=|,;(){}\[\]]))')
_ENCLOSED = {"(": (")", "group"), "[": ("]", "option"), "{": ("}", "repeat")}
# What the docstring says in prose.
_PROSE = {
    "NAME": re.compile(r"(?!(?:and|or)(?![A-Za-z0-9_:]))[A-Za-z_][A-Za-z0-9_:]*|`[^`\n]+`"),
    "LABEL": re.compile(r"(?!(?:and|or)(?![A-Za-z0-9_:]))[A-Za-z_][A-Za-z0-9_]*|`[A-Za-z_]\w*`"),
    "CURRENCY": re.compile("|".join(sorted(CURRENCIES))),
    "DIGIT": re.compile("[0-9]"),
    "BLANKS": re.compile(r"[ \t\n]+"),
}
_WORD = re.compile(r"[A-Za-z0-9_:]")


def published() -> str:
    """The grammar between the fences."""
    found = re.search(r"```ebnf\n(.*?)```", parser.__doc__ or "", re.DOTALL)
    assert found
    return found[1]


@cache
def rules() -> dict[str, Expression]:
    """Each nonterminal with its alternatives."""
    symbols = [match.groups() for match in _SYMBOL.finditer(published())]
    at = 0
    found: dict[str, Expression] = {}

    def alternatives() -> Expression:
        nonlocal at
        options = [sequence()]
        while symbols[at][2] == "|":
            at += 1
            options.append(sequence())
        return ("any", options)

    def sequence() -> Expression:
        nonlocal at
        items = [item()]
        while symbols[at][2] == ",":
            at += 1
            items.append(item())
        return ("all", items)

    def item() -> Expression:
        nonlocal at
        literal, name, sign = symbols[at]
        at += 1
        if literal is not None:
            return ("literal", literal)
        if name is not None:
            return ("name", name)
        closing, kind = _ENCLOSED[sign]
        inner = alternatives()
        assert symbols[at][2] == closing
        at += 1
        return (kind, inner)

    while at < len(symbols):
        name = symbols[at][1]
        assert symbols[at + 1][2] == "="
        at += 2
        found[name] = alternatives()
        assert symbols[at][2] == ";"
        at += 1
    return found


def recognises(text: str, start: str) -> bool:
    """Whether `text` is a `start` of the grammar; blanks may stand between any two tokens."""
    memory: dict[tuple[int, int, bool], frozenset[int]] = {}

    def ends(expression: Expression, at: int, inside: bool) -> frozenset[int]:
        """Where a match that begins at `at` may end; `inside` a token there are no blanks."""
        key = (id(expression), at, inside)
        if key not in memory:
            memory[key] = frozenset(search(expression, at, inside))
        return memory[key]

    def search(expression: Expression, at: int, inside: bool) -> Iterator[int]:
        kind, inner = expression
        match inner:
            case str():
                yield from terminal(kind, inner, at, inside)
            case list() if kind == "any":
                for option in inner:
                    yield from ends(option, at, inside)
            case list():
                places = {at}
                for part in inner:
                    places = {end for place in places for end in ends(part, place, inside)}
                yield from places
            case tuple():
                whole: Expression = (inner[0], inner[1])
                if kind == "group":
                    yield from search(whole, at, inside)
                    return
                reached, fresh = {at}, {at}
                while fresh:
                    fresh = {e for place in fresh for e in search(whole, place, inside)} - reached
                    reached |= fresh
                    if kind == "option":
                        break
                yield from reached

    def runs_on(start: int, end: int) -> bool:
        """Whether a token ends, or begins, in the middle of a word."""
        before, after = text[start - 1 : start], text[end : end + 1]
        first, last = text[start : start + 1], text[end - 1 : end]
        return bool(
            (_WORD.match(last) and _WORD.match(after))
            or (_WORD.match(before) and _WORD.match(first))
        )

    def terminal(kind: str, word: str, at: int, inside: bool) -> Iterator[int]:
        syntactic = kind == "name" and word.islower()
        if syntactic:
            yield from ends(rules()[word], at, False)
            return
        if not inside:
            at += len(text[at:]) - len(text[at:].lstrip(" \t\n"))
        if kind == "literal":
            found = [at + len(word)] if text.startswith(word, at) else []
        elif word in _PROSE:
            match = _PROSE[word].match(text, at)
            found = [match.end()] if match else []
        else:
            found = list(ends(rules()[word], at, True))
        for end in found:
            if inside or not runs_on(at, end):
                yield end

    return any(not text[end:].strip(" \t\n") for end in ends(rules()[start], 0, False))
