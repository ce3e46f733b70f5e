"""A loaded document: plain data, and the way from every path back to the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from opsgen.diagnostics.model import Edit, Path, Span
from opsgen.source import edits
from opsgen.source.lines import Lines
from opsgen.source.locate import ranges
from opsgen.source.tree import Found, Mapping, Node, Scalar, find, target


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """`data` holds dict, list, str, int, Decimal, bool and None, with aliases and merge keys
    followed; an aliased value is one object in several places, so it must not be changed.

    A path that leads through an alias or a merge key points at the one text there is, beside
    the anchor; a path that ends at an alias points at the alias.
    """

    file: str
    text: str = field(repr=False)  # like `data`, may hold secrets
    data: dict[str, object] = field(repr=False)
    root: Mapping = field(repr=False)
    lines: Lines = field(repr=False)

    def has(self, path: Path) -> bool:
        return find(self.root, path).complete

    def span(self, path: Path) -> Span:
        """Of the value. Of a path that does not exist: of the key of its nearest parent."""
        found = find(self.root, path)
        return self._span(found.node) if found.complete else self._key_span(found)

    def key_span(self, path: Path) -> Span:
        """Of the key that ends the path; of a list item its value; of the root its start."""
        return self._key_span(find(self.root, path))

    def inside(self, path: Path, start: int, end: int) -> Span:
        """Of the characters [start, end) of the text at `path`, as it was decoded.

        Looks through quotes, escapes, folds, block indentation and aliases. An empty range
        gives an empty span. The whole value's span for what is no text.
        """
        found = find(self.root, path)
        node = target(found.node)
        if not found.complete or not isinstance(node, Scalar):
            return self.span(path)
        where = ranges(self.text, node)
        if not where:
            return self._span(node)
        first = where[start][0] if 0 <= start < len(where) else where[-1][1]
        last = where[min(end, len(where)) - 1][1] if end > start else first
        return self.lines.span(first, last)

    def insertion(self, path: Path, snippet: str) -> Edit | None:
        """Add `snippet` at the end of the map or list at `path`.

        `snippet` is one or more lines of YAML with indentation of their own: keys for a map,
        one item for a list, with or without its `- `. In a flow map or list it must be one
        line. None when nothing can be added there: the path does not exist, is no
        collection, or its text serves other paths too.
        """
        found = find(self.root, path)
        if not found.complete or found.shared:
            return None
        return edits.insertion(self.lines, found.node, snippet)

    def replacement(self, path: Path, text: str) -> Edit:
        """Put `text` in the place of the value (of an alias: of `*name`).

        Raises KeyError when the path does not exist.
        """
        found = find(self.root, path)
        if not found.complete:
            raise KeyError(path)
        return edits.replacement(self.lines, found.node, text)

    def _span(self, node: Node) -> Span:
        return self.lines.span(node.start, edits.visible_end(self.text, node))

    def _key_span(self, found: Found) -> Span:
        if found.key is not None:
            return self._span(found.key)
        if found.node is self.root:
            return self.lines.span(self.root.start)
        return self._span(found.node)
