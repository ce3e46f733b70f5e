"""`opsgen explain FILE [NAME]`: what a name became, from which line, and why."""

from __future__ import annotations

import click

from opsgen.cli.shared import show


@click.command("explain")
@click.argument("file")
@click.argument("name", required=False)
def command(file: str, name: str | None) -> int:
    """Show what the NAME in FILE became, from which line, and why; without NAME, all of it."""
    from opsgen.api import compile_file
    from opsgen.explanation import explain

    compiled = compile_file(file)
    if compiled.plan is None:
        return show([compiled.verdict()], {compiled.file: compiled.text}, "text", None)
    text, close = explain(compiled.plan, name)
    if not text:
        hint = f" Did you mean {' or '.join(repr(other) for other in close)}?" if close else ""
        raise click.UsageError(f"{file} has nothing named {name!r}.{hint}")
    click.echo(text, nl=False)
    return 0
