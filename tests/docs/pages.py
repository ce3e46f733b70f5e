"""The parts of a Markdown page that tests look at: code blocks, tables, headings, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
LANGUAGE = ROOT / "docs" / "language.md"
PAGES = [
    README,
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("targets/opsgen_targets/*/README.md")),
]

_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A fenced block; `info` is what stands after the fence, `line` where the fence stands."""

    info: str
    text: str
    line: int


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    text = read(page)
    return [
        Block(found[1].strip(), found[2], text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
    ]


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return _FENCE.sub("", read(page))


def tables(page: Path) -> Iterator[tuple[list[str], list[list[str]]]]:
    """(headings, rows of cells) of every table."""
    rows: list[list[str]] = []
    for line in [*prose(page).splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in _CELL.split(line.strip()[1:-1])])
        elif rows:
            yield rows[0], rows[2:]
            rows = []


def table(page: Path, *headings: str) -> list[list[str]]:
    """The rows of the one table that has these headings first."""
    (found,) = [rows for heads, rows in tables(page) if heads[: len(headings)] == list(headings)]
    return found


def code(cell: str) -> list[str]:
    """The code spans of a cell."""
    return re.findall(r"`([^`]+)`", cell)


def anchors(page: Path) -> set[str]:
    """The fragments that GitHub gives the headings of a page."""
    found: set[str] = set()
    for heading in _HEADING.findall(prose(page)):
        words = re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower()
        found.add(words.replace(" ", "-"))
    return found


def links(page: Path) -> Sequence[str]:
    return _LINK.findall(prose(page))
