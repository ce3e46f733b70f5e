"""Mermaid's own parser, the one that GitHub runs in the page."""

from __future__ import annotations

from markdown_it import MarkdownIt

from tests.judges.process import Verdict
from tests.judges.scripts import run_script


def check(*diagrams: str) -> Verdict:
    """Whether the texts of the diagrams (without their fences) all parse; says the type of each,
    or the first error. To start costs more than to parse, so ask about many at once."""
    return run_script("mermaid", "\0".join(diagrams))


def diagrams(markdown: str) -> list[str]:
    """The text of every ```mermaid fence of a page."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [t.content for t in tokens if t.type == "fence" and t.info.strip() == "mermaid"]
