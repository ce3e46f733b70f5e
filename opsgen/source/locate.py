"""Where each decoded character of a scalar stands in the raw text.

A condition's caret must point inside the quotes, past escapes and folded lines. Nothing is
stored for that: the raw token is read again when a diagnostic asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsgen.source.tree import Scalar

_LEADING = re.compile(r"(?: *\n)*( *)[^ \n]")

Ranges = list[tuple[int, int]]
"""Per decoded character, the raw characters that made it: [start, end) in the file."""

# Each alternative is tried once per token, so that reading is linear in the raw text.
_FOLD = r"(?P<fold>[ \t]*\n[ \t\n]*)|(?P<blank>[ \t]+)"
_FLOW = {
    "": re.compile(rf"{_FOLD}|(?P<text>[^ \t\n]+)"),
    "'": re.compile(rf"{_FOLD}|(?P<one>'')|(?P<text>[^ \t\n']+)"),
    '"': re.compile(
        rf"{_FOLD}|(?P<joined>\\\n[ \t\n]*)"
        r"|(?P<one>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.))"
        r"|(?P<text>[^ \t\n\\]+)"
    ),
}


def ranges(text: str, scalar: Scalar) -> Ranges | None:
    """None when the raw text does not add up to the decoded value (never seen; then the
    whole scalar is pointed at)."""
    found = _flow(text, scalar) if scalar.style in _FLOW else _block(text, scalar)
    return found if len(found) == len(scalar.value) else None


def _flow(text: str, scalar: Scalar) -> Ranges:
    quote = 1 if scalar.style else 0
    found: Ranges = []
    for token in _FLOW[scalar.style].finditer(text, scalar.start + quote, scalar.end - quote):
        start, end = token.span()
        match token.lastgroup:
            case "fold":  # one break is a space, n breaks are n - 1 line feeds
                found += [(start, end)] * max(1, token[0].count("\n") - 1)
            case "joined":  # an escaped break is nothing, the empty lines after it count
                found += [(start, end)] * (token[0].count("\n") - 1)
            case "one":
                found.append((start, end))
            case _:
                found += [(index, index + 1) for index in range(start, end)]
    return found


def _block(text: str, scalar: Scalar) -> Ranges:
    """Follow a block scalar line by line, in the order in which YAML 1.2 (8.1) folds it."""
    body = text.find("\n", scalar.start, scalar.end) + 1
    header = text[scalar.start : body].partition("#")[0]
    folded = scalar.style == ">"
    found: Ranges = []
    broken: Ranges = []  # the break of the last line with content: one or none
    empty: Ranges = []  # the breaks of the empty lines after it
    was_deeper = False
    for start, stop, following in _lines(text, body, scalar.end, _indentation(text, body, scalar)):
        line_break = [(stop, following)] if following > stop else []
        if start == stop:
            empty += line_break
            continue
        deeper = text[start] in " \t"
        if not (folded and broken and empty) or was_deeper or deeper:
            found += broken
        found += empty
        found += [(index, index + 1) for index in range(start, stop)]
        broken, empty, was_deeper = line_break, [], deeper
    if "-" in header:
        return found
    return found + broken + (empty if "+" in header else [])


def _lines(text: str, start: int, end: int, indent: int) -> Iterator[tuple[int, int, int]]:
    """Per line: where its content starts (past the indentation), where it ends, the next line."""
    while start < end:
        stop = text.find("\n", start, end)
        stop, following = (end, end) if stop < 0 else (stop, stop + 1)
        yield min(start + indent, stop), stop, following
        start = following


def _indentation(text: str, body: int, scalar: Scalar) -> int:
    """Leading spaces of the first line with text, less those that the value kept."""
    raw = _LEADING.match(text, body, scalar.end)
    kept = _LEADING.match(scalar.value)
    if raw and kept:
        return len(raw[1]) - len(kept[1])
    return _width(text[body : scalar.end]) - _width(scalar.value)  # spaces and breaks only


def _width(text: str) -> int:
    return max(map(len, text.split("\n")))
