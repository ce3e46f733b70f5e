"""Workflow commands that GitHub turns into annotations on the changed lines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence

from opsgen.diagnostics.model import Span
from opsgen.diagnostics.render.concise import place, spot
from opsgen.diagnostics.render.screen import Screen
from opsgen.diagnostics.verdict import Finding, Verdict

_COMMAND = {"error": "error", "warning": "warning", "note": "notice"}


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    return "".join(
        _command(finding, verdict.file) for verdict in verdicts for finding in verdict.shown
    )


def changes(diff: str) -> str:
    """The difference as a folded part of the log, in which nothing is taken for a command.

    A word of the user's could begin a line of it. The token that ends the silence depends on the
    whole text, so no text can hold its own.
    """
    if not diff:
        return ""
    token = hashlib.sha256(diff.encode("utf-8", "surrogatepass")).hexdigest()
    head = f"::group::what a build would change\n::stop-commands::{token}\n"
    return f"{head}{diff}::{token}::\n::endgroup::\n"


def _command(finding: Finding, file: str) -> str:
    diagnostic = finding.diagnostic
    properties: dict[str, str | int] = {}
    if diagnostic.at is not None:
        properties |= {"file": _path(diagnostic.at.file), **_region(diagnostic.at)}
    elif file:
        properties["file"] = _path(file)
    properties["title"] = f"{diagnostic.code} {diagnostic.slug}"
    head = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    # The log of a job shows the message alone, so it starts with the place.
    lines = [f"{place(diagnostic, file)}: {diagnostic.message}"]
    lines += [f"{spot(span)}: {text}" for span, text in diagnostic.related]
    lines += [f"note: {note}" for note in finding.notes]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    return f"::{_COMMAND[finding.severity]} {head}::{_data(chr(10).join(lines))}\n"


def _path(file: str) -> str:
    """As the repository spells it: GitHub finds no `./operations.yaml`."""
    return os.path.normpath(file)


def _region(span: Span) -> dict[str, int]:
    if span.end.line != span.start.line:
        # GitHub refuses columns on an annotation of several lines.
        return {"line": span.start.line, "endLine": span.end.line}
    return {"line": span.start.line, "col": span.start.col, "endColumn": span.end.col}


def _data(text: str) -> str:
    clean = "\n".join(Screen().clean(line) for line in text.split("\n"))
    return clean.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
