"""`opsgen explain FILE [NAME]`: what a name became, from which line, and why."""

from __future__ import annotations

import click

from opsgen.cli.shared import show


@click.command("explain")
@click.argument("file")
@click.argument("name", required=False)
@click.option("--data", is_flag=True, help="Print the plan as JSON, as a pack's templates read it.")
def command(file: str, name: str | None, data: bool) -> int:
    """Show what the NAME in FILE became, from which line, and why; without NAME, all of it."""
    from opsgen.api import compile_file
    from opsgen.explanation import explain

    # A template that fails must not hide from its author what it could have read.
    compiled = compile_file(file, targets=not data)
    if compiled.plan is None:
        return show([compiled.verdict()], {compiled.file: compiled.text}, "text", None)
    if data and name is not None:
        raise click.UsageError("--data prints the whole plan, so there is no NAME to choose")
    if data:
        import json

        from opsgen.plan_data import to_data

        click.echo(json.dumps(to_data(compiled.plan), indent=2, ensure_ascii=False))
        return 0
    text, close = explain(compiled.plan, name)
    if not text:
        hint = f" Did you mean {' or '.join(repr(other) for other in close)}?" if close else ""
        raise click.UsageError(f"{file} has nothing named {name!r}.{hint}")
    click.echo(text, nl=False)
    return 0
