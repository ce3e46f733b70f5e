"""All findings as one JSON document, for programs.

Lines and columns are 1-based and count characters; an `end` is just behind the last one.
The shape is a contract: keys may be added, none changes its meaning within one `version`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from opsgen.diagnostics.model import Position, Span
from opsgen.diagnostics.verdict import Finding, Verdict, worst

VERSION = 1


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    document = {
        "version": VERSION,
        "diagnostics": [
            _finding(finding, verdict.file) for verdict in verdicts for finding in verdict.shown
        ],
        "summary": {
            "errors": sum(verdict.errors for verdict in verdicts),
            "warnings": sum(verdict.warnings for verdict in verdicts),
            "notes": sum(verdict.notes for verdict in verdicts),
            "promoted": sum(verdict.promoted for verdict in verdicts),
            "accepted": sum(verdict.accepted for verdict in verdicts),
            "exit_code": worst(verdict.exit_code for verdict in verdicts),
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding, file: str) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    return {
        "code": diagnostic.code,
        "slug": diagnostic.slug,
        "severity": finding.severity,
        "promoted": finding.promoted,
        "message": diagnostic.message,
        "file": diagnostic.at.file if diagnostic.at else file or None,
        "range": _range(diagnostic.at) if diagnostic.at else None,
        "where": finding.where,
        "path": list(diagnostic.path),
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "related": [
            {"file": span.file, "range": _range(span), "message": text}
            for span, text in diagnostic.related
        ],
        "edits": [
            {"file": edit.span.file, "range": _range(edit.span), "text": edit.text}
            for edit in diagnostic.edits
        ],
    }


def _range(span: Span) -> dict[str, Any]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "col": position.col}
