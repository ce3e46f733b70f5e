"""Markdown from user text: text stays text, on GitHub as in any CommonMark reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

# Every character that can begin something. GitHub makes links of bare addresses (`:`, `@`, `www.`),
# reads formulas (`$`) and strikes out (`~`); site generators run what stands in `{{ }}`.
_SPECIAL = re.compile(r"[\\`*_{}\[\]()#!|<>&~$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LIST_START = re.compile(r"^([0-9]+)\.|^([-+=])")
_CODE_SPAN = re.compile(r"\\.|(`+)(.*?[^`])\1(?!`)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto"})
_INFO = re.compile(r"[A-Za-z0-9_+-]+")


@lru_cache(maxsize=1024)  # a page says the same names over and over
def inline(text: str) -> str:
    """User text inside a paragraph, a heading or a table cell: one line, nothing of it markup."""
    escaped = _SPECIAL.sub(r"\\\g<0>", _one_line(text))
    return _LIST_START.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], escaped)


@lru_cache(maxsize=1024)
def code(text: str) -> str:
    """User text as a code span: one line, without spaces at its ends; nothing for nothing."""
    content = _one_line(text)
    if not content:
        return ""
    fence = "`" * _free_length(content, 1)
    pad = " " if content[0] == "`" or content[-1] == "`" else ""
    return f"{fence}{pad}{content}{pad}{fence}"


def block(text: str, info: str) -> str:
    """Text as a fenced block in the language `info`, without a line break after the fence.

    Tabs become spaces: pasted at a prompt, a tab would ask the shell to complete a name.
    """
    if not _INFO.fullmatch(info):
        raise ValueError(f"{info!r} names no language")
    content = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).strip("\n")
    fence = "`" * _free_length(content, 3)
    return f"{fence}{info}\n{content}\n{fence}"


def link(text: str, url: str) -> str:
    """A link with user text. Raises ValueError for a URL that `is_link` refuses."""
    if not is_link(url):
        raise ValueError("a link is http, https, mailto or relative")
    safe = quote(url, safe="/:?#@!$&'*+,;=%~-._").replace("&", "&amp;")
    return f"[{inline(text)}]({safe})"


def is_link(url: str) -> bool:
    """Whether a reader may be sent there: http, https, mailto, or a relative address."""
    # A browser reads a backslash as a slash, and two slashes as the start of another host.
    if not url or url.startswith("//") or "\\" in url or any(ord(char) <= 0x20 for char in url):
        return False
    scheme = _SCHEME.match(url)
    if scheme:
        return scheme[1].lower() in _SCHEMES
    return ":" not in re.split(r"[/?#]", url, maxsplit=1)[0]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; every row is as long as the header."""
    lines = [_row(header), _row(["---"] * len(header))]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row of {len(row)} cells under a header of {len(header)}")
        lines.append(_row(row))
    return "\n".join(lines)


@lru_cache(maxsize=16_384)  # every target that links to a heading asks for it
def anchor(heading: str) -> str:
    """The slug that GitHub gives to a heading whose text (not its Markdown) is `heading`."""
    kept = (char for char in _one_line(heading).lower() if char in " -" or _is_word(char))
    return "".join(kept).replace(" ", "-")


def _one_line(text: str) -> str:
    """Runs of white space as one space, and no control characters.

    A byte order mark counts as white space: JavaScript's readers trim it.
    """
    words = " ".join(text.replace("\ufeff", " ").split())
    return _CONTROL.sub("\ufffd", words)


def _free_length(content: str, least: int) -> int:
    if "`" not in content:
        return least
    return max([least - 1, *(len(run) for run in re.findall("`+", content))]) + 1


def _row(cells: Iterable[str]) -> str:
    return "|" + "|".join(f" {_cell(cell)} " if cell else " " for cell in cells) + "|"


def _cell(cell: str) -> str:
    """A table splits at a pipe even inside a code span, unless a backslash stands before it."""
    return _CODE_SPAN.sub(_span_in_cell, cell)


def _span_in_cell(match: re.Match[str]) -> str:
    content = match[2]
    if content is None or "|" not in content:
        return match[0]
    # Readers disagree on a backslash before an escaped pipe, so that one is not shown as code.
    if "\\|" in content:
        return inline(content)
    return match[0].replace("|", "\\|")


def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "Pc"
