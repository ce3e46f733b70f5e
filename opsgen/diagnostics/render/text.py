"""What a person reads in the terminal: every finding with its lines, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsgen.diagnostics.model import Level
from opsgen.diagnostics.render.finding import rows
from opsgen.diagnostics.render.screen import Screen, Style
from opsgen.diagnostics.verdict import Verdict

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
    blocks = ["\n".join(rows(*findings[index], texts, screen)) for index in sorted(gravest[:MOST])]
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
    said = ", ".join(filter(None, counts)) or "no findings"
    return f"{screen.clean(verdict.file or 'opsgen')}: {screen.paint(worst, said)}"


def _count(number: int, what: str, then: str = "") -> str:
    return f"{number} {what}{'s' * (number != 1)}{then}" if number else ""
