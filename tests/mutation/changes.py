"""What a mutant changed: where, and whether it is more than what is said to people."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff

SAID = frozenset(
    {"because", "help", "hint", "message", "note", "notes", "reason", "related", "why"}
)
"""Names of arguments and variables that hold sentences."""


@dataclass(frozen=True, slots=True)
class Change:
    """A function before and after, as source."""

    before: str
    after: str

    @property
    def shown(self) -> str:
        """The lines that differ, as `before => after`."""
        lines = list(ndiff(self.before.splitlines(), self.after.splitlines()))
        gone, come = (
            " ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
        )
        return f"{gone} => {come}"

    @property
    def is_said_only(self) -> bool:
        """Whether only the wording of a sentence differs, or whether there is one."""
        way = list(_way(_tree(self.before), _tree(self.after)))
        text = way[-1]
        return any(_is_sentence(node) for node in way) or (
            isinstance(text, ast.Constant) and isinstance(text.value, str) and " " in text.value
        )


def _tree(source: str) -> ast.AST:
    return ast.parse(textwrap.dedent(source)).body[0]


def _way(before: ast.AST, after: ast.AST) -> Iterator[ast.AST]:
    """From the function down to the smallest part that holds all of the difference."""
    yield before
    while type(before) is type(after):
        ours, theirs = list(ast.iter_child_nodes(before)), list(ast.iter_child_nodes(after))
        if len(ours) != len(theirs):
            # One argument fewer: that one is the difference.
            gone = [node for node in ours if ast.dump(node) not in map(ast.dump, theirs)]
            if len(gone) == 1 and len(ours) == len(theirs) + 1:
                yield gone[0]
            return
        apart = [
            pair
            for pair in zip(ours, theirs, strict=True)
            if ast.dump(pair[0]) != ast.dump(pair[1])
        ]
        if len(apart) != 1:
            return
        before, after = apart[0]
        yield before


def _is_sentence(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg=name):
            return name in SAID
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name in SAID
        case ast.JoinedStr():
            return any(
                isinstance(part, ast.Constant) and " " in str(part.value) for part in node.values
            )
        case ast.Assert(msg=message):
            return message is not None
    return False
