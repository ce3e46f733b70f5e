"""`opsgen build`: the files that a specification describes, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from opsgen.cli.shared import (
    Report,
    chosen_format,
    expand,
    files_argument,
    judging_options,
    show,
)

if TYPE_CHECKING:
    from opsgen.publication import Published


@click.command("build")
@files_argument
@judging_options
@click.option("--out", type=click.Path(file_okay=False), help="Write everything under this folder.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 4 if a build would.")
@click.option(
    "--changed", is_flag=True, help="The FILEs are what changed: build what they belong to."
)
@click.option("--force", is_flag=True, help="Overwrite hand edits, keeping each as a copy.")
def command(
    files: tuple[str, ...],
    strict: bool,
    reports: tuple[Report, ...],
    format: str,
    colour: bool | None,
    out: str | None,
    only_check: bool,
    changed: bool,
    force: bool,
) -> int:
    """Write the rules, routes and runbook that files describe. Without FILE: operations.yaml.

    With --changed a FILE may also be one that a build wrote; its input is built. What belongs to
    no input is left out.
    """
    from opsgen.publication import STEPS, publish_files

    if only_check and force:
        raise click.UsageError("--check writes nothing, so --force has nothing to overwrite")
    if out == "":  # as of an unset variable of a script
        raise click.UsageError("--out is empty: it is the folder to write under")
    names = _inputs(files) if changed else expand(files)
    total = len(names) * STEPS
    with click.progressbar(
        length=total, label="building", file=sys.stderr, hidden=quick(names)
    ) as bar:
        done = publish_files(
            names,
            out=out,
            only_check=only_check,
            force=force,
            strict=strict,
            progress=bar.update,
        )
    texts = {file: text for one in done for file, text in one.compilation.texts.items()}
    diff = "".join(one.outcome.diff for one in done if one.outcome)
    code = show([one.verdict for one in done], texts, format, colour, reports, diff)
    form = chosen_format(format)
    if form in ("text", "github"):
        for one in done:
            _tell(one, only_check, in_full=form == "text")
    return code


def _inputs(changed: Sequence[str]) -> tuple[str, ...]:
    """What changed files belong to. The names are no patterns."""
    from opsgen.publish import inputs_of

    if not changed:
        raise click.UsageError("--changed needs the FILEs that changed")
    names = inputs_of(changed)
    if not names:
        click.echo("nothing to build: no FILE belongs to an operations.yaml", err=True)
    return names


def quick(names: Sequence[str]) -> bool:
    """Whether a build is over before a person could read a progress bar."""
    sizes = (os.path.getsize(name) for name in names if os.path.isfile(name))
    return len(names) < 5 and sum(sizes) < 100_000


def _tell(one: Published, only_check: bool, *, in_full: bool) -> None:
    """What was done, in a few words; `in_full` with every file and the difference."""
    if one.outcome is None:
        return
    if one.outcome.diff and in_full:
        click.echo(one.outcome.diff, nl=False)
    if any(found.severity == "error" for found in one.verdict.shown):
        return
    counts = [
        f"{len(paths)} {word}"
        for word, paths in (
            ("written", one.outcome.written),
            ("removed", one.outcome.removed),
            ("unchanged", one.outcome.unchanged),
        )
        if paths
    ]
    if in_full and not only_check:
        for path in one.outcome.written:
            click.echo(f"wrote {printable(path)}")
        for path in one.outcome.removed:
            click.echo(f"removed {printable(path)}")
    file = printable(one.compilation.file)
    click.echo(f"{file}: {', '.join(counts) or 'nothing to write'}", err=True)
    first = one.outcome.written and not (one.outcome.unchanged or one.outcome.removed)
    if first and not only_check and not names_a_schema(one.compilation.text):
        click.echo(f"{file}: no line names a schema for editors: `opsgen schema --help`", err=True)


def names_a_schema(text: str) -> bool:
    """Whether a comment before the first key tells editors of a schema, in either form they know:
    `# yaml-language-server: $schema=...` or `# $schema: ...`."""
    lines = (line.strip() for line in text.splitlines())
    header = takewhile(lambda line: not line or line.startswith(("#", "---")), lines)
    return any("$schema" in line for line in header)


def printable(path: str) -> str:
    """On one line, whatever the name of a file holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
