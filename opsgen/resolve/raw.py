"""The escape hatch `promql:`: whether an expression is whole, and free of what no rule can hold.

Not a PromQL parser: the engine's own judge is the last word. This finds what people paste by
mistake (a dashboard's variables, half an expression), at the character where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<word>[A-Za-z_:][A-Za-z0-9_:.]*)"
    r"|(?P<number>[0-9.][0-9A-Za-z_.]*)"
    r"|(?P<operator>=~|!~|[=!<>]=|[-+*/%^<>=,@:])"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?P<quote>[\"'`])"
)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_GRAFANA = re.compile(r"\$(?:\{[^}]*\}?|\w+)?")
_GRAFANA_VALUE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
_JOINING = frozenset(
    [
        "and",
        "or",
        "unless",
        "atan2",
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "bool",
        "offset",
    ]
)
_NO_DASHBOARD = "a dashboard's variables mean nothing in a rule: write the window, the job, …"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, at the characters [start, end) of the text."""

    message: str
    start: int
    end: int
    help: str


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    text: str


class _FlawError(Exception):
    def __init__(self, message: str, start: int, end: int, help: str) -> None:
        self.flaw = Flaw(message, start, end, help)


def flaw_of(text: str) -> Flaw | None:
    """The first thing that keeps `text` from being an expression in a rule; None if nothing is."""
    try:
        tokens = list(_tokens(text))
        _check_brackets(tokens)
        _check_ends(tokens, len(text))
    except _FlawError as error:
        return error.flaw
    return None


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _foreign(text, position)
        kind, end = found.lastgroup or "", found.end()
        if kind == "quote":
            end = _end_of_string(text, position)
        if kind != "space":
            yield _Token(kind, position, end, text[position:end])
        position = end


def _foreign(text: str, position: int) -> _FlawError:
    if text[position] == "#":
        message = "a comment would end the expression that this becomes a part of"
        end = text.find("\n", position) if "\n" in text[position:] else len(text)
        return _FlawError(message, position, end, "write it as a comment of the YAML")
    if variable := _GRAFANA.match(text, position):
        message = f"`{variable.group()}` is a variable of a dashboard"
        return _FlawError(message, position, variable.end(), _NO_DASHBOARD)
    message = f"PromQL has no `{text[position]}`"
    return _FlawError(message, position, position + 1, "take it out, or quote the text around it")


def _end_of_string(text: str, start: int) -> int:
    quote, position = text[start], start + 1
    while position < len(text):
        if text[position] == quote:
            return position + 1
        position += 2 if text[position] == "\\" and quote != "`" else 1
    raise _FlawError("this quoted text never ends", start, start + 1, f"add the missing `{quote}`")


def _check_brackets(tokens: list[_Token]) -> None:
    opened: list[_Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened:
                help = "take it out, or add the bracket that it closes"
                raise _FlawError(
                    f"this `{token.text}` closes nothing", token.start, token.end, help
                )
            last = opened.pop()
            if last.text != _CLOSES[token.text]:
                message = f"`{token.text}` does not close `{last.text}`"
                help = f"close `{last.text}` first"
                raise _FlawError(message, token.start, token.end, help)
        elif token.kind == "quote" and opened and opened[-1].text == "{":
            _check_label_value(token)
    if opened:
        last = opened[-1]
        help = "add the bracket that closes it"
        raise _FlawError(f"this `{last.text}` is never closed", last.start, last.end, help)


def _check_label_value(token: _Token) -> None:
    """`$1` is a group of `label_replace`; a label's value with `$job` in it is a dashboard's."""
    if variable := _GRAFANA_VALUE.search(token.text):
        start, shown = token.start + variable.start(), variable.group()
        message = f"`{shown}` is a variable of a dashboard"
        raise _FlawError(message, start, start + len(shown), _NO_DASHBOARD)


def _check_ends(tokens: list[_Token], length: int) -> None:
    if not tokens:
        help = "write an expression, or leave the key out"
        raise _FlawError("nothing is written here", 0, length, help)
    first, last = tokens[0], tokens[-1]
    if _joins(last):
        message = f"a value is missing after `{last.text}`"
        raise _FlawError(message, last.start, last.end, "write it, or take the rest out")
    if _joins(first) and first.text not in ("+", "-"):
        message = f"a value is missing before `{first.text}`"
        help = "write the figure alone here, and the comparison in `alert_threshold:`"
        raise _FlawError(message, first.start, first.end, help)
    if last.text == "]":
        message = "this is a range of samples and no figure"
        help = "put it into a function such as `rate(…)` or `avg_over_time(…)`"
        raise _FlawError(message, first.start, last.end, help)


def _joins(token: _Token) -> bool:
    return token.kind == "operator" or token.text.lower() in _JOINING
