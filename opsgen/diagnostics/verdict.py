"""From what the stages reported to what is shown and how the command ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from opsgen.diagnostics.model import Diagnostic, Level, Path

NameOf = Callable[[Path], str | None]
"""The name of the list item at a path, by which people address it; None if it has none."""


def _nameless(path: Path) -> str | None:
    return None


_REFUSED = "a warning, which `--strict` refuses"
_WORST_FIRST = (3, 5, 4, 1, 0)
_PLAIN = re.compile(r'[^\s.\[\]"]+')


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of `accept`: the writer knows of the warning or note and lives with it.

    `code` is a code or a slug; `at` a path as `spell_path` writes it, or a prefix of one,
    where an item may also stand by its index, or the name of one item, if only one thing of that
    name has such a finding; `path` is where the entry itself stands.
    """

    code: str
    at: str | None
    reason: str
    path: Path


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic as it is shown. `where` is its path in words, the `at` that accepts it."""

    diagnostic: Diagnostic
    severity: Level
    where: str

    @property
    def promoted(self) -> bool:
        """A warning that `--strict` made an error."""
        return self.severity != self.diagnostic.severity

    @property
    def notes(self) -> tuple[str, ...]:
        """The diagnostic's own, and why a warning is called an error."""
        return (*self.diagnostic.notes, *([_REFUSED] if self.promoted else ()))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one file. Promoted warnings count among the errors and not the warnings.

    `unused` are acceptances that matched nothing. That means little while there are errors,
    because what they would have matched may have been left out with a broken item.
    """

    file: str
    shown: tuple[Finding, ...]
    accepted: int
    unused: tuple[Acceptance, ...]
    exit_code: int

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def warnings(self) -> int:
        return self._count("warning")

    @property
    def notes(self) -> int:
        return self._count("note")

    @property
    def promoted(self) -> int:
        return sum(finding.promoted for finding in self.shown)

    def _count(self, severity: Level) -> int:
        return sum(finding.severity == severity for finding in self.shown)


def judge(
    diagnostics: Iterable[Diagnostic],
    *,
    strict: bool = False,
    accept: Sequence[Acceptance] = (),
    name_of: NameOf = _nameless,
    file: str = "",
) -> Verdict:
    """Drop what is accepted, promote warnings if `strict`, sort, and choose the exit code.

    Errors can be neither accepted nor lowered. `file` is the operations.yaml that the
    diagnostics are about, empty if they are about the command. `name_of` must not give a
    name that may be a secret: it is shown.
    """
    by_rule: dict[str, list[Acceptance]] = {}
    for entry in accept:
        by_rule.setdefault(entry.code.casefold(), []).append(entry)
    asked = [
        (diagnostic, [entry for name in _rule_names(diagnostic) for entry in by_rule.get(name, ())])
        for diagnostic in diagnostics
    ]
    things: dict[Acceptance, set[Path]] = {}
    for diagnostic, entries in asked:
        for entry in entries:
            things.setdefault(entry, set()).update(_things(entry.at, diagnostic.path, name_of))
    used: set[Acceptance] = set()
    open_: list[Diagnostic] = []
    accepted: list[Diagnostic] = []
    for diagnostic, entries in asked:
        matching = [
            entry for entry in entries if _accepts(entry, diagnostic, name_of, things[entry])
        ]
        used.update(matching)
        (accepted if matching else open_).append(diagnostic)
    shown = tuple(
        Finding(
            diagnostic,
            "error" if strict and diagnostic.severity == "warning" else diagnostic.severity,
            spell_path(diagnostic.path, name_of),
        )
        for diagnostic in _once(sorted(open_, key=Diagnostic.sort_key))
    )
    exits = (
        1 if finding.promoted else finding.diagnostic.rule.exit
        for finding in shown
        if finding.severity == "error"
    )
    unused = tuple(entry for entry in accept if entry not in used)
    return Verdict(file, shown, len(_once(accepted)), unused, worst(exits))


def worst(codes: Iterable[int]) -> int:
    """The exit code of several files: the first of 3 5 4 1 0 that occurs; 0 if none do."""
    return min(codes, key=_WORST_FIRST.index, default=0)


def spell_path(path: Path, name_of: NameOf = _nameless) -> str:
    """The path as people write it, `alerting.channels.pagerduty` or `pipeline.stages[0]`."""
    return "".join(_spellings(path, depth, name_of)[0] for depth in range(len(path))).lstrip(".")


def _rule_names(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.code.casefold(), diagnostic.slug


def _accepts(entry: Acceptance, diagnostic: Diagnostic, name_of: NameOf, things: set[Path]) -> bool:
    """`things` are all that go by the name `entry.at` and have such a finding."""
    if diagnostic.severity == "error":
        return False
    if entry.at is None or _covers(entry.at, diagnostic.path, name_of):
        return True
    return len(things) == 1 and _things(entry.at, diagnostic.path, name_of) == things


def _things(name: str | None, path: Path, name_of: NameOf) -> set[Path]:
    """The items of lists on the way to `path` that are called `name`."""
    if not name:
        return set()
    items = (path[: depth + 1] for depth, step in enumerate(path) if isinstance(step, int))
    return {item for item in items if name_of(item) == name}


def _covers(at: str, path: Path, name_of: NameOf) -> bool:
    """Whether `at` spells `path` or a prefix of it.

    It is matched along the path and never parsed, so no name needs to be escaped to be found.
    """
    rests = {at if at.startswith("[") else f".{at}"}
    for depth in range(len(path)):
        rests = {
            rest.removeprefix(spelling)
            for rest in rests
            for spelling in _spellings(path, depth, name_of)
            if rest.startswith(spelling)
        }
        if "" in rests:
            return True
        rests = {rest for rest in rests if rest[0] in ".["}
    return False


def _spellings(path: Path, depth: int, name_of: NameOf) -> list[str]:
    """All ways to write one step of a path, the canonical one first."""
    step = path[depth]
    if isinstance(step, str):
        return _by_name(step)
    name = name_of(path[: depth + 1])
    return [*(_by_name(name) if name else ()), f"[{step}]"]


def _by_name(name: str) -> list[str]:
    quoted = f"[{json.dumps(name, ensure_ascii=False)}]"
    return [f".{name}", quoted] if _PLAIN.fullmatch(name) else [quoted]


def _once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Without what a reader could not tell apart: an alias repeats its anchor's findings."""
    seen: dict[Diagnostic, Diagnostic] = {}
    for each in diagnostics:
        seen.setdefault(replace(each, path=()) if each.at else each, each)
    return list(seen.values())
