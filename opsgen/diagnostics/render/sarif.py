"""SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from opsgen.diagnostics import catalogue
from opsgen.diagnostics.model import Edit, Rule, Span
from opsgen.diagnostics.verdict import Finding, Verdict

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    findings = [(finding, verdict.file) for verdict in verdicts for finding in verdict.shown]
    rules = sorted({finding.diagnostic.rule for finding, _ in findings}, key=lambda r: r.code)
    run = {
        "tool": {"driver": {"name": "opsgen", "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, file, rules) for finding, file in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": rule.slug.replace("-", " ")},
        "defaultConfiguration": {"level": rule.level},
    }
    try:
        page = catalogue.page(rule)
    except FileNotFoundError:  # a plugin's rule has no page here
        return entry
    text = catalogue.description(page)
    return entry | {"fullDescription": {"text": text}, "help": {"text": text, "markdown": page}}


def _result(finding: Finding, file: str, rules: Sequence[Rule]) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    lines = [diagnostic.message, *(f"note: {note}" for note in finding.notes)]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": finding.severity,
        "message": _message("\n".join(lines)),
    }
    if diagnostic.at is not None:
        result["locations"] = [_location(diagnostic.at)]
    elif file:
        result["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(file)}}]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(span), "message": _message(text)}
            for number, (span, text) in enumerate(diagnostic.related)
        ]
    if diagnostic.edits:
        result["fixes"] = [_fix(diagnostic.help, diagnostic.edits)]
    return result


def _fix(help: str | None, edits: Sequence[Edit]) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        replacement = {
            "deletedRegion": _region(edit.span),
            "insertedContent": {"text": edit.text},
        }
        changes.setdefault(edit.span.file, []).append(replacement)
    fix: dict[str, Any] = {"description": _message(help)} if help else {}
    return fix | {
        "artifactChanges": [
            {"artifactLocation": _artifact(file), "replacements": replacements}
            for file, replacements in changes.items()
        ]
    }


def _location(span: Span) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(span.file),
            "region": _region(span),
        }
    }


def _artifact(file: str) -> dict[str, str]:
    path = PurePath(file)
    # By bytes: a file's name need not be valid text.
    uri = quote(os.fsencode(path.as_posix()))
    return {"uri": f"file://{uri}" if path.is_absolute() else uri}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.col,
        "endLine": span.end.line,
        "endColumn": span.end.col,
    }


def _message(text: str) -> dict[str, str]:
    # `[text](1)` would become a link (SARIF 3.11.6); ours are always literal.
    return {"text": text.replace("](", "\\](")}
