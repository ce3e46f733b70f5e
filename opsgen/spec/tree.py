"""The input as a tree whose parts remember where they stood.

Broken items are cut out of the tree before it is validated again; what remains must still
point at its own line, so every mapping and list keeps its original path.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from opsgen.diagnostics import Path


class Node(dict[str, object]):
    """A mapping. `path` is where it stood in the document."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class Items(list[object]):
    """A list. `places` holds the original index of each item that is left."""

    __slots__ = ("path", "places")

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.places: list[int] = []

    def index_of(self, place: str | int) -> int | None:
        """Where the item that stood at `place` is now; None if it is gone."""
        if not isinstance(place, int):
            return None
        index = bisect_left(self.places, place)
        return index if self.places[index : index + 1] == [place] else None


def grow(data: Mapping[str, object], path: Path = ()) -> Node:
    """Copy the document's data into a tree; scalars stay as they are."""
    node = Node(path)
    for key, value in data.items():
        node[key] = _part(value, (*path, key))
    return node


def _part(value: object, path: Path) -> object:
    if isinstance(value, dict):
        return grow(value, path)
    if isinstance(value, list):
        items = Items(path)
        items += [_part(item, (*path, index)) for index, item in enumerate(value)]
        items.places += range(len(value))
        return items
    return value


def children(part: object) -> Iterator[tuple[Path, object]]:
    """The direct children of a mapping or list, with their original paths."""
    if isinstance(part, Node):
        for key, value in part.items():
            yield (*part.path, key), value
    elif isinstance(part, Items):
        for place, value in zip(part.places, part, strict=True):
            yield (*part.path, place), value


def walk(part: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every part below and including `part`, with its original path, in document order."""
    yield path, part
    for place, child in children(part):
        yield from walk(child, place)


def at(root: object, path: Path) -> object:
    """The part whose original path is `path`; None when it is not there (any more)."""
    part = root
    for step in path:
        if isinstance(part, Node) and isinstance(step, str):
            part = part.get(step)
        elif isinstance(part, Items) and (index := part.index_of(step)) is not None:
            part = part[index]
        else:
            return None
    return part


def mapping(root: object, *path: str | int) -> Node:
    """The mapping at `path`; an empty one when there is none."""
    part = at(root, path)
    return part if isinstance(part, Node) else Node(path)


def items(root: object, *path: str | int) -> list[Node]:
    """The mappings in the list at `path`; none when it is no list."""
    part = at(root, path)
    return [item for item in part if isinstance(item, Node)] if isinstance(part, Items) else []


def cut(root: object, path: Path) -> None:
    """Remove the part at the original `path`, if it is still there."""
    parent, last = at(root, path[:-1]), path[-1]
    if isinstance(parent, Node):
        parent.pop(str(last), None)
    elif isinstance(parent, Items) and (index := parent.index_of(last)) is not None:
        del parent[index], parent.places[index]
