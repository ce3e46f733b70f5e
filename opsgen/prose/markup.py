"""Markdown as a type: a page is made of nothing but `Markdown`, and only escapers make it.

A template that is handed a plain string refuses to print it, so that user text cannot reach a
page by an oversight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import LiteralString

from opsgen.artifacts import markdown

_CODE = re.compile(r"`([^`\n]+)`")


class Markdown(str):
    """Text that is Markdown already: whatever a user wrote in it went through an escaper."""

    __slots__ = ()


NOTHING = Markdown("")


def prose(words: LiteralString, *parts: Markdown | int) -> Markdown:
    """Our own words, which may hold Markdown, with `parts` in place of each `{}`."""
    return Markdown(words.format(*parts))


def listed(items: Sequence[Markdown]) -> Markdown:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = items
    return join(" and ", [join(", ", others), last]) if others else last


def join(separator: LiteralString, parts: Iterable[Markdown]) -> Markdown:
    return Markdown(separator.join(parts))


def text(words: str) -> Markdown:
    """User text on one line, shown as typed."""
    return Markdown(markdown.inline(words))


def code(words: str) -> Markdown:
    return Markdown(markdown.code(words))


def instruction(words: str) -> Markdown:
    """User text on one line in which `a command` between backticks is shown as code."""
    pieces = _CODE.split(words)
    shown = [code(piece) if index % 2 else text(piece) for index, piece in enumerate(pieces)]
    # Escaping one piece trims its ends, which are spaces between words here.
    gaps = [_gap(left, right) for left, right in pairwise(pieces)]
    return Markdown("".join(a + b for a, b in zip(shown, [*gaps, ""], strict=True)))


def _gap(left: str, right: str) -> str:
    return " " if left[-1:].isspace() or right[:1].isspace() else ""


def block(words: str, language: LiteralString) -> Markdown:
    return Markdown(markdown.block(words, language))


def link(words: str, url: str) -> Markdown:
    """A link; an address that is none, or that a reader must not be sent to, is shown as code."""
    if markdown.is_link(url):
        return Markdown(markdown.link(words, url))
    return code(url) if words == url else prose("{}: {}", text(words), code(url))


def table(header: Sequence[LiteralString], rows: Iterable[Sequence[Markdown]]) -> Markdown:
    return Markdown(markdown.table(header, rows))


def bullets(items: Iterable[Markdown]) -> Markdown:
    return Markdown("\n".join(f"- {item}" for item in items))


def numbered(items: Iterable[Markdown]) -> Markdown:
    """An ordered list; what an item holds below its first line is indented under it."""
    return Markdown("\n".join(_item(f"{n}. ", item) for n, item in enumerate(items, 1)))


def _item(marker: str, item: Markdown) -> str:
    first, *rest = item.split("\n")
    indent = " " * len(marker)
    return "\n".join([marker + first, *(indent + line if line else "" for line in rest)])
