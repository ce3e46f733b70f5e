"""Which parts of a document may be a secret, and a text with such parts starred out.

Excerpts end up in CI logs and chats. What is hidden by mistake costs a glance at the file;
what is shown by mistake costs a rotation, so all doubts hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsgen.source.secret_keys import Place, Words, may_be_secret_key, shown_key
from opsgen.source.secret_lines import line_end
from opsgen.source.secret_shapes import REFERENCE, Stretch
from opsgen.source.tree import Alias, Mapping, Node, Scalar, Sequence, target

_VISIBLE = re.compile(r"[^\n]+")


def star_out(text: str, stretches: list[Stretch]) -> str:
    """Every character of `stretches` but line breaks becomes `*`."""
    parts, done = [], 0
    for start, end in sorted(stretches):
        start = max(start, done)
        if end > start:
            parts += [text[done:start], _VISIBLE.sub(_stars, text[start:end])]
            done = end
    return "".join([*parts, text[done:]])


def _stars(visible: re.Match[str]) -> str:
    return "*" * len(visible[0])


def of_tree(root: Mapping, text: str, words: Words | None) -> Iterator[Stretch]:
    """Every scalar below a secret's key, unless it is wholly a `${NAME}`, and what a key holds
    that is no plain words. With `words` the values of keys that the language does not know, too:
    they may be misspelt secrets' keys."""
    todo: list[tuple[Node, bool, Place]] = [(root, False, "words")]
    seen: set[tuple[int, bool, Place]] = set()
    while todo:
        node, secret, place = todo.pop()
        node = target(node)
        if (id(node), secret, place) in seen:
            continue
        seen.add((id(node), secret, place))
        if isinstance(node, Mapping):
            for name, (key, value) in node.pairs.items():
                yield from _of_key(name, key)
                strange = words is not None and not words.knows(place, name)
                if strange:
                    yield from _around(text, key, value, node.flow)
                below: Place = words.below(place, name) if words else place
                todo.append((value, secret or strange or may_be_secret_key(name), below))
        elif isinstance(node, Sequence):
            todo += [(item, secret, place) for item in node.items]
        elif secret and not REFERENCE.fullmatch(node.value):
            yield node.start, node.end


def _of_key(name: str, key: Scalar) -> Iterator[Stretch]:
    shown = shown_key(name)
    if shown != name:
        head = shown.partition(":")[0] if not key.style else ""
        kept = len(head) + 1 if name.startswith(f"{head}:") else 0
        yield key.start + kept, key.end


def _around(text: str, key: Scalar, value: Node, flow: bool) -> Iterator[Stretch]:
    """An anchor before the value, and in block style what follows it: a comment."""
    colon = text.find(":", key.end, value.start)
    if colon >= 0 and text[colon + 1 : value.start].strip():
        yield colon + 1, value.start
    if not flow:
        end = value.end if isinstance(value, Scalar | Alias) else key.end + 1
        yield end, line_end(text, end)


def of_node(node: Node) -> Iterator[Stretch]:
    """The whole text of a node, and of what it is an alias of."""
    yield node.start, node.end
    if isinstance(node, Alias):
        yield from of_node(node.target)
    elif isinstance(node, Mapping):
        for _, value in node.pairs.values():
            yield from of_node(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from of_node(item)
