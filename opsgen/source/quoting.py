"""Values that want quotes, and how to quote them."""

from __future__ import annotations

import re

from opsgen.diagnostics.model import Diagnostic, Edit
from opsgen.diagnostics.rules import source as rules
from opsgen.source import lookalikes
from opsgen.source.lines import Lines
from opsgen.source.tree import Scalar

THRESHOLD_HELP = 'quote the threshold, as in `alert_threshold: ">500ms"`'

_COMMENT = re.compile(r"[ \t]#")
_CONDITION_KEYS = frozenset(("condition", "trigger", "critical", "high", "medium", "low"))


def rest_of_line(lines: Lines, start: int) -> tuple[int, int]:
    """The unquoted value that begins at `start`: to the end of its line or to its comment."""
    end = lines.line_end(start)
    if comment := _COMMENT.search(lines.text, start, end):
        end = comment.start()
    return start, start + len(lines.text[start:end].rstrip())


def quote_edits(lines: Lines, start: int, end: int) -> list[Edit]:
    """Put quotes around a text. It is not repeated in the edits, for it may be a secret.

    Empty when the text holds what would have to be escaped.
    """
    text = lines.text[start:end]
    quote = next((mark for mark in "\"'" if mark not in text and "\\" not in text), None)
    if quote is None or "\n" in text:
        return []
    return [Edit(lines.span(start), quote), Edit(lines.span(end), quote)]


def lookalike(lines: Lines, at: int) -> Diagnostic:
    """The character at `at`, which was meant as one of YAML's own."""
    char, span = lines.text[at], lines.span(at, at + 1)
    message, help = lookalikes.words(char)
    return rules.YAML_SYNTAX.at(
        span, message, help=help, edits=[Edit(span, lookalikes.meant(char))]
    )


def unquoted_sign(lines: Lines, start: int, end: int) -> Diagnostic:
    """A value that begins with `>` or `|` and was meant as a text."""
    span, edits = lines.span(start, end), quote_edits(lines, start, end)
    if lines.text[start] == ">":
        message = "an unquoted `>` begins a folded text"
        return rules.UNQUOTED_THRESHOLD.at(span, message, help=THRESHOLD_HELP, edits=edits)
    message = "an unquoted `|` begins a block of text"
    help = "quote a text that begins with `|`"
    return rules.UNQUOTED_TEXT.at(span, message, help=help, edits=edits)


def mistaken_block(lines: Lines, node: Scalar, key: str) -> Diagnostic | None:
    """A block scalar at `key` that was meant as `> 5`.

    `alert_threshold: >5` is the header of a folded text with an indentation of five: YAML
    takes it without a word, and the threshold becomes an empty text or the lines below.
    """
    start, end = rest_of_line(lines, node.start)
    header = lines.text[start:end]
    if "#" in header:  # libyaml takes `>#5` for a header and its comment, others do not
        return unquoted_sign(lines, start, end)
    if node.style == "|":
        return None
    digits = any(char.isdigit() for char in header)
    of_threshold = "threshold" in key
    edits: list[Edit] = []
    if not node.value.strip():
        why = "`>` begins a folded text, and no text follows"
        edits = quote_edits(lines, start, end) if digits else []
    elif digits and (of_threshold or key in _CONDITION_KEYS):
        why = "`>` with a digit begins a folded text that swallows the lines below"
    elif of_threshold and node.value.lstrip()[0] not in "<>=!":
        why = "`>` begins a folded text that swallows the lines below"
    else:
        return None
    span = lines.span(start, end)
    return rules.UNQUOTED_THRESHOLD.at(span, why, help=THRESHOLD_HELP, edits=edits)
