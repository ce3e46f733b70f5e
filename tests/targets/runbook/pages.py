"""What the target makes of a plan, and what a reader of Markdown sees in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from opsgen.artifacts import render
from opsgen.diagnostics import Diagnostic
from opsgen.plan import Plan
from opsgen.target import Emit
from opsgen_targets.runbook import RunbookOptions, target
from tests.targets.runbook.plans import BARE, WHOLE

RUNBOOK = "ops/runbook.md"
SPEC = "ops/operations-spec.md"
DECISIONS = "ops/decision-log.md"
CHECKLIST = "ops/deployment-checklist.md"

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def emitted(plan: Plan, options: RunbookOptions | None = None) -> dict[str, str]:
    """The pages by path. The plan must give no diagnostic."""
    out = Emit("runbook")
    target.check(plan, options or RunbookOptions(), out)
    assert out.diagnostics == []
    made = tuple(target.emit(plan, options or RunbookOptions(), out))
    assert out.diagnostics == []
    return {artifact.path: render(artifact).decode() for artifact in made}


def refused(plan: Plan) -> list[Diagnostic]:
    """The diagnostics of a plan that the target refuses."""
    out = Emit("runbook")
    target.check(plan, RunbookOptions(), out)
    return out.diagnostics


def runbook(plan: Plan) -> str:
    return emitted(plan)[RUNBOOK]


@cache
def whole() -> str:
    """The runbook of the service that has everything."""
    return runbook(WHOLE)


@cache
def bare() -> str:
    """The runbook of the service that says as little as can be."""
    return runbook(BARE)


def written(pages: dict[str, str], folder: Path) -> list[Path]:
    files = []
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def tokens(page: str) -> Iterator[Token]:
    """Every token, those within lines too."""
    for token in PARSER.parse(page):
        yield token
        yield from token.children or []


def blocks(page: str) -> list[str]:
    """The kinds of its blocks, in order: the page without its words."""
    return [token.type for token in PARSER.parse(page)]


def links(page: str) -> set[str]:
    return {str(token.attrs["href"]) for token in tokens(page) if token.type == "link_open"}


def html(page: str) -> list[str]:
    return [token.content for token in tokens(page) if token.type.startswith("html")]


def fences(page: str, language: str) -> list[str]:
    """The text of every fenced block in that language."""
    return [
        token.content.removesuffix("\n")
        for token in PARSER.parse(page)
        if token.type == "fence" and token.info.strip() == language
    ]


def words(token: Token) -> str:
    """What a reader sees of a line: the text, without the signs of Markdown."""
    return "".join(
        " " if part.type == "softbreak" else part.content for part in token.children or []
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's words and the lines of the source below it, up to the next heading."""

    heading: str
    level: int
    lines: tuple[str, ...]


def sections(page: str) -> list[Section]:
    parsed, source = PARSER.parse(page), page.splitlines()
    found = [(at, token) for at, token in enumerate(parsed) if token.type == "heading_open"]
    starts = [_rows(token) for _, token in found]
    ends = [start for start, _ in starts[1:]] + [len(source)]
    return [
        Section(words(parsed[at + 1]), int(token.tag[1]), tuple(source[row:end]))
        for (at, token), (_, row), end in zip(found, starts, ends, strict=True)
    ]


def section(page: str, heading: str) -> Section:
    (found,) = [each for each in sections(page) if each.heading == heading]
    return found


def slugs(page: str) -> list[str]:
    """The anchors that GitHub gives to the headings, by the rules that it publishes: lower case,
    spaces to hyphens, all but letters, digits, `_` and `-` gone, a repeated one numbered."""
    seen: dict[str, int] = {}
    found = []
    for each in sections(page):
        slug = re.sub(r"[^\w -]", "", each.heading.lower()).replace(" ", "-")
        count = seen.get(slug)
        seen[slug] = 0 if count is None else count + 1
        found.append(slug if count is None else f"{slug}-{count + 1}")
    return found


def _rows(token: Token) -> tuple[int, int]:
    assert token.map is not None
    return token.map[0], token.map[1]
