"""The command line. Imports click alone; each command is loaded when it is called."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from opsgen.cli.streams import close_quietly, prepare

COMMANDS = {
    "build": "Write the rules, routes and runbook that a file describes.",
    "explain": "Show what a name became, from which line, and why.",
    "gate": "Watch a rollout's metrics and say whether it may go on.",
    "pins": "Keep the commits of the actions that workflows run.",
    "rule": "Show what a diagnostic's code means.",
    "scaffold": "Write the step scripts that a pipeline calls and nobody wrote.",
    "schema": "Print the JSON Schema of operations.yaml.",
    "targets": "List the targets, or the options of one.",
    "test": "Prove that every alert fires when it must, and who hears it.",
    "validate": "Check files without writing anything.",
}


class LazyGroup(click.Group):
    """Knows its commands by name and help, and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"opsgen.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from opsgen.diagnostics.suggest import nearest

            close = nearest(args[0], COMMANDS) if args else []
            if close:
                hint = f"{error.message} Did you mean '{close[0]}'?"
                raise click.UsageError(hint, ctx) from None
            raise


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from opsgen import __version__

        click.echo(f"opsgen {__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Compile operations.yaml into the configuration of the tools that you run.

    Exit codes: 0 fine; 1 the file has errors; 2 wrong usage; 3 a bug in opsgen or a target;
    4 refused to write, or the output differs; 5 input or output failed; 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. No traceback reaches the user."""
    # A compiler keeps what it makes until its end: looking for garbage finds none, and takes a
    # fifth of the time of a large build.
    gc.disable()
    prepare()
    try:
        result: Any = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="opsgen",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except OSError as error:
        # Files are told as diagnostics; what gets here is our own output, on a full disk.
        close_quietly()
        sys.exit(_say(f"the output cannot be written: {error.strerror}"))
    except Exception as error:  # the border to the user: what follows is a bug of ours
        from opsgen.cli.crash import report

        sys.exit(report(error))
    sys.exit(result if isinstance(result, int) else 0)


def _say(reason: str) -> int:
    """Tell why the output failed, if anybody still hears it. Returns the exit code."""
    try:
        click.echo(f"error: {reason}", err=True)
        sys.stderr.flush()
    except OSError:
        close_quietly()
    return 5
