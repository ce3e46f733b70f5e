"""How a step that a user wrote is shown."""

from __future__ import annotations

from opsgen.plan.steps import is_command
from opsgen.prose.markup import Markdown, code, instruction


def step(line: str) -> Markdown:
    """One line: a command as code, a sentence as text in which backticks mark commands."""
    return code(line) if is_command(line) else instruction(line)
