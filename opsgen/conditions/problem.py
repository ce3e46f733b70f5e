"""What a parse gives back: a tree, or the reasons why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from opsgen.diagnostics import Rule

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic that knows its place in the expression only, not yet in a file.

    `start` and `end` are character offsets into the text, half open; `related` holds other
    places of the same text with what to say of them.
    """

    rule: Rule
    start: int
    end: int
    message: str
    help: str | None = None
    notes: tuple[str, ...] = ()
    related: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """`tree` is None exactly when a problem of level `error` is among `problems`."""

    tree: T_co | None
    problems: tuple[Problem, ...]


def quoted(text: str) -> str:
    """A piece of the user's text on one line and between backticks, for a message."""
    line = " ".join(text.split())
    line = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line
    )
    return f"`` {line} ``" if "`" in line else f"`{line}`"
