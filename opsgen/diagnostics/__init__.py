"""Diagnostics: the value, its catalogue and its renderers. Imports nothing else of opsgen."""

from opsgen.diagnostics.model import Diagnostic, Edit, Level, Path, Position, Rule, Span

__all__ = ["Diagnostic", "Edit", "Level", "Path", "Position", "Rule", "Span"]
