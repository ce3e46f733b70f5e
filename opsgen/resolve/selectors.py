"""Series and label matchers, as the user writes them: maps, or PromQL's own matcher text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opsgen.plan import Matcher, Selector
from opsgen.plan.values import MatchOp
from opsgen.resolve.regexes import regex_problem

_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_OPERATORS: tuple[MatchOp, ...] = ("=~", "!~", "!=", "=")
_SHORT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(
    r"""\\(?:([abfnrtv\\"'])|([0-7]{3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))"""
)


@dataclass(frozen=True, slots=True)
class SelectorError(Exception):
    """What is wrong, at the characters [start, end) of the text."""

    message: str
    start: int
    end: int
    help: str | None = None


def parse_selector(text: str) -> Selector:
    """Read `name` or `name{label="value", …}`. Raises SelectorError."""
    start = len(text) - len(text.lstrip())
    name = _METRIC.match(text, start)
    if name is None:
        message = "a series name starts with a letter, `_` or `:`"
        raise SelectorError(message, start, max(start + 1, len(text)))
    opened = _skip(text, name.end(), len(text))
    if opened == len(text):
        return Selector(name.group())
    if text[opened] != "{":
        message, help = "after the series name only `{…}` may follow", None
        if text[opened] == "[":
            help = "leave the range out: `window:` says it"
        elif text[opened] == "(":
            help = "name the series alone; a whole expression goes in `promql:`"
        raise SelectorError(message, opened, len(text), help)
    closing = len(text.rstrip())
    if text[closing - 1] != "}":
        raise SelectorError("the `{` of the matchers is never closed", opened, opened + 1)
    return Selector(name.group(), _parse(text, opened + 1, closing - 1))


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """Read `label="value", other=~"pattern"`, with or without braces. Raises SelectorError."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if end - start >= 2 and text[start] == "{" and text[end - 1] == "}":
        start, end = start + 1, end - 1
    return _parse(text, start, end)


def map_matchers(where: Mapping[str, object]) -> tuple[Matcher, ...]:
    """A map of labels: a string matches exactly, a list any of its strings."""
    matchers = []
    for label in sorted(where):
        wanted = where[label]
        if isinstance(wanted, list | tuple):
            pattern = "|".join(quote_regex(str(item)) for item in wanted)
            matchers.append(Matcher(label, "=~", pattern))
        else:
            matchers.append(Matcher(label, "=", str(wanted)))
    return tuple(matchers)


def merge(base: tuple[Matcher, ...], own: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    """`own` added to `base`; on the same label its matchers win. Sorted by label."""
    taken = {matcher.label for matcher in own}
    kept = [matcher for matcher in base if matcher.label not in taken]
    return tuple(sorted({*kept, *own}, key=lambda m: (m.label, m.op, m.value)))


def quote_regex(text: str) -> str:
    """`text` as an RE2 pattern that matches nothing but itself."""
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)


def _parse(text: str, position: int, end: int) -> tuple[Matcher, ...]:
    matchers: list[Matcher] = []
    position = _skip(text, position, end)
    while position < end:
        label = _LABEL.match(text, position, end)
        if label is None:
            raise SelectorError("a label name is due here", position, position + 1)
        if label.group() == "__name__":
            message = "the name of a series is no label to match here"
            raise SelectorError(message, position, label.end(), "write the name in `series:`")
        position = _skip(text, label.end(), end)
        op = next((op for op in _OPERATORS if text.startswith(op, position)), None)
        if op is None:
            raise SelectorError("one of `=`, `!=`, `=~`, `!~` is due here", position, position + 1)
        position = _skip(text, position + len(op), end)
        value, after = _string(text, position, end)
        if op in ("=~", "!~") and (problem := regex_problem(value)) is not None:
            help = "mend the regular expression; `=` matches a text as it is"
            raise SelectorError(problem, position, after, help)
        matchers.append(Matcher(label.group(), op, value))
        position = _skip(text, after, end)
        if position < end:
            if text[position] != ",":
                raise SelectorError("a comma is due between matchers", position, position + 1)
            position = _skip(text, position + 1, end)
    return tuple(matchers)


def _skip(text: str, position: int, end: int) -> int:
    while position < end and text[position] in " \t\n":
        position += 1
    return position


def _string(text: str, start: int, end: int) -> tuple[str, int]:
    """A quoted string as PromQL reads it, and the position after it."""
    quote = text[start : start + 1] if start < end else ""
    if quote not in ('"', "'", "`") or not quote:
        raise SelectorError("a quoted value is due here", start, start + 1)
    characters: list[str] = []
    position = start + 1
    while position < end:
        if text[position] == quote:
            return "".join(characters), position + 1
        if text[position] == "\\" and quote != "`":
            character, position = _escaped(text, position, end)
            characters.append(character)
        else:
            characters.append(text[position])
            position += 1
    raise SelectorError("the quoted value never ends", start, end)


def _escaped(text: str, position: int, end: int) -> tuple[str, int]:
    """What a backslash and the characters after it mean, and the position after them."""
    found = _ESCAPE.match(text, position, end)
    if found is None:
        message = "PromQL has no such escape"
        help = "write a backslash as `\\\\`, or the value between backticks, where it is plain"
        raise SelectorError(message, position, min(end, position + 2), help)
    if found[1]:
        return _SHORT.get(found[1], found[1]), found.end()
    code = int(found[2], 8) if found[2] else int(found[3] or found[4] or found[5], 16)
    # `\x` and octal are bytes, and a lone one beyond ASCII is no text.
    byte = bool(found[2] or found[3])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (byte and code > 0x7F):
        message = "this escape is no character"
        raise SelectorError(message, position, found.end(), "write the character itself")
    return chr(code), found.end()
