"""A fragment of a page becomes part of the whole file above it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from tests.docs.pages import LANGUAGE, Block, blocks

Tree = dict[str, Any]


def wholes() -> list[Block]:
    return [block for block in blocks(LANGUAGE) if block.info == "yaml"]


def fragments() -> list[tuple[Block, Block]]:
    """(the whole file above it, the fragment)."""
    found: list[tuple[Block, Block]] = []
    above: Block | None = None
    for block in blocks(LANGUAGE):
        if block.info == "yaml":
            above = block
        elif block.info == "yaml fragment":
            assert above is not None, f"line {block.line}: nothing to add the fragment to"
            found.append((above, block))
    return found


def joined(base: str, fragment: str) -> str:
    """The file that `base` becomes with `fragment` added."""
    return written(merged(yaml.safe_load(base), yaml.safe_load(fragment)))


def written(tree: Tree) -> str:
    """JSON, which is YAML too, and quotes every text."""
    return json.dumps(tree, ensure_ascii=False, indent=2)


def merged(base: Tree, more: Tree) -> Tree:
    """Maps are merged and lists joined; an item of a list replaces one of the same name."""
    result = dict(base)
    for key, value in more.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            result[key] = merged(dict(old), dict(value))
        elif isinstance(old, list) and isinstance(value, list):
            names = {item.get("name") for item in value if isinstance(item, Mapping)} - {None}
            kept = [item for item in old if item.get("name") not in names]
            result[key] = kept + value
        else:
            result[key] = value
    return result
