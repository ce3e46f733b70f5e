"""A file in which one key is written otherwise, for every key of the language that it has."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.diagnostics import Path
from opsgen.source import loads
from opsgen.source.secret_keys import Place
from opsgen.source.tree import Mapping, Node, Scalar, Sequence, target
from opsgen.spec.vocabulary import words


def misspellings(text: str) -> Iterator[tuple[Path, str]]:
    """(the path of the key, the text with a slip in it)."""
    document = loads(text.encode(), "operations.yaml").document
    assert document is not None
    for path, key in _keys(document.root, "words", ()):
        wrong = text[key.start : key.end].replace(key.value, slip(key.value))
        yield path, text[: key.start] + wrong + text[key.end :]


def slip(key: str) -> str:
    """A letter left out of the middle; another one in a short word, one more in a shorter one."""
    middle = len(key) // 2
    if len(key) <= 2:
        return f"{key}x"
    return key[:middle] + ("" if len(key) > 3 else "x") + key[middle + 1 :]


def _keys(node: Node, place: Place, path: Path) -> Iterator[tuple[Path, Scalar]]:
    language = words()
    node = target(node)
    if isinstance(node, Mapping):
        for name, (key, value) in node.pairs.items():
            if place == "words" and name in language.known:
                yield (*path, name), key
            yield from _keys(value, language.below(place, name), (*path, name))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _keys(item, place, (*path, index))
