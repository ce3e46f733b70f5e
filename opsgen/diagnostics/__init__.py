"""Diagnostics: the value, its catalogue and its renderers. Imports nothing else of opsgen."""

from opsgen.diagnostics.model import Diagnostic, Edit, Level, Path, Position, Rule, Span
from opsgen.diagnostics.verdict import Acceptance, Finding, Verdict, judge, spell_path, worst

__all__ = [
    "Acceptance",
    "Diagnostic",
    "Edit",
    "Finding",
    "Level",
    "Path",
    "Position",
    "Rule",
    "Span",
    "Verdict",
    "judge",
    "spell_path",
    "worst",
]
