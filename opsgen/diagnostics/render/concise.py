"""One line per finding, `file:line:col: error OPS014 message`, for grep and editors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsgen.diagnostics.model import Diagnostic, Span
from opsgen.diagnostics.render.screen import Screen
from opsgen.diagnostics.verdict import Verdict


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    clean = Screen().clean
    return "".join(
        f"{clean(place(finding.diagnostic, verdict.file))}: {finding.severity}"
        f" {finding.diagnostic.code} {clean(finding.diagnostic.message)}\n"
        for verdict in verdicts
        for finding in verdict.shown
    )


def place(diagnostic: Diagnostic, file: str) -> str:
    """Where it is; `file` alone (`opsgen` if there is none) where nothing is pointed at."""
    return spot(diagnostic.at) if diagnostic.at else file or "opsgen"


def spot(span: Span) -> str:
    return f"{span.file}:{span.start.line}:{span.start.col}"
