"""What the user sees of a bug in opsgen: one message, and a file with the details."""

from __future__ import annotations

import sys
import tempfile
import traceback

import click

from opsgen import __version__

EXIT = 3


def report(error: Exception) -> int:
    """Write the details to a file of its own and say where it is. Returns the exit code.

    Only the places in the code are written, never the error's text or the values, which may
    hold a secret.
    """
    places = [
        f"{frame.filename.rsplit('/opsgen/', 1)[-1]}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    lines = [
        f"opsgen {__version__}, Python {sys.version.split()[0]}, {sys.platform}",
        f"{type(error).__module__}.{type(error).__name__}",
        *places,
    ]
    click.echo(f"error[OPS900 internal-error]: {type(error).__name__}: a bug in opsgen", err=True)
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="opsgen-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write("\n".join(lines) + "\n")
        click.echo(f"= help: please report it with {file.name}, which holds no input", err=True)
    except OSError:
        click.echo("\n".join(lines), err=True)
    return EXIT
