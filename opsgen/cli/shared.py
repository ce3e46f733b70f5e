"""What the commands over files share: their arguments, and how findings are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from opsgen.diagnostics import Verdict

FORMATS = ("auto", "text", "concise", "json", "github", "sarif")
DEFAULT_FILE = "operations.yaml"

F = TypeVar("F", bound=Callable[..., object])


def files_argument(function: F) -> F:
    return click.argument("files", nargs=-1, metavar="[FILE]...")(function)


def judging_options(function: F) -> F:
    """`--strict`, `--format` and `--color`."""
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
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(function)


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


def show(
    verdicts: Iterable[Verdict],
    texts: Mapping[str, str],
    format: str,
    colour: bool | None,
) -> int:
    """Print the findings of all files at once. Returns the exit code.

    What a machine reads goes to standard output, what a person reads to standard error.
    """
    from opsgen.diagnostics import worst
    from opsgen.diagnostics.render import render

    verdicts = tuple(verdicts)
    format = chosen_format(format)
    machine = format in ("json", "sarif", "github")
    stream = sys.stdout if machine else sys.stderr
    if colour is None:
        colour = stream.isatty() and not os.environ.get("NO_COLOR")
    encoding = getattr(stream, "encoding", None) or "utf-8"
    text = render(format, verdicts, texts, colour=colour, encoding=encoding)
    if text:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    return worst(verdict.exit_code for verdict in verdicts)
