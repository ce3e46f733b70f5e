"""`opsgen gate`: the deployment gate, as `gate.py` runs it beside its plan."""

from __future__ import annotations

import click


@click.command("gate", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    """Watch a rollout's metrics and say by the exit code whether it may go on.

    \b
      opsgen gate preflight --plan PLAN
      opsgen gate watch --plan PLAN --phase NAME
      opsgen gate annotate --plan PLAN --text TEXT

    The same as `python3 gate.py` of a build, for trying it by hand.
    """
    from opsgen import gate

    return gate.main(arguments)
