"""`opsgen targets`: what a file can be compiled to."""

from __future__ import annotations

import dataclasses

import click


@click.command("targets")
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """List the installed targets, or the options of the target NAME."""
    from opsgen.registry import entry_points

    points = entry_points()
    if name is None:
        for point in points:
            dist = point.dist
            origin = f"{dist.name} {dist.version}" if dist is not None else "an unnamed package"
            click.echo(f"{point.name:<16} {origin}")
        return 0
    found = [point for point in points if point.name == name]
    if not found:
        from opsgen.diagnostics.suggest import nearest

        close = nearest(name, [point.name for point in points])
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise click.UsageError(f"there is no target {name!r}.{hint}")
    _show_options(found[0].load().options)
    return 0


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
    if value is None or value is dataclasses.MISSING:
        return ""
    return f" [{str(value).lower() if isinstance(value, bool) else value}]"
