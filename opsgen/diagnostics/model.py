"""The one value in which every stage reports to the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]
"""Where in the document: mapping keys and list indices from the root."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text. `line` and `col` are 1-based, in characters; `offset` is 0-based."""

    line: int
    col: int
    offset: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of `file` (the path as the user gave it)."""

    file: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text under `span` by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a diagnostic is about. `code` is `OPS` and three digits, never reused.

    The first digit is the stage: 0 source, 1 shape, 2 names, 3 conditions and units,
    4 targets, 5 publishing, 9 internal. `exit` is the exit code that an error of this
    rule gives the command: 1 the spec, 3 internal, 4 refused to write, 5 input or output.
    """

    code: str
    slug: str
    level: Level
    exit: int = 1

    def at(
        self,
        span: Span | None,
        message: str,
        *,
        help: str | None = None,
        notes: Iterable[str] = (),
        related: Iterable[tuple[Span, str]] = (),
        edits: Iterable[Edit] = (),
        path: Path = (),
    ) -> Diagnostic:
        """Make a diagnostic of this rule.

        `message` states the problem on one line, lower case, no final period, names in
        backticks; `help` proposes the fix; `notes` are facts; `related` are other places.
        None of them may hold text that may be a secret.
        """
        return Diagnostic(
            self, message, span, tuple(related), tuple(notes), help, tuple(edits), path
        )


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Immutable; promoted or dropped only by `opsgen.diagnostics.verdict`."""

    rule: Rule
    message: str
    at: Span | None
    related: tuple[tuple[Span, str], ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None
    edits: tuple[Edit, ...] = ()
    path: Path = ()

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def slug(self) -> str:
        return self.rule.slug

    @property
    def severity(self) -> Level:
        return self.rule.level

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, then position, then code: the order in which a person mends a file."""
        if self.at is None:
            return ("", 0, 0, self.code, self.message)
        return (self.at.file, self.at.start.line, self.at.start.col, self.code, self.message)
