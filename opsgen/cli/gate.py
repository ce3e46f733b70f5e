"""`opsgen gate`: the deployment gate, as `gate.py` runs it beside its plan."""

from __future__ import annotations

import click


@click.command("gate", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    """The same as `python3 gate.py` of a build, whose own help is shown."""
    from opsgen import gate

    return gate.main(arguments)
