"""Mermaid's own parser, the one that GitHub runs in the page."""

from __future__ import annotations

from markdown_it import MarkdownIt

from tests.judges.process import Verdict
from tests.judges.scripts import run_script


def check(diagram: str) -> Verdict:
    """Whether the text of one diagram (without its fence) parses; says its type, or the error."""
    return run_script("mermaid", diagram)


def diagrams(markdown: str) -> list[str]:
    """The text of every ```mermaid fence of a page."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [t.content for t in tokens if t.type == "fence" and t.info.strip() == "mermaid"]
