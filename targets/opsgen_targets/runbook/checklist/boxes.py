"""A box of the checklist: ticked where the pipeline does it, open where a person must."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opsgen.prose.markup import NOTHING, Markdown, block, prose

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Box:
    """`block` is what stands below the words: a command or a table."""

    done: bool
    words: Markdown
    below: Markdown = NOTHING


def held(words: Markdown, below: Markdown = NOTHING) -> Box:
    """What the pipeline does by itself, or stops."""
    return Box(True, words, below)


def open_(words: Markdown, command: str | None = None, below: Markdown = NOTHING) -> Box:
    """What nobody does unless a person does; `command` is what shows it."""
    return Box(False, words, block(command, "sh") if command else below)


def listed(boxes: Iterable[Box]) -> Markdown:
    """A task list; nothing for no boxes."""
    return Markdown("\n".join(map(_line, boxes)))


def _line(box: Box) -> Markdown:
    mark = Markdown("x" if box.done else " ")
    line = prose("- [{}] {}", mark, box.words)
    if not box.below:
        return line
    under = "\n".join(_INDENT + each if each else "" for each in box.below.split("\n"))
    return Markdown(f"{line}\n\n{under}\n")
