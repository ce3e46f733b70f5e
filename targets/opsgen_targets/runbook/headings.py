"""Headings of our own, which never take the anchor of a procedure away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from opsgen.artifacts.markdown import anchor
from opsgen.prose.markup import Markdown, link, text


@dataclass(frozen=True, slots=True)
class Heading:
    title: str

    @property
    def text(self) -> Markdown:
        return text(self.title)

    @property
    def anchor(self) -> Markdown:
        return Markdown(f"#{anchor(self.title)}")

    @property
    def link(self) -> Markdown:
        return link(self.title, self.anchor)


@dataclass(slots=True)
class Headings:
    """GitHub numbers the second heading of a name, so a procedure called `Rollback` would lose
    its anchor to a section of ours."""

    taken: set[str] = field(default_factory=set)

    @classmethod
    def beside(cls, titles: Iterable[str]) -> Headings:
        return cls({anchor(title) for title in titles})

    def own(self, title: str) -> Heading:
        """`title`, with as many words more as it takes to be the only one of its name."""
        while anchor(title) in self.taken:
            title = f"{title} (general)"
        self.taken.add(anchor(title))
        return Heading(title)
