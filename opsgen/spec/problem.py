"""One thing that is wrong with the shape, before it is tied to a place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opsgen.diagnostics import Diagnostic, Edit, Path, Rule, Span
from opsgen.source import HIDDEN, Document, shown_key


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is the original path of the offending part. `on_key` points at its key instead of
    its value, `first` at the place where the same thing stands before. `rename` is what should
    stand there, `missing` the key that is not there: then `path` is the mapping that lacks it.
    `spoils` says that the mapping around it is no use without what stands at `path`.
    """

    rule: Rule
    path: Path
    message: str
    help: str | None = None
    on_key: bool = False
    first: Path | None = None
    rename: str | None = None
    missing: str | None = None
    spoils: bool = False

    def diagnostic(self, document: Document) -> Diagnostic:
        span = _span(document, self.path, on_key=self.on_key or self.missing is not None)
        return self.rule.at(
            span,
            self.message,
            help=self.help,
            related=[(document.span(self.first), "the first one is here")] if self.first else [],
            edits=[Edit(span, self.rename)] if self.rename else [],
            path=self.path,
        )


def _span(document: Document, path: Path, *, on_key: bool = False) -> Span:
    """Where `path` stands. A mapping in a list has no key: then its first key stands for it."""
    if not on_key:
        return document.span(path)
    if path and isinstance(path[-1], int):
        part: Any = document.data
        for step in path:
            part = part[step]
        path = (*path, *list(part)[:1])
    return document.key_span(path)


def named(path: Path) -> str:
    """How a message calls the part at `path`: its key, or `by[0]` for an item of a list.

    A key that could be a secret (pasted in the wrong place) is not repeated.
    """
    indices = ""
    for step in reversed(path):
        if isinstance(step, str):
            known = shown_key(step)
            return ("this key" if known == HIDDEN else known) + indices
        indices = f"[{step}]{indices}"
    return "the file"


def kind_of(value: object) -> str:
    """What a wrong value is, in the words of the messages."""
    match value:
        case bool():
            return "`true` or `false`"
        case int() | Decimal():
            return "a number"
        case str():
            return "a text"
        case dict():
            return "a map"
        case list():
            return "a list"
    return "nothing"


def one_of(words: Sequence[str]) -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
