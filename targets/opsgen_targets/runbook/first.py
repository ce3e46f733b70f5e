"""The first command: what to type before anything else."""

from __future__ import annotations

from collections.abc import Sequence

from opsgen.plan import Alert, Plan
from opsgen.plan.procedures import Procedure
from opsgen_targets.runbook import commands
from opsgen_targets.runbook.commands import Asked
from opsgen_targets.runbook.kinds import kind_of
from opsgen_targets.runbook.markup import Markdown, code, prose
from opsgen_targets.runbook.user_steps import is_command, lines, step


def first_command(procedure: Procedure, asked: Sequence[Markdown]) -> Markdown:
    """The user's, if there is a command in it; after a sentence of the user's the query follows.

    `asked` are the queries of the procedure's alerts, the worst first.
    """
    own = next(iter(lines([procedure.first or ""])), None)
    if own is None:
        return asked[0]
    if is_command(own) or "`" in own:
        return step(own)
    return prose("{} {}", step(own), asked[0])


def query(plan: Plan, alert: Alert, figure: Asked) -> Markdown:
    """What tells most about the alert in one line: its figure, or where it fires."""
    if kind_of(alert) == "service_down" and (up := commands.up(plan)) is not None:
        return code(up)
    # A comment in the user's PromQL ends with its line, so it cannot stand in a line.
    if alert.severity == "none" or "\n" in figure.command:
        return code(commands.firing(plan, alert))
    return code(figure.command)
