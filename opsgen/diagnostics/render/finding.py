"""One finding in full: headline, place, excerpts, notes, help and the change it proposes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsgen.diagnostics.model import Diagnostic
from opsgen.diagnostics.render.change import change
from opsgen.diagnostics.render.concise import place, spot
from opsgen.diagnostics.render.excerpt import Mark, excerpt, gutter
from opsgen.diagnostics.render.screen import Screen
from opsgen.diagnostics.render.window import split_lines
from opsgen.diagnostics.verdict import Finding


def rows(finding: Finding, file: str, texts: Mapping[str, str], screen: Screen) -> Iterator[str]:
    """The rows of `finding`, which is about `file` even if it points nowhere."""
    diagnostic = finding.diagnostic
    margin = len(str(max(_line_numbers(diagnostic), default=1)))
    title = f"{finding.severity}[{diagnostic.code} {diagnostic.slug}]"
    headline = screen.clean(f": {diagnostic.message}")
    yield screen.paint(finding.severity, title) + screen.paint("strong", headline)
    if diagnostic.at or file:
        where = f" at {finding.where}" if finding.where else ""
        yield _arrow("-->", place(diagnostic, file) + where, margin, screen)

    excerpts = list(_excerpts(finding, texts, margin, screen))
    yield from excerpts
    advice = [("note", note) for note in finding.notes]
    if diagnostic.help:
        advice.append(("help", diagnostic.help))
    if excerpts and advice:
        yield gutter(None, margin, screen)
    for kind, said in advice:
        yield from _advice(kind, said, margin, screen)
    yield from _change(diagnostic, texts, margin, screen)


def _excerpts(
    finding: Finding, texts: Mapping[str, str], margin: int, screen: Screen
) -> Iterator[str]:
    """The file of the finding first, then the other files of related places."""
    marks: dict[str, list[Mark]] = {}
    at = finding.diagnostic.at
    if at:
        marks[at.file] = [Mark(at, finding.severity, primary=True)]
    for span, label in finding.diagnostic.related:
        marks.setdefault(span.file, []).append(Mark(span, "frame", label))
    for file, here in marks.items():
        if file in texts:
            if not here[0].primary:
                yield _arrow(":::", spot(here[0].span), margin, screen)
            yield from excerpt(split_lines(texts[file]), here, margin, screen)
        else:
            for mark in here:
                if not mark.primary:
                    yield _arrow(":::", f"{spot(mark.span)}: {mark.label}", margin, screen)


def _arrow(arrow: str, place: str, margin: int, screen: Screen) -> str:
    return f"{' ' * margin}{screen.paint('frame', arrow)} {screen.clean(place)}"


def _advice(kind: str, said: str, margin: int, screen: Screen) -> Iterator[str]:
    first, *rest = map(screen.clean, said.split("\n"))
    head = f" {screen.paint('frame', '=')} {screen.paint('strong', kind + ':')} "
    yield " " * margin + head + first
    indent = " " * (margin + len(f" = {kind}: "))
    yield from ((indent + line).rstrip() for line in rest)


def _change(
    diagnostic: Diagnostic, texts: Mapping[str, str], margin: int, screen: Screen
) -> Iterator[str]:
    files = {edit.span.file for edit in diagnostic.edits}
    if len(files) == 1 and files <= texts.keys():
        changed = change(diagnostic.edits, texts[files.pop()], margin, screen)
        if changed:
            yield gutter(None, margin, screen)
            yield from changed


def _line_numbers(diagnostic: Diagnostic) -> Iterator[int]:
    if diagnostic.at:
        yield diagnostic.at.end.line
    for span, _ in diagnostic.related:
        yield span.start.line
    for edit in diagnostic.edits:
        yield edit.span.end.line + edit.text.count("\n")
