"""Queries as Flagger sends them: a Go template, put on one line."""

from __future__ import annotations

import re

from opsgen.artifacts.escape_gotemplate import literal
from opsgen.promql import Expr, string, to_promql

_PARTS = re.compile(
    r"""(?P<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<raw>`[^`]*`)|(?P<note>#.*)"""
)
_SPACES = re.compile(r"[\t\n\f\r]| (?= )|(?<= ) ")


def query(expr: Expr) -> str:
    """Flagger makes one space of all white space, also within strings, and a comment would swallow
    what follows it (flagger, pkg/metrics/providers/prometheus.go, trimQuery)."""
    text = _PARTS.sub(_kept, to_promql(expr))
    return literal("\n".join(line.rstrip() for line in text.split("\n") if line.strip()))


def _kept(part: re.Match[str]) -> str:
    if part["note"]:
        return ""
    text = part[0]
    if not _SPACES.search(text):
        return text
    if part["raw"]:
        text = string(text[1:-1])
    return _SPACES.sub(lambda space: f"\\x{ord(space[0]):02x}", text)
