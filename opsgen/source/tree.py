"""The nodes of a document with their offsets, beside the plain data that they stand for.

The classes are not frozen because the loader fills collections while it reads; nothing
changes them after `loader.build` has returned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from opsgen.diagnostics.model import Path


@dataclass(slots=True)
class Scalar:
    """`text[start:end]` is the token with its quotes; a block scalar's ends at a line's start.

    `style` is libyaml's: `""` (plain), `'`, `"`, `|` or `>`; `value` the decoded text.
    """

    start: int
    end: int
    style: str
    value: str


@dataclass(slots=True)
class Sequence:
    """A list. In block style `start` is its first dash and `end` the end of its last item."""

    start: int
    end: int
    flow: bool
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """A map. `pairs` holds merged keys too; `last` is the value that ends its own text."""

    start: int
    end: int
    flow: bool
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    last: Node | None = None


@dataclass(slots=True)
class Alias:
    """`*name` in the text, standing for `target`."""

    start: int
    end: int
    target: Scalar | Sequence | Mapping


Node: TypeAlias = Scalar | Sequence | Mapping | Alias


def target(node: Node) -> Scalar | Sequence | Mapping:
    """What a node stands for."""
    return node.target if isinstance(node, Alias) else node


def last_child(node: Sequence | Mapping) -> Node | None:
    """The value that stands last in a collection's own text."""
    if isinstance(node, Mapping):
        return node.last
    return node.items[-1] if node.items else None


@dataclass(slots=True)
class Found:
    """How far a path leads: `node` is the last node on it that exists, `key` the key of it.

    `shared` tells that the node's text also serves other paths (an alias or a merge key
    led to it), so that an edit there would change those too.
    """

    node: Node
    key: Scalar | None
    complete: bool
    shared: bool


def find(root: Mapping, path: Path) -> Found:
    node: Node = root
    key: Scalar | None = None
    shared = False
    for step in path:
        here = target(node)
        beyond = shared or here is not node
        if isinstance(here, Mapping) and isinstance(step, str) and step in here.pairs:
            key, node = here.pairs[step]
            shared = beyond or not here.start <= key.start < here.end
        elif isinstance(here, Sequence) and isinstance(step, int) and 0 <= step < len(here.items):
            key, node, shared = None, here.items[step], beyond
        else:
            return Found(node, key, False, shared)
    return Found(node, key, True, shared)
