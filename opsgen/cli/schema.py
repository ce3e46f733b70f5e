"""`opsgen schema`: the JSON Schema that editors complete from."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of operations.yaml."""
    from opsgen.spec import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
