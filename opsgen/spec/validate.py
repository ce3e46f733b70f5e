"""Validation that goes on: broken items are cut out, the rest is validated again.

One run shows every mistake once, and what is left can still be resolved, so that a
misspelt key in one metric does not hide a wrong unit in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from opsgen.diagnostics import Diagnostic, Path
from opsgen.diagnostics.rules import shape
from opsgen.source import Document
from opsgen.spec import channel_checks, checks, secrets, translate
from opsgen.spec.problem import Problem
from opsgen.spec.requires import unmet
from opsgen.spec.root import Operations
from opsgen.spec.tree import Node, at, cut, grow
from opsgen.spec.vocabulary import keys_at


@dataclass(frozen=True, slots=True)
class Validated:
    """What is left of the file, and what was wrong with the rest.

    `broken` holds the original paths of what was removed, and of what a misspelt key among it
    may have been meant to be; `broken_names`, by list or map
    (`metrics`, `alerts`, `channels`, `constants`, `stages`, ...), the names that it went by. A
    file that may be for another opsgen is not `judged`: its other keys may mean something there.
    """

    spec: Operations
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[Path] = frozenset()
    broken_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    judged: bool = True

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether `name` may be a removed one of `kind`, so that missing it is no new mistake.

        A list or section that was removed as a whole may have held any name.
        """
        if name in self.broken_names.get(kind, ()):
            return True
        return self.is_lost(checks.home_of(kind))

    def is_lost(self, path: Path) -> bool:
        """Whether what belongs at `path` may be among what was removed."""
        return any(path[:size] in self.broken for size in range(1, len(path) + 1))


def validate(document: Document) -> Validated:
    """Check the shape of a document. Never raises for bad input."""
    mismatch = unmet(document.data.get("requires"))
    if mismatch:
        nothing = Operations.model_validate({})
        return Validated(nothing, (mismatch.diagnostic(document),), judged=False)
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
            elif kind:  # it may have had any name
                broken.add(checks.home_of(kind))
            cut(root, path)
            broken.add(path)
        for problem in problems:
            broken.update(_meant(document, problem))
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
    about_secrets = list(secrets.check(root))
    problems = _once(
        [
            *(one for one in about_secrets if one.rule is not shape.VARIABLE_IN_LITERAL),
            # A key that nobody knows needs no value, and may be a secret's.
            *(one for one in by_models if one.rule is shape.UNKNOWN_KEY),
            *about_secrets,
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


def _once(problems: list[Problem]) -> list[Problem]:
    """A misspelt key that is required is one mistake: it is unknown, and so the right one is
    missing."""
    renamed = {_name_meant(problem) for problem in problems if problem.rename}
    lacked = {(problem.path, problem.missing) for problem in problems if problem.missing}
    return _outermost(
        [
            replace(problem, spoils=problem.spoils or _name_meant(problem) in lacked)
            for problem in problems
            if (problem.path, problem.missing) not in renamed
        ]
    )


def _name_meant(problem: Problem) -> tuple[Path, str | None]:
    return problem.path[:-1], problem.rename


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


def _meant(document: Document, problem: Problem) -> Iterator[Path]:
    """The places of what an unknown key may have been meant to be."""
    if problem.rule is not shape.UNKNOWN_KEY:
        return
    home = problem.path[:-1]
    for key in [problem.rename] if problem.rename else keys_at(home):
        if not document.has((*home, key)):
            yield (*home, key)


def _report(document: Document, problems: list[Problem]) -> tuple[Diagnostic, ...]:
    """In the order of the lines. What stands in several places by an anchor is told once."""
    diagnostics = {
        (found.code, found.at, found.message): found
        for found in (problem.diagnostic(document) for problem in problems)
    }
    return tuple(sorted(diagnostics.values(), key=Diagnostic.sort_key))
