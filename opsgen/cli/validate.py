"""`opsgen validate`: is the file right? Writes nothing."""

from __future__ import annotations

import click

from opsgen.cli.shared import expand, files_argument, judging_options, show


@click.command("validate")
@files_argument
@judging_options
def command(files: tuple[str, ...], strict: bool, format: str, colour: bool | None) -> int:
    """Check files without writing anything. Without FILE: operations.yaml."""
    from opsgen.api import compile_file

    compiled = [compile_file(file) for file in expand(files)]
    verdicts = [one.verdict(strict=strict) for one in compiled]
    code = show(verdicts, {one.file: one.text for one in compiled}, format, colour)
    clean = sum(not verdict.shown for verdict in verdicts)
    if code == 0 and format in ("auto", "text") and clean == len(verdicts):
        names = compiled[0].file if len(compiled) == 1 else f"{len(compiled)} files"
        click.echo(f"{names}: no findings", err=True)
    return code
