"""`opsgen targets`: what a file can be compiled to."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import TYPE_CHECKING

import click

from opsgen.cli.build import printable
from opsgen.cli.shared import DEFAULT_FILE

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


@click.command("targets")
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """List the targets with what each writes and reads, or the options of the target NAME.

    The name `pack` is that of any folder of templates.

    Packs are listed of the operations.yaml in this folder.
    """
    from opsgen.registry import entry_points

    points = entry_points()
    packs = _packs()
    if name is None:
        for point in points:
            dist = point.dist
            origin = f"{dist.name} {dist.version}" if dist is not None else "an unnamed package"
            click.echo(f"{point.name:<16} {origin:<13} {printable(_summary(point))}")
        for pack, folder in packs.items():
            click.echo(f"{printable(pack):<16} templates in {printable(folder)}")
        return 0
    found = [point for point in points if point.name == name]
    if not found and (name == "pack" or name in packs):
        from opsgen.packs import PackOptions

        _show_options(PackOptions)
        return 0
    if not found:
        from opsgen.diagnostics.suggest import nearest

        close = nearest(name, [*(point.name for point in points), *packs, "pack"])
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise click.UsageError(f"there is no target {name!r}.{hint}")
    _show_options(found[0].load().options)
    return 0


def _summary(point: EntryPoint) -> str:
    """What it writes, what it reads, and when it runs, on one line."""
    from opsgen.registry import runs_unnamed

    try:
        target = point.load()
        words = inspect.getdoc(target) or ""
        reads = ", ".join(sorted(target.reads))
    # The border to code that is not ours: a list of targets has to name the broken one too.
    except (Exception, SystemExit) as error:
        return f"does not load: {type(error).__name__}"
    found = re.match(r"(.+?)\.(?:\s|$)", words, re.DOTALL)
    told = [" ".join(found[1].split())] if found else []
    told += [f"reads {reads}"] if reads else []
    told += [] if runs_unnamed(point, target) else ["only where `targets:` names it"]
    return "; ".join(told)


def _packs() -> dict[str, str]:
    """The packs of the file that lies here, if one does: names to folders."""
    from opsgen.source import load

    document = load(DEFAULT_FILE).document
    tables = document.data.get("targets") if document is not None else None
    return {
        name: table["pack"]
        for name, table in (tables.items() if isinstance(tables, dict) else ())
        if isinstance(table, dict) and isinstance(table.get("pack"), str)
    }


def _show_options(declared: type) -> None:
    from typing import get_type_hints

    from opsgen.target_options import describe

    shared = {
        "enabled": "whether the target is built",
        "path": "where its main file goes",
        "version": "the engine's version, which gates what is emitted",
    }
    hints, fields = get_type_hints(declared), dataclasses.fields(declared)
    width = max(len(field.name) for field in fields) + 2
    for field in fields:
        help = field.metadata.get("help", shared.get(field.name, ""))
        click.echo(f"{field.name:<{width}}{describe(hints[field.name])}{_default(field.default)}")
        if help:
            click.echo(f"{'':<{width}}{help}")


def _default(value: object) -> str:
    """As the file writes it."""
    if value in (None, dataclasses.MISSING, "", ()):
        return ""
    return f" [{str(value).lower() if isinstance(value, bool) else value}]"
