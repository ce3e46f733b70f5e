"""Edits that add to a document or replace a value, for the fixes of diagnostics."""

from __future__ import annotations

import re

from opsgen.diagnostics.model import Edit
from opsgen.source.lines import Lines
from opsgen.source.tree import Alias, Mapping, Node, Scalar, Sequence, last_child

_KEEP = re.compile(r"[|>][0-9]?\+")


def visible_end(text: str, node: Node) -> int:
    """Where a node's text ends to the eye: a block text's ends at its last line's end."""
    if node.end > node.start and text[node.end - 1] == "\n":
        return node.start + len(text[node.start : node.end].rstrip())
    return node.end


def insertion(lines: Lines, node: Node, snippet: str) -> Edit | None:
    """See `Document.insertion`."""
    if isinstance(node, Alias | Scalar):
        return None
    if node.flow:
        return _into_flow(lines, node, snippet)
    return _into_block(lines, node, snippet)


def _into_flow(lines: Lines, node: Sequence | Mapping, snippet: str) -> Edit | None:
    if "\n" in snippet.rstrip("\n") or lines.text[node.start] not in "{[":
        return None  # `[a: 1]` holds a map without braces
    last = last_child(node)
    at = node.start + 1 if last is None else last.end
    text = snippet.strip("\n").removeprefix("- ")
    return Edit(lines.span(at), text if last is None else f", {text}")


def _into_block(lines: Lines, node: Sequence | Mapping, snippet: str) -> Edit:
    indent = " " * (node.start - lines.line_start(node.start))
    rows = snippet.strip("\n").split("\n")
    if isinstance(node, Sequence) and not snippet.startswith("- "):
        rows = [f"- {rows[0]}", *(f"  {row}" if row else "" for row in rows[1:])]
    block = "\n".join(f"{indent}{row}" if row else "" for row in rows)
    leaf = _leaf(node)
    if isinstance(leaf, Scalar) and _KEEP.match(lines.text, leaf.start):
        # The empty lines below `|+` are part of its value and stay above.
        before = "" if lines.text[leaf.end - 1] == "\n" else "\n"
        return Edit(lines.span(leaf.end), f"{before}{block}\n")
    return Edit(lines.span(lines.line_end(visible_end(lines.text, node))), f"\n{block}")


def _leaf(node: Node) -> Node:
    while isinstance(node, Sequence | Mapping) and not node.flow and (last := last_child(node)):
        node = last
    return node


def replacement(lines: Lines, node: Node, text: str) -> Edit:
    """See `Document.replacement`."""
    end = visible_end(lines.text, node)
    before = lines.text[node.start - 1 : node.start] if node.start == end else ""
    # An empty value stands right after its colon or dash, where a space must follow.
    gap = " " if before and before in ":-" else ""
    return Edit(lines.span(node.start, end), gap + text)
