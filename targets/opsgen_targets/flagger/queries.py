"""Queries as Flagger sends them: a Go template, put on one line."""

from __future__ import annotations

import re

from opsgen.artifacts.escape_gotemplate import literal
from opsgen.promql import Expr, string, to_promql
from opsgen.promql.escape import REPLACEMENT

_STRINGS = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<raw>`[^`]*`)""")
_SPACES = re.compile(r"[\t\n\f\r]| (?= )|(?<= ) ")


def query(expr: Expr) -> str:
    """Flagger makes one space of all white space, also within strings (flagger,
    pkg/metrics/providers/prometheus.go, trimQuery), so there it is spelt out."""
    return literal(_STRINGS.sub(_kept, to_promql(expr)))


def _kept(part: re.Match[str]) -> str:
    text = part[0]
    if not _SPACES.search(text):
        return text
    if part["raw"]:
        # The one character that has no escape stays as it was typed.
        parts = text[1:-1].split(REPLACEMENT)
        text = f'"{REPLACEMENT.join(string(part)[1:-1] for part in parts)}"'
    return _SPACES.sub(lambda space: f"\\x{ord(space[0]):02x}", text)
