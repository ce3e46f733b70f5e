"""Where a part of the plan comes from: the user's line, or a default and its reason."""

from __future__ import annotations

from dataclasses import dataclass

from opsgen.diagnostics import Path, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """`path` and `span` point into the input; `because` is set when opsgen decided it."""

    path: Path
    span: Span | None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Default:
    """One decision taken for the user. `subject` is what `opsgen explain NAME` finds it by."""

    subject: str
    what: str
    value: str
    origin: Origin
