"""`opsgen test`: does every alert fire when it must, and does who must hear it hear it?"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from opsgen.cli.shared import expand, files_argument

if TYPE_CHECKING:
    from opsgen.judging import Report


def _paths(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    if any(not name or not path for name, _, path in pairs):
        raise click.BadParameter("it is NAME=PATH, such as promtool=/opt/prometheus/promtool")
    return {name: path for name, _, path in pairs}


@click.command("test")
@files_argument
@click.option(
    "--judge",
    "given",
    metavar="NAME=PATH",
    multiple=True,
    callback=_paths,
    help="Where a judge is, instead of on the PATH. May be given more than once.",
)
@click.option("--require-judges", is_flag=True, help="Exit 1 if a judge is missing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=300,
    show_default=True,
    help="Seconds that one run of a judge may take.",
)
@click.option(
    "--format",
    type=click.Choice(("text", "json", "junit")),
    default="text",
    show_default=True,
    help="How the report is printed.",
)
@click.option(
    "--color/--no-color", "colour", default=None, help="Colour the text. Default: on a terminal."
)
def command(
    files: tuple[str, ...],
    given: dict[str, str],
    require_judges: bool,
    timeout: float,
    format: str,
    colour: bool | None,
) -> int:
    """Prove what a build would write. Without FILE: operations.yaml.

    Builds in memory and lets promtool play the unit tests of the rules, amtool route every alert,
    and the judges of each target read its files. Exit code 1: a test fails, or the file has
    errors.
    """
    from opsgen.judging import Programs, judge_file

    programs = Programs(given, timeout)
    reports = [judge_file(name, programs, required=require_judges) for name in expand(files)]
    if format == "json":
        from opsgen.judging.as_json import as_json

        click.echo(as_json(reports), nl=False)
        return _code(reports)
    if format == "junit":
        from opsgen.judging.as_junit import as_junit

        click.echo(as_junit(reports), nl=False)
        return _code(reports)
    return _show(reports, colour)


def _code(reports: Sequence[Report]) -> int:
    from opsgen.diagnostics import worst

    return worst(report.compilation.verdict(built=True).exit_code for report in reports)


def _show(reports: Sequence[Report], colour: bool | None) -> int:
    """Tables to standard output; errors, and nothing else, to standard error."""
    from dataclasses import replace

    from opsgen.cli.shared import show
    from opsgen.diagnostics.render.screen import Screen
    from opsgen.judging.table import table

    painted = sys.stdout.isatty() and not os.environ.get("NO_COLOR") if colour is None else colour
    screen = Screen(painted, sys.stdout.encoding or "utf-8")
    tables = [table(report, screen) for report in reports if report.compilation.plan is not None]
    click.echo("\n".join(tables), nl=False, color=True)
    sys.stdout.flush()
    verdicts = []
    for report in reports:
        verdict = report.compilation.verdict(built=True)
        errors = tuple(each for each in verdict.shown if each.severity == "error")
        verdicts.append(replace(verdict, shown=errors))
    texts = {file: text for each in reports for file, text in each.compilation.texts.items()}
    return show(verdicts, texts, "text", colour)
