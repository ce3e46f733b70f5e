"""Series and label matchers, as the user writes them: maps, or PromQL's own matcher text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opsgen.plan import Matcher, Selector
from opsgen.plan.values import MatchOp

_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_OPERATORS: tuple[MatchOp, ...] = ("=~", "!~", "!=", "=")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'", "a": "\a",
            "b": "\b", "f": "\f", "v": "\v"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SelectorError(Exception):
    """What is wrong, at the characters [start, end) of the text."""

    message: str
    start: int
    end: int


def parse_selector(text: str) -> Selector:
    """Read `name` or `name{label="value", …}`. Raises SelectorError."""
    name = _METRIC.match(text)
    if name is None:
        raise SelectorError("a series name starts with a letter, `_` or `:`", 0, max(1, len(text)))
    rest = text[name.end() :]
    if not rest.strip():
        return Selector(name.group())
    opened = len(text) - len(rest.lstrip())
    if text[opened] != "{":
        raise SelectorError("after the series name only `{…}` may follow", opened, len(text))
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
    return tuple(sorted((*kept, *own), key=lambda m: (m.label, m.op, m.value)))


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
        position = _skip(text, label.end(), end)
        op = next((op for op in _OPERATORS if text.startswith(op, position)), None)
        if op is None:
            raise SelectorError("one of = != =~ !~ is due here", position, position + 1)
        position = _skip(text, position + len(op), end)
        value, after = _string(text, position, end)
        if op in ("=~", "!~") and (problem := regex_problem(value)) is not None:
            raise SelectorError(problem, position, after)
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
    quote = text[start] if start < end else ""
    if quote not in ('"', "'", "`") or not quote:
        raise SelectorError("a quoted value is due here", start, start + 1)
    characters: list[str] = []
    position = start + 1
    while position < end:
        char = text[position]
        if char == quote:
            return "".join(characters), position + 1
        if char == "\\" and quote != "`":
            escaped = text[position + 1 : position + 2]
            if escaped not in _ESCAPES or not escaped:
                raise SelectorError(
                    "PromQL has no such escape; a backslash is written `\\\\`",
                    position,
                    position + 2,
                )
            characters.append(_ESCAPES[escaped])
            position += 2
            continue
        characters.append(char)
        position += 1
    raise SelectorError("the quoted value never ends", start, end)


_NOT_RE2 = (
    (re.compile(r"\(\?(?:=|!|<=|<!)"), "look-around"),
    (re.compile(r"\(\?>"), "an atomic group"),
    (re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]"), "a back-reference"),
    (re.compile(r"[*+?}]\+"), "a possessive quantifier"),
    (re.compile(r"\(\?P=|\(\?\("), "a back-reference"),
)


def regex_problem(pattern: str) -> str | None:
    """Why Prometheus' RE2 would refuse `pattern`; None when it would not.

    Python's own parser stands in for RE2 on what both share; what only Python knows is
    refused first (RE2 syntax page: look-around, back-references, possessive, atomic).
    """
    for forbidden, what in _NOT_RE2:
        if forbidden.search(pattern):
            return f"Prometheus' regular expressions have no such thing as {what}"
    portable = re.sub(r"\\[pP](?:\{\^?\w+\}|\w)", "x", pattern).replace(r"\z", r"\Z")
    portable = re.sub(r"\[\[:\^?\w+:\]\]", "[x]", portable)
    try:
        re.compile(portable)
    except (re.error, OverflowError, RecursionError) as error:
        reason = error.msg if isinstance(error, re.error) else "it is too large"
        return f"this is no regular expression: {reason}"
    return None
