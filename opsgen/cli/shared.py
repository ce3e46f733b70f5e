"""What the commands over files share: their arguments, and how findings are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from opsgen.stamp import Answer

if TYPE_CHECKING:
    from opsgen.diagnostics import Verdict

REPORTS = ("text", "concise", "json", "github", "gitlab", "markdown", "sarif")
FORMATS = ("auto", *REPORTS)
DEFAULT_FILE = "operations.yaml"

F = TypeVar("F", bound=Callable[..., object])


def files_argument(function: F) -> F:
    return click.argument("files", nargs=-1, metavar="[FILE]...")(function)


class Report(NamedTuple):
    """The findings in `format`, to be written to `file` too."""

    format: str
    file: str


def _reports(_: click.Context, __: click.Parameter, given: Sequence[str]) -> tuple[Report, ...]:
    reports = tuple(Report(*each.partition("=")[::2]) for each in given)
    for report in reports:
        if report.format not in REPORTS or not report.file:
            raise click.BadParameter(f"it is FORMAT=FILE, with a format of {', '.join(REPORTS)}")
    return reports


def judging_options(function: F) -> F:
    """`--strict`, `--format`, `--report` and `--color`."""
    function = click.option(
        "--color/--no-color",
        "colour",
        default=None,
        help="Colour the text. Default: on a terminal.",
    )(function)
    function = click.option(
        "--format",
        "format",
        type=click.Choice(FORMATS),
        default="auto",
        help="How findings are shown. auto: github in a GitHub workflow, else text.",
    )(function)
    function = click.option(
        "--report",
        "reports",
        metavar="FORMAT=FILE",
        multiple=True,
        callback=_reports,
        help="Also write the findings to FILE. May be given more than once.",
    )(function)
    return click.option(
        "--strict/--no-strict", default=False, help="Treat warnings as errors. The last one counts."
    )(function)


def expand(files: Sequence[str]) -> tuple[str, ...]:
    """The files of a call, globs expanded, each once, in the order given."""
    found: dict[str, None] = {}
    for given in files or (DEFAULT_FILE,):
        if os.path.exists(given) or not any(character in given for character in "*?["):
            found.setdefault(given)
            continue
        import glob

        matched = sorted(glob.glob(given, recursive=True))
        if not matched:
            raise click.UsageError(f"no file matches {given!r}")
        for name in matched:
            found.setdefault(name)
    return tuple(found)


def chosen_format(format: str) -> str:
    if format != "auto":
        return format
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


class Presentation(NamedTuple):
    """How findings are shown to whoever reads them."""

    format: str
    colour: bool
    encoding: str

    @property
    def for_machines(self) -> bool:
        """What a machine reads goes to standard output, what a person reads to standard error."""
        return self.format not in ("text", "concise")


def presentation(format: str, colour: bool | None) -> Presentation:
    """The options of a call, with what was left open decided by where the output goes."""
    form = Presentation(chosen_format(format), False, "utf-8")
    stream = sys.stdout if form.for_machines else sys.stderr
    if colour is None:
        colour = stream.isatty() and not os.environ.get("NO_COLOR")
    return form._replace(colour=colour, encoding=getattr(stream, "encoding", None) or "utf-8")


def shown(
    verdicts: Sequence[Verdict],
    texts: Mapping[str, str],
    form: Presentation,
    reports: Sequence[Report] = (),
    diff: str = "",
) -> Answer:
    """The findings of all files at once, as they are printed; writes the reports."""
    from opsgen.diagnostics import worst
    from opsgen.diagnostics.render import render

    inputs = {os.path.realpath(name) for name in texts}
    for format, file in reports:
        if os.path.realpath(file) in inputs:
            raise click.UsageError(f"the report would overwrite {file}, which is read")
        with open(file, "w", encoding="utf-8", newline="") as opened:
            opened.write(render(format, verdicts, texts, diff=diff))
    text = render(
        form.format, verdicts, texts, colour=form.colour, encoding=form.encoding, diff=diff
    )
    if text and not text.endswith("\n"):
        text += "\n"
    code = worst(verdict.exit_code for verdict in verdicts)
    return Answer(text, "", code) if form.for_machines else Answer("", text, code)


def put(answer: Answer) -> int:
    """Print it. Returns the exit code."""
    sys.stdout.write(answer.out)
    sys.stdout.flush()
    sys.stderr.write(answer.err)
    return answer.code


def show(
    verdicts: Iterable[Verdict],
    texts: Mapping[str, str],
    format: str,
    colour: bool | None,
    reports: Sequence[Report] = (),
    diff: str = "",
) -> int:
    """Print the findings of all files at once. Returns the exit code."""
    return put(shown(tuple(verdicts), texts, presentation(format, colour), reports, diff))
