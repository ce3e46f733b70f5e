"""`opsgen validate`: is the file right? Writes nothing."""

from __future__ import annotations

import click

from opsgen import stamp
from opsgen.cli.shared import (
    Presentation,
    Report,
    expand,
    files_argument,
    judging_options,
    presentation,
    put,
    shown,
)


@click.command("validate")
@files_argument
@judging_options
def command(
    files: tuple[str, ...],
    strict: bool,
    reports: tuple[Report, ...],
    format: str,
    colour: bool | None,
) -> int:
    """Check files without writing anything. Without FILE: operations.yaml.

    The answer for a file that nothing has touched since is kept under ~/.cache/opsgen;
    OPSGEN_NO_CACHE=1 keeps none.
    """
    names = expand(files)
    form = presentation(format, colour)
    # A kept answer holds what was printed, and no report.
    asked = None if reports else stamp.question(names, strict, *form)
    answer = stamp.recall(asked)
    if answer is None:
        answer, looked, read = _judged(names, strict, form, reports)
        # A file that was written meanwhile makes it another question.
        if asked is not None and asked == stamp.question(names, strict, *form):
            stamp.remember(asked, answer, looked, read)
    return put(answer)


def _judged(
    names: tuple[str, ...], strict: bool, form: Presentation, reports: tuple[Report, ...]
) -> tuple[stamp.Answer, dict[str, bool], list[str]]:
    """(what to print; the files that were looked for, and whether each is there; those read)."""
    from opsgen.api import compile_file

    compiled = [compile_file(name) for name in names]
    verdicts = [one.verdict(strict=strict) for one in compiled]
    texts = {file: text for one in compiled for file, text in one.texts.items()}
    answer = shown(verdicts, texts, form, reports)
    if form.format in ("text", "github") and not any(verdict.shown for verdict in verdicts):
        subject = names[0] if len(names) == 1 else f"{len(names)} files"
        answer = answer._replace(err=f"{subject}: no findings\n")
    looked = {path: there for one in compiled for path, there in one.looked.items()}
    return answer, looked, [path for one in compiled for path in one.read]
