"""`opsgen rule CODE`: what a diagnostic means."""

from __future__ import annotations

import click


@click.command("rule")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Show what a diagnostic's CODE means; without CODE, list all."""
    from opsgen.diagnostics import catalogue

    if code is None:
        for rule in catalogue.rules():
            click.echo(f"{rule.code}  {rule.level:<8} {rule.slug}")
        return 0
    found = catalogue.find(code)
    if found is None:
        close = catalogue.nearest(code)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise click.UsageError(f"there is no diagnostic {code!r}.{hint}")
    click.echo(catalogue.page(found), nl=False)
    return 0
