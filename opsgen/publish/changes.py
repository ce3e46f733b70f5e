"""Decide, from what stands on disk and in the manifest, what one build would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import KEPT_COPY
from opsgen.paths import NAME_BYTES, key
from opsgen.publish import manifest, refusals
from opsgen.publish.disk import Disk, Entry
from opsgen.publish.model import File
from opsgen.publish.paths import parents
from opsgen.publish.records import digest


@dataclass(frozen=True, slots=True)
class Change:
    """Put `new` where `old` stands (a file, or nothing); None removes it."""

    path: str
    old: Entry
    new: bytes | None
    mode: int = 0o644


@dataclass(slots=True)
class Changes:
    """What a build would do. With a refusal it may do nothing."""

    writes: list[Change] = field(default_factory=list)
    removals: list[Change] = field(default_factory=list)
    copies: list[Change] = field(default_factory=list)
    manifest: list[Change] = field(default_factory=list)
    """The change of the manifest, when there is one."""
    emptied: list[str] = field(default_factory=list)
    """Folders of removed files, deepest first: removed too, those that are empty then."""
    unchanged: list[str] = field(default_factory=list)
    refusals: dict[str, Diagnostic] = field(default_factory=dict)
    """By the path that each is about."""
    notes: list[Diagnostic] = field(default_factory=list)

    @property
    def steps(self) -> list[Change]:
        """In the order in which they are made; the manifest tells of the others, so it is last."""
        return [*self.copies, *self.writes, *self.removals, *self.manifest]


def decide(disk: Disk, files: Sequence[File], owner: str, *, force: bool) -> Changes:
    """Compare `files`, whose paths are valid, with the disk.

    Raises RefusedError when the manifest cannot be trusted, OSError when the disk cannot be read.
    """
    entry = disk.look(manifest.PATH)
    owners = manifest.decode(entry)
    build = _Build(disk, owners, owner, files, force)
    for file in sorted(files, key=lambda file: file.path):
        build.add(file)
    mine = {file.path: digest(file.content) for file in files}
    for path, known in sorted(owners.get(owner, {}).items()):
        if path not in mine:
            build.drop(path, known)
    changes = build.changes
    content = manifest.encode({**owners, owner: mine})
    if content != (entry.content if entry.kind == "file" else None):
        changes.manifest.append(Change(manifest.PATH, entry, content))
    changes.emptied = _above([change.path for change in changes.removals])
    return changes


class _Build:
    """The files of one owner, decided one after the other."""

    def __init__(
        self, disk: Disk, owners: manifest.Owners, owner: str, files: Sequence[File], force: bool
    ) -> None:
        self.changes = Changes()
        self._disk = disk
        self._force = force
        self._known = {key(path): known for path, known in owners.get(owner, {}).items()}
        self._others = {
            key(path): other for other in owners if other != owner for path in owners[other]
        }
        self._new = {key(file.path) for file in files}
        self._inodes: dict[str, tuple[int, int]] = {}

    def add(self, file: File) -> None:
        """A file that the build has."""
        path = file.path
        if other := self._others.get(key(path)):
            self.changes.refusals[path] = refusals.other_owner(path, other, manifest.PATH)
            return
        entry = self._disk.look(path)
        self._inodes[key(path)] = entry.inode
        if entry.kind not in ("absent", "file"):
            self.changes.refusals[path] = refusals.obstacle(path, entry)
            return
        same = entry.kind == "file" and entry.content == file.content
        if same and (entry.mode & 0o100 or not file.executable):
            self.changes.unchanged.append(path)
            return
        self.changes.writes.append(
            Change(path, entry, file.content, 0o755 if file.executable else 0o644)
        )
        known = self._known.get(key(path))
        if entry.kind == "file" and not same and digest(entry.content) != known:
            self._keep(path, entry, refusals.edited(path) if known else refusals.foreign(path))

    def drop(self, path: str, known: str) -> None:
        """A file that only the last build had, and whose bytes were `known` then."""
        entry = self._disk.look(path)
        # On a file system that knows no case, a new spelling names the same file.
        if key(path) in self._new and entry.inode == self._inodes.get(key(path)):
            return
        if entry.kind in ("link", "blocked"):
            self.changes.refusals[path] = refusals.obstacle(path, entry)
        elif entry.kind == "file":
            self.changes.removals.append(Change(path, entry, None))
            if digest(entry.content) != known:
                self._keep(path, entry, refusals.edited_stale(path))

    def _keep(self, path: str, entry: Entry, refusal: Diagnostic) -> None:
        """Bytes that are not ours: refuse to lose them, or copy them aside when forced."""
        if not self._force:
            self.changes.refusals[path] = refusal
            return
        copy = next(name for name in spare_names(path) if self._is_free(name))
        self.changes.copies.append(
            Change(copy, self._disk.look(copy), entry.content, entry.mode & 0o777)
        )
        self.changes.notes.append(kept(path, copy))

    def _is_free(self, path: str) -> bool:
        taken = self._new | self._others.keys() | {key(copy.path) for copy in self.changes.copies}
        return key(path) not in taken and self._disk.look(path).kind == "absent"


def spare_names(path: str) -> Iterator[str]:
    """Names beside `path` for a copy of it: `.orig`, `.orig2`, `.orig3` …"""
    folder, slash, name = path.rpartition("/")
    stem = name.encode()[: NAME_BYTES - len(".orig99999")].decode(errors="ignore")
    number = 1
    while True:
        yield f"{folder}{slash}{stem}.orig{number if number > 1 else ''}"
        number += 1


def kept(path: str, copy: str) -> Diagnostic:
    return KEPT_COPY.at(
        None, f"`{path}` was not as opsgen left it: its former bytes are now in `{copy}`"
    )


def _above(removed: Sequence[str]) -> list[str]:
    folders = {folder for path in removed for folder in parents(path)}
    return sorted(folders, key=lambda folder: (-folder.count("/"), folder))
