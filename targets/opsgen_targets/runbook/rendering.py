"""The prose: templates that print `Markdown` and nothing else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from opsgen.prose.markup import Markdown


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),  # jinja's own asks for the working directory
        undefined=StrictUndefined,
        autoescape=False,  # Escaped for HTML it would not be safe in Markdown; `finalize` guards.
        finalize=_markdown_only,
        auto_reload=False,  # A page of a thousand alerts must not look at the disk as often.
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["under"] = _under
    return environment


def _source(name: str) -> str:
    return (files("opsgen_targets.runbook") / "templates" / name).read_text(encoding="utf-8")


def render(template: str, **context: object) -> Markdown:
    """The text of `<template>.md.j2`. Raises TypeError where it prints what is no Markdown."""
    page = _environment().get_template(f"{template}.md.j2").render(**context)
    return Markdown(page.strip("\n"))


def _markdown_only(value: object) -> object:
    if isinstance(value, Markdown):
        return value
    raise TypeError(f"a template may print Markdown, not {type(value).__name__}")


def _under(block: Markdown, columns: int) -> Markdown:
    """`block` as a part of the list item above it."""
    indent = " " * columns
    return Markdown("\n".join(indent + line if line else "" for line in block.split("\n")))
