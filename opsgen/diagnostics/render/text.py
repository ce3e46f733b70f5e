"""What a person reads in the terminal: every finding with its lines, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from opsgen.diagnostics.model import Diagnostic, Edit, Level
from opsgen.diagnostics.render.change import change
from opsgen.diagnostics.render.concise import place, spot
from opsgen.diagnostics.render.excerpt import Mark, excerpt, gutter
from opsgen.diagnostics.render.screen import Screen, Style
from opsgen.diagnostics.verdict import Finding, Verdict

MOST = 50
"""More findings than these nobody reads; the other formats have them all."""

_GRAVITY: tuple[Level, ...] = ("error", "warning", "note")
_PLAIN = Screen()


def render(
    verdicts: Sequence[Verdict],
    texts: Mapping[str, str],
    *,
    colour: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Empty if there is nothing to show. The gravest findings go first when not all fit."""
    screen = Screen(colour, encoding)
    findings = [(finding, verdict.file) for verdict in verdicts for finding in verdict.shown]
    if not findings:
        return ""
    gravest = sorted(range(len(findings)), key=lambda i: _GRAVITY.index(findings[i][0].severity))
    lines = {file: re.split(r"\r\n|\r|\n", text) for file, text in texts.items()}
    blocks = [
        "\n".join(_finding(*findings[index], texts, lines, screen))
        for index in sorted(gravest[:MOST])
    ]
    closing = [summary(verdict, screen) for verdict in verdicts if verdict.shown]
    if hidden := [findings[index][0] for index in gravest[MOST:]]:
        more = f"{screen.ellipsis} and {len(hidden)} more, which `--format concise` lists too"
        closing.insert(0, more)
    closing.append(f"what a code means: `opsgen rule {findings[gravest[0]][0].diagnostic.code}`")
    return "\n\n".join([*blocks, "\n".join(closing)]) + "\n"


def summary(verdict: Verdict, screen: Screen = _PLAIN) -> str:
    """`operations.yaml: 2 errors, 1 note, 3 accepted`."""
    counts = [
        _count(verdict.errors - verdict.promoted, "error"),
        _count(verdict.promoted, "warning", " refused by `--strict`"),
        _count(verdict.warnings, "warning"),
        _count(verdict.notes, "note"),
        f"{verdict.accepted} accepted" if verdict.accepted else "",
    ]
    severities = {finding.severity for finding in verdict.shown}
    worst: Style = next((each for each in _GRAVITY if each in severities), "")
    said = ", ".join(filter(None, counts)) or "nothing to say"
    return f"{screen.clean(verdict.file or 'opsgen')}: {screen.paint(worst, said)}"


def _count(number: int, what: str, then: str = "") -> str:
    return f"{number} {what}{'s' * (number != 1)}{then}" if number else ""


def _finding(
    finding: Finding,
    file: str,
    texts: Mapping[str, str],
    lines: Mapping[str, Sequence[str]],
    screen: Screen,
) -> Iterator[str]:
    diagnostic = finding.diagnostic
    title = f"{finding.severity}[{diagnostic.code} {diagnostic.slug}]"
    headline = screen.clean(f": {diagnostic.message}")
    yield screen.paint(finding.severity, title) + screen.paint("strong", headline)

    margin = len(str(max(_line_numbers(diagnostic), default=1)))
    pad = " " * margin
    if diagnostic.at or file:
        where = f" at {finding.where}" if finding.where else ""
        place_ = screen.clean(place(diagnostic, file) + where)
        yield f"{pad}{screen.paint('frame', '-->')} {place_}"
    framed = False
    for each, marks in _marks(finding).items():
        if each in lines:
            if not marks[0].primary:
                yield f"{pad}{screen.paint('frame', ':::')} {screen.clean(spot(marks[0].span))}"
            yield from excerpt(lines[each], marks, margin, screen)
            framed = True
            continue
        for mark in marks:
            if not mark.primary:
                said = screen.clean(f"{spot(mark.span)}: {mark.label}")
                yield f"{pad}{screen.paint('frame', ':::')} {said}"

    advice = [("note", note) for note in finding.notes]
    if diagnostic.help:
        advice.append(("help", diagnostic.help))
    if framed and advice:
        yield gutter(None, margin, screen)
    for kind, said in advice:
        first, *rest = map(screen.clean, said.split("\n"))
        equals = screen.paint("frame", "=")
        yield f"{pad} {equals} {screen.paint('strong', kind + ':')} {first}"
        yield from (f"{pad}         {line}" for line in rest)
    changed = _changed(diagnostic.edits, texts, margin, screen)
    if changed:
        yield gutter(None, margin, screen)
        yield from changed


def _changed(
    edits: Sequence[Edit], texts: Mapping[str, str], margin: int, screen: Screen
) -> list[str]:
    files = {edit.span.file for edit in edits}
    if len(files) != 1 or not files <= texts.keys():
        return []
    return change(edits, texts[files.pop()], margin, screen)


def _marks(finding: Finding) -> dict[str, list[Mark]]:
    """By file, the file of the finding itself first."""
    diagnostic = finding.diagnostic
    marks: dict[str, list[Mark]] = {}
    if diagnostic.at:
        marks[diagnostic.at.file] = [Mark(diagnostic.at, finding.severity, primary=True)]
    for span, label in diagnostic.related:
        marks.setdefault(span.file, []).append(Mark(span, "frame", label))
    return marks


def _line_numbers(diagnostic: Diagnostic) -> Iterator[int]:
    if diagnostic.at:
        yield diagnostic.at.end.line
    for span, _ in diagnostic.related:
        yield span.start.line
    for edit in diagnostic.edits:
        yield edit.span.end.line + edit.text.count("\n")
