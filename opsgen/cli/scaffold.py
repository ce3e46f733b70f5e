"""`opsgen scaffold`: step scripts to fill in."""

from __future__ import annotations

import click

from opsgen.cli.shared import Report, expand, files_argument, judging_options, show


@click.command("scaffold")
@files_argument
@judging_options
def command(
    files: tuple[str, ...],
    strict: bool,
    reports: tuple[Report, ...],
    format: str,
    colour: bool | None,
) -> int:
    """Write the scripts below ops/steps/ that a pipeline calls and that do not exist.

    Each fails until you write it, and none is ever overwritten.
    """
    from pathlib import Path

    from opsgen.api import compile_file
    from opsgen.cli.build import printable
    from opsgen.scaffolding import scaffold

    compiled = [compile_file(name) for name in expand(files)]
    verdicts = [one.verdict(strict=strict) for one in compiled]
    texts = {file: text for one in compiled for file, text in one.texts.items()}
    code = show(verdicts, texts, format, colour, reports)
    for one, verdict in zip(compiled, verdicts, strict=True):
        if one.plan is None or verdict.exit_code:
            continue
        folder = Path(one.file).parent
        try:
            written = scaffold(one.plan, folder)
        except OSError as error:
            path = printable(str(folder / str(error.filename or "")))
            click.echo(f"{path} cannot be written: {error.strerror}", err=True)
            code = code or 5
            continue
        for path in written:
            click.echo(f"wrote {printable((folder / path).as_posix())}")
        if not written:
            click.echo(f"{printable(one.file)}: every script is there", err=True)
    return code
