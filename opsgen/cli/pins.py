"""`opsgen pins`: which commit of each action the workflows run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from opsgen.pins import Lock

_FILE = click.argument("file", default="operations.yaml", type=click.Path(dir_okay=False))


@click.group("pins")
def command() -> None:
    """Keep the commits of the actions that workflows run, in opsgen.lock beside FILE.

    A tag of an action can be moved to other code; a commit cannot.
    """


@command.command("set")
@click.argument("action")
@click.argument("commit")
@click.argument("version")
@_FILE
def set_(action: str, commit: str, version: str, file: str) -> int:
    """Pin ACTION to COMMIT, which is VERSION: `actions/checkout 3d3c42e... v7.0.1`."""
    from opsgen.artifacts.pins import read_pin
    from opsgen.pinning import set_pin
    from opsgen.pins import ACTION

    pin = read_pin(f"{commit} {version}")
    if not ACTION.fullmatch(action):
        raise click.UsageError("an action is named by its owner and name: `actions/checkout`")
    if pin is None:
        raise click.UsageError("COMMIT is 40 hex digits, VERSION is like `v7.0.1`")
    lock = set_pin(Path(file).parent, action, pin)
    if code := _refused(lock):
        return code
    click.echo(f"{action} is {pin.version}, {pin.commit}; now run `opsgen build`")
    return 0


@command.command("adopt")
@_FILE
def adopt_(file: str) -> int:
    """Take over the commits that Dependabot bumped in the workflows of FILE's build."""
    from opsgen.api import build, compile_file
    from opsgen.cli.shared import show
    from opsgen.pinning import adopt

    built = build(compile_file(file))
    compiled = built.compilation
    if compiled.plan is None:
        return show([compiled.verdict()], compiled.texts, "auto", None)
    lock, bumps = adopt(built)
    if code := _refused(lock):
        return code
    for bump in bumps:
        click.echo(f"{bump.action}: {bump.old.version} -> {bump.new.version}, {bump.new.commit}")
    if not bumps:
        click.echo("no workflow holds another commit than the build would write", err=True)
    return 0


def _refused(lock: Lock) -> int:
    from opsgen.cli.shared import show
    from opsgen.diagnostics import judge

    if not lock.diagnostics:
        return 0
    path = str(lock.path)
    return show([judge(lock.diagnostics, file=path)], {path: lock.text}, "auto", None)
