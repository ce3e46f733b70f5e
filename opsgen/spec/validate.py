"""Validation that goes on: broken items are cut out, the rest is validated again.

One run shows every mistake once, and what is left can still be resolved, so that a
misspelt key in one metric does not hide a wrong unit in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from opsgen.diagnostics import Diagnostic, Path
from opsgen.diagnostics.rules import shape
from opsgen.source import Document
from opsgen.spec import channel_checks, checks, secrets, translate
from opsgen.spec.problem import Problem
from opsgen.spec.requires import unmet
from opsgen.spec.root import Operations
from opsgen.spec.tree import Node, at, cut, grow


@dataclass(frozen=True, slots=True)
class Validated:
    """What is left of the file, and what was wrong with the rest.

    `broken` holds the original paths of what was removed; `broken_names`, by list or map
    (`metrics`, `alerts`, `channels`, `constants`, `stages`, ...), the names that it went by.
    """

    spec: Operations
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[Path] = frozenset()
    broken_names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether `name` may be a removed one of `kind`, so that missing it is no new mistake.

        A list or section that was removed as a whole may have held any name.
        """
        if name in self.broken_names.get(kind, ()):
            return True
        home = checks.home_of(kind)
        return any(home[:size] in self.broken for size in range(1, len(home) + 1))


def validate(document: Document) -> Validated:
    """Check the shape of a document. Never raises for bad input."""
    mismatch = unmet(document.data.get("requires"))
    if mismatch:
        return Validated(Operations.model_validate({}), (mismatch.diagnostic(document),))
    root = grow(document.data)
    found: list[Problem] = []
    broken: set[Path] = set()
    names: defaultdict[str, set[str]] = defaultdict(set)
    spec = None
    while spec is None:
        spec, problems = _attempt(root)
        found += problems
        for path in dict.fromkeys(_blamed(root, problem) for problem in problems):
            kind, name = checks.name_at(root, path)
            if name is not None:
                names[kind].add(name)
            cut(root, path)
            broken.add(path)
    return Validated(
        spec,
        _report(document, found),
        frozenset(broken),
        {kind: frozenset(members) for kind, members in names.items()},
    )


def _attempt(root: Node) -> tuple[Operations | None, list[Problem]]:
    """The models if nothing is wrong; otherwise each mistake once, the most telling first."""
    spec, by_models = None, []
    try:
        spec = Operations.model_validate(root)
    except ValidationError as error:
        by_models = translate.problems(root, error)
    problems = _outermost(
        [
            *secrets.check(root),
            # A key that nobody knows needs no value.
            *(one for one in by_models if one.rule is shape.UNKNOWN_KEY),
            *checks.empty_values(root),
            *by_models,
            *channel_checks.check(root),
            *checks.target_options(root),
            *checks.names_given_twice(root),
            *checks.commands_that_do_nothing(root),
            *checks.language_version(root),
        ]
    )
    return (None if problems else spec), problems


def _outermost(problems: list[Problem]) -> list[Problem]:
    """Of several problems at one place the first; none inside of what is itself a problem."""
    kept = {(problem.path, problem.missing): problem for problem in reversed(problems)}
    wrong = {path for path, missing in kept if missing is None}
    return [
        problem
        for (path, _), problem in kept.items()
        if not any(path[:size] in wrong for size in range(len(path)))
    ]


def _blamed(root: Node, problem: Problem) -> Path:
    """What to remove: the nearest list item that is a map, for it is one thing with a name;
    outside of lists the part itself."""
    path = problem.path[:-1] if problem.spoils else problem.path
    for size in range(len(path), 0, -1):
        if isinstance(path[size - 1], int) and isinstance(at(root, path[:size]), Node):
            return path[:size]
    return path


def _report(document: Document, problems: list[Problem]) -> tuple[Diagnostic, ...]:
    """In the order of the lines. What stands in several places by an anchor is told once."""
    diagnostics = {
        (found.code, found.at, found.message): found
        for found in (problem.diagnostic(document) for problem in problems)
    }
    return tuple(sorted(diagnostics.values(), key=Diagnostic.sort_key))
