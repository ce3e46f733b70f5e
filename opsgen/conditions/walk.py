"""Going through a tree from left to right, without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from opsgen.conditions.functions import FUNCTIONS
from opsgen.conditions.tree import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Either,
    Name,
    Negate,
    Predicate,
    Threshold,
    Tree,
)


def children(tree: Tree) -> tuple[Tree, ...]:
    """The nodes directly below, in text order, a label of `share` left out."""
    match tree:
        case Arithmetic() | Comparison():
            return (tree.left, tree.right)
        case Negate():
            return (tree.operand,)
        case Call():
            shapes = (parameter.shape for parameter in FUNCTIONS[tree.function].parameters)
            return tuple(
                argument
                for argument, shape in zip(tree.arguments, shapes, strict=False)
                if shape != "label"
            )
        case Predicate():
            return (tree.call,)
        case Both() | Either():
            return tree.items
        case Threshold():
            return (tree.value,)
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and all that is below it, each node before its children, in text order."""
    waiting: list[Tree] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def names(tree: Tree) -> tuple[Name, ...]:
    """Every mention of a metric or a constant, in text order, repetitions included."""
    return tuple(node for node in walk(tree) if isinstance(node, Name))
