"""A page for the summary of a CI job: what was found, its lines, and what a build would change.

Text of the user's stands in HTML, escaped, or in a fence that it cannot close: as Markdown it
could be anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from opsgen.diagnostics.render.concise import place, spot
from opsgen.diagnostics.render.screen import Screen
from opsgen.diagnostics.render.text import counted, gravest
from opsgen.diagnostics.render.text import render as as_text
from opsgen.diagnostics.verdict import Finding, Verdict

MOST_FILES = 20
MOST_BYTES = 200_000
"""Of a difference; GitHub drops a summary of more than 1 MiB whole."""

_CHANGES = "what <code>opsgen build</code> would change"
_CODE = re.compile(r"`([^`]*)`")


def render(verdicts: Sequence[Verdict], texts: Mapping[str, str]) -> str:
    findings = [(finding, verdict.file) for verdict in verdicts for finding in verdict.shown]
    page = f"### opsgen: {counted(verdicts)}\n\n<p>{_files(verdicts)}</p>\n"
    if not findings:
        return page
    kept = gravest(findings)
    rows = "".join(_row(*each) for each in kept)
    page += f"\n<table>\n<tr><th>finding</th><th>place</th><th>what</th></tr>\n{rows}</table>\n"
    if hidden := len(findings) - len(kept):
        page += f"\n<p>and {hidden} more, which the log lists too</p>\n"
    return page + _folded("the same with the lines of the file", "text", as_text(verdicts, texts))


def changes(diff: str) -> str:
    """The difference, folded, cut at a line if it is long."""
    if not diff:
        return ""
    kept = diff.encode("utf-8", "backslashreplace")[: MOST_BYTES + 1]
    if len(kept) <= MOST_BYTES:
        return _folded(_CHANGES, "diff", diff)
    whole = kept[: kept.rfind(b"\n") + 1].decode()
    hidden = diff.count("\n") - whole.count("\n")
    more = f"... {hidden} more lines: `opsgen build --check`\n"
    return _folded(_CHANGES, "diff", whole + more)


def _files(verdicts: Sequence[Verdict]) -> str:
    names = [_code(verdict.file) for verdict in verdicts if verdict.file]
    more = f" and {len(names) - MOST_FILES} more" if len(names) > MOST_FILES else ""
    return ", ".join(names[:MOST_FILES]) + more


def _row(finding: Finding, file: str) -> str:
    diagnostic = finding.diagnostic
    said = [_prose(diagnostic.message)]
    said += [f"{_code(spot(span))}: {_prose(text)}" for span, text in diagnostic.related]
    said += [f"note: {_prose(note)}" for note in finding.notes]
    if diagnostic.help:
        said.append(f"help: {_prose(diagnostic.help)}")
    cells = (
        f"<strong>{finding.severity}</strong><br>{_code(diagnostic.code)}",
        _code(place(diagnostic, file)),
        "<br>".join(said),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _folded(title: str, info: str, text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    block = f"{fence}{info}\n{text}{fence}\n"
    return f"\n<details><summary>{title}</summary>\n\n{block}\n</details>\n"


def _code(text: str) -> str:
    return f"<code>{_escaped(text)}</code>"


def _prose(text: str) -> str:
    """A message of ours: what it quotes in backticks is code."""
    return _CODE.sub(r"<code>\1</code>", _escaped(text))


def _escaped(text: str) -> str:
    lines = (html.escape(Screen().clean(line)) for line in text.split("\n"))
    # An empty line would end the HTML, and begin Markdown.
    return "<br>".join(line for line in lines if line.strip())
