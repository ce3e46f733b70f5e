"""`opsgen schema`: the JSON Schemas that editors complete from and packs are written against."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.argument("what", type=click.Choice(["operations", "plan"]), default="operations")
def command(what: str) -> None:
    """Print the JSON Schema of operations.yaml, or of the plan that a pack's templates read.

    \b
    By the first, editors complete, explain and check. Keep it beside the file:
      opsgen schema > operations.schema.json

    \b
    and name it in the file's first line, relative to the file:
      # yaml-language-server: $schema=operations.schema.json
    """
    if what == "plan":
        from opsgen.plan_data import plan_schema as schema
    else:
        from opsgen.spec import json_schema as schema

    click.echo(json.dumps(schema(), indent=2, ensure_ascii=False))
