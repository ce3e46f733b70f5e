"""The paths of one build: their folders, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opsgen.diagnostics import Diagnostic, Rule
from opsgen.diagnostics.rules.publishing import CLASHING_PATHS, UNSAFE_PATH
from opsgen.paths import fault, key


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with `path`, perhaps because of the `other`."""

    rule: Rule
    message: str
    path: str
    other: str | None = None


def parent(path: str) -> str:
    """The folder of `path`; empty for the root."""
    return path.rpartition("/")[0]


def parents(path: str) -> list[str]:
    """The folders above `path`, the deepest first, without the root."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def problems(paths: Iterable[str]) -> Iterator[Problem]:
    """Everything wrong with the paths of one build: each alone, then with each other."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        if reason := fault(path):
            yield Problem(UNSAFE_PATH, f"the path {_shown(path)} is refused: {reason}", path)
        elif other := seen.get(key(path)):
            message = f"two files would be written to `{path}`"
            if other != path:
                message = f"`{other}` and `{path}` are one path on some file systems"
            yield Problem(CLASHING_PATHS, message, path, other)
        else:
            seen[key(path)] = path
    for name, path in sorted(seen.items()):
        for folder in parents(name):
            if folder in seen:
                message = f"`{seen[folder]}` would be both a file and the folder of `{path}`"
                yield Problem(CLASHING_PATHS, message, path, seen[folder])


def faults(paths: Iterable[str]) -> list[Diagnostic]:
    """The same as diagnostics without a place."""
    return [problem.rule.at(None, problem.message) for problem in problems(paths)]


def _shown(path: str) -> str:
    """A path that may hold anything, fit for one line of a terminal."""
    text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in path)
    return f"`{text[:80]}…`" if len(text) > 80 else f"`{text}`"
