"""The public façade: a file to its plan, a plan to its files. The CLI is a thin user of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from opsgen.diagnostics import Acceptance, Diagnostic, Path, Verdict, judge
from opsgen.diagnostics.rules import names as name_rules
from opsgen.diagnostics.rules import shape as shape_rules
from opsgen.diagnostics.rules import targets as target_rules
from opsgen.source import Document, Loaded, load, loads, redact, repository, shown_key

if TYPE_CHECKING:
    from opsgen.artifacts import Artifact
    from opsgen.emission import Emitted
    from opsgen.packs import Packs
    from opsgen.pins import Lock
    from opsgen.plan import Plan
    from opsgen.registry import Choice, Chosen
    from opsgen.spec import Operations

LOCK = "opsgen.lock"
"""Beside operations.yaml: the commits of the actions that workflows run."""

_OF_STRANGE_KEYS = frozenset(
    {
        shape_rules.UNKNOWN_KEY,
        shape_rules.FIELD_NOT_FOR_TYPE,
        target_rules.UNKNOWN_OPTION,
        target_rules.UNKNOWN_TARGET,
    }
)
"""Each points at a key whose value may be a misspelt or mislaid secret's."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What the compiler may know of the world around the file, and what it asked."""

    path: FilePath
    looked: dict[str, bool] = field(default_factory=dict)

    @property
    def folder_name(self) -> str:
        return self.path.resolve().name

    @property
    def below(self) -> str | None:
        """The folder from the root of its repository; None outside of any.

        That of a text that stands nowhere yet may not be there: it lies in none.
        """
        root = repository(self.path) if self.path.is_dir() else None
        return None if root is None else self.path.resolve().relative_to(root).as_posix()

    def has_file(self, relative: str) -> bool:
        # Resolved first: `..` of a linked folder leads elsewhere than its spelling.
        path = self.path.resolve() / relative
        return self.looked.setdefault(str(path), path.is_file())


@dataclass(frozen=True, slots=True)
class Compilation:
    """One file as far as it could be understood.

    `plan` is None when an error stands among `diagnostics`, which are all that was found,
    accepted ones too. `text` is the file's text with secrets starred out, for excerpts.
    `chosen` are the targets of a build. `looked` tells which other files were looked for, and
    whether each was there; `read` are the files and folders that were read besides, and
    `other_texts` those of them at which a diagnostic may point, as `text` is. `emitted` is what
    the targets gave, if they were asked already.
    """

    file: str
    text: str
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    spec: Operations | None = None
    document: Document | None = None
    chosen: tuple[Chosen, ...] = ()
    looked: Mapping[str, bool] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    other_texts: Mapping[str, str] = field(default_factory=dict)
    emitted: Emitted | None = None

    @property
    def texts(self) -> dict[str, str]:
        """The text of every file at which a diagnostic may point, by its name; of one that could
        not be read there is none."""
        own = {self.file: self.text} if self.text else {}
        return {**self.other_texts, **own}

    def verdict(self, *, strict: bool = False, built: bool = False) -> Verdict:
        """What to show and how to exit. `built` tells whether targets emitted."""
        accepted = () if self.spec is None else self.spec.accept
        accept = [Acceptance(entry.code, entry.at, entry.reason, entry.path) for entry in accepted]
        verdict = self._judged(self.diagnostics, strict, accept)
        unused = [
            entry
            for entry in verdict.unused
            # What a target finds only while it emits, `validate` cannot know.
            if self.plan is not None and (built or not entry.code.startswith("OPS4"))
        ]
        if not unused or self.document is None:
            return verdict
        extra = [
            name_rules.UNUSED_ACCEPTANCE.at(
                self.document.span(entry.path),
                f"nothing of code {entry.code} is reported there, so nothing is accepted",
                help="remove the entry, or correct its `at`",
                path=entry.path,
            )
            for entry in unused
        ]
        return self._judged((*self.diagnostics, *extra), strict, accept)

    def _judged(
        self, diagnostics: Iterable[Diagnostic], strict: bool, accept: list[Acceptance]
    ) -> Verdict:
        shown = [replace(each, path=_shown(each.path)) for each in diagnostics]
        return judge(shown, strict=strict, accept=accept, name_of=self._name_of, file=self.file)

    def _name_of(self, path: Path) -> str | None:
        """The name of a list's item, so that `accept: at` need not count."""
        node: object = self.document.data if self.document is not None else None
        for key in path:
            try:
                node = node[key]  # type: ignore[index]  # any of them: that is what except is for
            except (TypeError, KeyError, IndexError):
                return None
        name = node.get("name", node.get("id")) if isinstance(node, Mapping) else None
        return name if isinstance(name, str) else None


@dataclass(frozen=True, slots=True)
class Build:
    """A compilation and its artifacts, which are empty when an error stands."""

    compilation: Compilation
    artifacts: tuple[Artifact, ...] = ()


def compile_file(path: str, *, targets: bool = True) -> Compilation:
    """Read and understand one operations.yaml. Bad input gives diagnostics, never an exception.

    Without `targets` none is asked what it cannot say, and none would run.
    """
    return _compile(load(path), FilePath(path).parent, targets)


def compile_text(text: str, file: str = "operations.yaml", *, targets: bool = True) -> Compilation:
    """The same for a text that stands nowhere yet."""
    return _compile(loads(text.encode(), file), FilePath(file).parent, targets)


def check_text(text: str, file: str = "operations.yaml") -> tuple[Diagnostic, ...]:
    """All that a build of `text` would report."""
    return build(compile_text(text, file)).compilation.diagnostics


def _compile(loaded: Loaded, folder: FilePath, targets: bool = True) -> Compilation:
    if loaded.document is None:
        from opsgen.spec.vocabulary import words

        return Compilation(loaded.file, redact(loaded, (), words()), None, loaded.diagnostics)
    from opsgen.resolve import resolve
    from opsgen.spec import validate

    document = loaded.document
    validated = validate(document)
    if not validated.judged:
        return Compilation(loaded.file, redact(loaded), None, validated.diagnostics)
    world = Folder(folder)
    resolved = resolve(validated.spec, document, world, validated)
    found = (*loaded.diagnostics, *validated.diagnostics, *resolved.diagnostics)
    chosen: tuple[Chosen, ...] = ()
    packs: Packs | None = None
    lock: Lock | None = None
    if targets:
        choice, packs = _choice(validated.spec, document, folder)
        chosen, found = choice.chosen, (*found, *choice.diagnostics)
        if world.has_file(LOCK):
            from opsgen.pins import pinned, read_lock

            lock = read_lock(folder / LOCK)
            chosen, found = pinned(chosen, lock), (*found, *lock.diagnostics)
    emitted: Emitted | None = None
    if targets and not _has_error(found):
        from opsgen.emission import check_all, emit_all, input_chose

        told = check_all(chosen, resolved.plan, world)
        found = (*found, *(_placed(one, document) for one in told))
        # Which files there are only their targets know, so a path is judged by what they emit.
        if any(map(input_chose, chosen)) and not _has_error(found):
            brief = [replace(one, options=one.options.brief()) for one in chosen]
            looked = emit_all(brief, resolved.plan, _read(loaded.file))
            found = (*found, *(_placed(one, document) for one in looked.misplaced))
            if all(few.options is whole.options for few, whole in zip(brief, chosen, strict=True)):
                emitted = looked
        found = (*found, *_unread(document, chosen))
    hidden = [d.path for d in found if _may_be_secret(d)]
    known = None
    if validated.diagnostics:  # a key that is unknown may be a misspelt secret's
        from opsgen.spec.vocabulary import words

        known = words()
    return Compilation(
        loaded.file,
        redact(loaded, hidden, known),
        None if _has_error(found) else resolved.plan,
        found,
        validated.spec,
        document,
        chosen,
        world.looked,
        (*(packs.read if packs else ()), *([str(lock.path)] if lock else ())),
        {**(packs.texts if packs else {}), **({str(lock.path): lock.text} if lock else {})},
        emitted,
    )


def _read(file: str) -> tuple[str, ...]:
    """The files beside the input that a build reads, the input first."""
    return (FilePath(file).name, LOCK)


def _shown(path: Path) -> Path:
    """Without keys that may be a secret themselves, pasted where a key stands."""
    return tuple(shown_key(step) if isinstance(step, str) else step for step in path)


def _placed(found: Diagnostic, document: Document) -> Diagnostic:
    """With a place: what a target misses among its options is told at the nearest key."""
    if found.at is not None or not found.path:
        return found
    return replace(found, at=document.span(found.path))


def _may_be_secret(found: Diagnostic) -> bool:
    """Whether the value that an error points at may be one that belongs elsewhere."""
    at_channel = found.path[:2] == ("alerting", "channels") and len(found.path) == 3
    beside_secrets = not {"env", "secrets"}.isdisjoint(found.path)
    return found.rule in _OF_STRANGE_KEYS or at_channel or beside_secrets


def _choice(spec: Operations, document: Document, folder: FilePath) -> tuple[Choice, Packs | None]:
    """(what runs; the packs that the file names, if it names any)."""
    from opsgen.registry import choose, entry_points

    points = entry_points()
    if not any("pack" in table for table in spec.targets.values()):
        return choose(spec.targets, document, points), None
    from opsgen.packs import named, read_packs

    tables = named(spec.targets, {point.name for point in points})
    packs = read_packs(tables, document, folder)
    choice = choose(spec.targets, document, points, packs.targets)
    return replace(choice, diagnostics=(*packs.diagnostics, *choice.diagnostics)), packs


def build(compilation: Compilation) -> Build:
    """Let the targets emit the plan. Without a plan nothing runs."""
    if compilation.plan is None:
        return Build(compilation)
    from opsgen.emission import emit_all

    emitted = compilation.emitted or emit_all(compilation.chosen, compilation.plan)
    if found := emitted.diagnostics:
        everything = (*compilation.diagnostics, *found)
        plan = None if _has_error(found) else compilation.plan
        compilation = replace(compilation, diagnostics=everything, plan=plan)
    return Build(compilation, () if compilation.plan is None else emitted.artifacts)


def _unread(document: Document, chosen: Sequence[Chosen]) -> list[Diagnostic]:
    from opsgen.target import SECTIONS

    read = frozenset[str]().union(*(one.target.reads for one in chosen))
    paths: list[Path] = [tuple(name.split(".")) for name in SECTIONS if name not in read]
    paths = [path for path in paths if document.has(path)]
    if not paths:
        return []
    from opsgen.registry import known_reads

    known = known_reads()
    return [
        target_rules.UNREAD_SECTION.at(
            document.key_span(path),
            f"no target of this build puts `{'.'.join(map(str, path))}` into effect",
            help="enable a target that does; `opsgen targets` lists them"
            if ".".join(map(str, path)) in known
            else "no target of this opsgen does: it is for another tool, or for a pack of yours",
            path=path,
        )
        for path in paths
    ]


def _has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
