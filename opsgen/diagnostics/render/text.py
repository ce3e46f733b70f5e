"""What a person reads in the terminal: every finding with its lines, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsgen.diagnostics.model import Level
from opsgen.diagnostics.render.finding import rows
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
    kept = gravest(findings)
    blocks = ["\n".join(rows(*each, texts, screen)) for each in kept]
    closing = [summary(verdict, screen) for verdict in verdicts if verdict.shown]
    if hidden := len(findings) - len(kept):
        more = f"{screen.ellipsis} and {hidden} more, which `--format concise` lists too"
        closing.insert(0, more)
    first = min(kept, key=_gravity)[0]
    closing.append(f"what a code means: `opsgen rule {first.diagnostic.code}`")
    return "\n\n".join([*blocks, "\n".join(closing)]) + "\n"


def gravest(findings: Sequence[tuple[Finding, str]]) -> list[tuple[Finding, str]]:
    """At most `MOST` findings with their files, in the order given."""
    ranked = sorted(range(len(findings)), key=lambda index: _gravity(findings[index]))
    return [findings[index] for index in sorted(ranked[:MOST])]


def _gravity(finding: tuple[Finding, str]) -> int:
    return _GRAVITY.index(finding[0].severity)


def summary(verdict: Verdict, screen: Screen = _PLAIN) -> str:
    """`operations.yaml: 2 errors, 1 note, 3 accepted`."""
    severities = {finding.severity for finding in verdict.shown}
    worst: Style = next((each for each in _GRAVITY if each in severities), "")
    return f"{screen.clean(verdict.file or 'opsgen')}: {screen.paint(worst, counted([verdict]))}"


def counted(verdicts: Sequence[Verdict]) -> str:
    """`2 errors, 1 note, 3 accepted`."""
    promoted = sum(verdict.promoted for verdict in verdicts)
    accepted = sum(verdict.accepted for verdict in verdicts)
    counts = [
        _count(sum(verdict.errors for verdict in verdicts) - promoted, "error"),
        _count(promoted, "warning", " refused by `--strict`"),
        _count(sum(verdict.warnings for verdict in verdicts), "warning"),
        _count(sum(verdict.notes for verdict in verdicts), "note"),
        f"{accepted} accepted" if accepted else "",
    ]
    return ", ".join(filter(None, counts)) or "no findings"


def _count(number: int, what: str, then: str = "") -> str:
    return f"{number} {what}{'s' * (number != 1)}{then}" if number else ""
