"""Which keys a section knows, and where a stray key belongs. Asked on the error path only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from opsgen.diagnostics import Path
from opsgen.source import Words
from opsgen.spec.channel_types import CHANNEL_TYPES
from opsgen.spec.root import Operations
from opsgen.spec.section import Section


def keys(model: type[Section]) -> dict[str, Any]:
    """The keys that `model` knows, with the type of each."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return {key: annotation for key, annotation in fields.items() if not key.startswith("\0")}


def sections_in(annotation: Any) -> Iterator[type[Section]]:
    """The sections that stand anywhere in a type such as `dict[str, list[Section]] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from sections_in(part)


def keys_at(path: Path) -> list[str]:
    """The keys that a mapping at `path` may have; none if any key is free there."""
    models: list[type[Section]] = [Operations]
    for step in path:
        fields = [keys(model)[step] for model in models if step in keys(model)]
        if fields:
            models = [section for field in fields for section in sections_in(field)]
    return [key for model in models for key in keys(model)]


def homes_of(key: str) -> list[str]:
    """The places where `key` would be known, such as `alerting.channels[]`."""
    return _homes().get(key, [])


@cache
def _homes() -> dict[str, list[str]]:
    homes: dict[str, list[str]] = {}
    for place, model in _places(Operations, ""):
        for key in keys(model):
            homes.setdefault(key, []).append(place)
    return homes


def _places(model: type[Section], place: str) -> Iterator[tuple[str, type[Section]]]:
    yield place or "the top level", model
    for key, annotation in keys(model).items():
        many = "[]" if "list[" in str(annotation) else ""
        for section in sections_in(annotation):
            yield from _places(section, f"{place}.{key}{many}".lstrip("."))


@cache
def words() -> Words:
    """All keys of the language, for what an excerpt of a broken file may show."""
    types = [
        (key, str(annotation))
        for _, model in _places(Operations, "")
        for key, annotation in keys(model).items()
    ]
    for kind in CHANNEL_TYPES.values():
        types += [(key, "dict[" if of == "mapping" else of) for key, of in kind.fields.items()]
    return Words(
        known=frozenset(key for key, _ in types),
        # Of an environment the values of all names may be secrets.
        maps=frozenset(key for key, type_ in types if "dict[" in type_ and key != "env"),
        free=frozenset({"targets"}),
    )
