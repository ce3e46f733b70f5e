"""What every part of resolve shares: the place to report, and the record of defaults taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from opsgen.diagnostics import Diagnostic, Edit, Path, Rule, Span
from opsgen.plan import Default, Origin
from opsgen.source import Document


class Workspace(Protocol):
    """What resolve may know of the world. It changes diagnostics only, never output."""

    @property
    def folder_name(self) -> str:
        """The name of the folder that holds the input file."""
        ...

    def has_file(self, relative: str) -> bool:
        """Whether a file stands at that path beside the input file."""
        ...


class Refused(Protocol):
    """What validation had to remove, and what a misspelt key may have meant."""

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether an item of that name may be among it."""
        ...

    def is_lost(self, path: Path) -> bool:
        """Whether what belongs at `path` may be among it."""
        ...


@dataclass(slots=True)
class Context:
    """`refused` tells what is missing because validation removed it.

    `failed` holds, per kind, the names that resolve itself found to mean nothing. A finding
    or a default that several parts of the file lead to is kept once.
    """

    document: Document
    workspace: Workspace
    refused: Refused
    failed: dict[str, set[str]] = field(default_factory=dict)
    found: dict[Diagnostic, None] = field(default_factory=dict)
    taken: dict[Default, None] = field(default_factory=dict)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self.found)

    @property
    def defaults(self) -> tuple[Default, ...]:
        return tuple(self.taken)

    def fail(self, kind: str, name: str) -> None:
        """Remember that `name` is known and means nothing, for a reason already reported."""
        self.failed.setdefault(kind, set()).add(name)

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether `name` is known but broken, so that a use of it is no new mistake."""
        return name in self.failed.get(kind, ()) or self.refused.is_broken(kind, name)

    def broken_items(self, kind: str, *section: str) -> Iterator[str]:
        """The names in the list at `section`, as written, that are known but broken."""
        node: object = self.document.data
        for key in section:
            node = node.get(key) if isinstance(node, dict) else None
        for item in node if isinstance(node, list) else ():
            # The key of the name may be what is misspelt, so every text of the item may be it.
            for text in item.values() if isinstance(item, dict) else ():
                if isinstance(text, str) and self.is_broken(kind, text):
                    yield text

    def lacks_some(self, kind: str, *section: str) -> bool:
        """Whether one of the items in the list at `section` was refused, or the whole list, so
        that what all of them do cannot be judged."""
        return self.is_broken(kind, "") or any(self.broken_items(kind, *section))

    def wrote(self, *path: str | int) -> bool:
        """Whether the user wrote something at `path`, though it may have been refused, or may
        stand under a misspelt key."""
        return self.document.has(path) or self.refused.is_lost(path)

    def origin(self, path: Path, because: str | None = None) -> Origin:
        return Origin(path, self.document.span(path), because)

    def report(
        self,
        rule: Rule,
        path: Path,
        message: str,
        *,
        at: Span | None = None,
        help: str | None = None,
        notes: Iterable[str] = (),
        related: Iterable[tuple[Span, str]] = (),
        edit: Edit | None = None,
    ) -> None:
        """Report `rule` at `path`, or at the narrower span `at` within it."""
        span = at if at is not None else self._headline(path)
        edits = () if edit is None else (edit,)
        diagnostic = rule.at(
            span, message, help=help, notes=notes, related=related, edits=edits, path=path
        )
        self.found[diagnostic] = None

    def _headline(self, path: Path) -> Span:
        """Where to point for `path`: a section or an item is named, not underlined whole."""
        for key in ("name", "id"):
            if self.document.has((*path, key)):
                return self.document.span((*path, key))
        span = self.document.span(path)
        if span.start.line == span.end.line:
            return span
        return self.document.key_span(path) if path else Span(span.file, span.start, span.start)

    def default(self, subject: str, what: str, value: str, path: Path, because: str) -> Origin:
        """Record a decision that the user left open; `opsgen explain` prints it."""
        origin = self.origin(path, because)
        self.taken[Default(subject, what, value, origin)] = None
        return origin
