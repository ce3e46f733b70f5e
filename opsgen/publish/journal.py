"""Change many files as if in one instant.

All that is new, and a second name for all that is old, is brought to `.opsgen/tmp/stage` first.
Renaming the journal into place is the commit point: before it, nothing outside `.opsgen/tmp` has
changed; after it, the stage holds all that is needed to finish. If a call fails then, the journal
is renamed to `undo.json` and the steps are taken back. Both ways are safe to repeat, so whoever
dies at any point leaves something that the next build can finish or take back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from opsgen.publish import manifest, records
from opsgen.publish.changes import Change
from opsgen.publish.disk import Disk
from opsgen.publish.model import RefusedError
from opsgen.publish.paths import parent, parents
from opsgen.publish.refusals import edited_while_writing

TMP = ".opsgen/tmp"
JOURNAL = f"{TMP}/journal.json"
UNDO = f"{TMP}/undo.json"
_PART = f"{TMP}/journal.part"
_STAGE = f"{TMP}/stage"


@dataclass(frozen=True, slots=True)
class Step:
    """Bytes by their digests: `old` stands at `path`, `new` takes its place; None is no file.

    The step with number N has its bytes staged as `N.new` and `N.old`.
    """

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    steps: tuple[Step, ...]
    made: tuple[str, ...]
    """Folders that were absent, deepest first."""
    emptied: tuple[str, ...]
    """Folders to remove if they are empty, deepest first."""


def staged(number: int, side: str) -> str:
    """Where the bytes of a step wait; `side` is `new` or `old`."""
    return f"{_STAGE}/{number}.{side}"


def is_half_way(disk: Disk) -> bool:
    """Whether a build has been interrupted, or is at work, between its commit and its end."""
    return disk.has(UNDO) or disk.has(JOURNAL)


def is_clean(disk: Disk) -> bool:
    """Whether no build has left anything behind."""
    return not (is_half_way(disk) or disk.has(_PART) or disk.has(_STAGE))


def commit(disk: Disk, changes: Sequence[Change], emptied: Sequence[str]) -> None:
    """Make all changes or none. `.opsgen/tmp` exists, is locked and clean.

    Raises OSError, RefusedError when somebody writes to one of the files meanwhile, or
    KeyboardInterrupt; then the old files stand as before, or, when even that failed, the journal
    is left for the next build.
    """
    try:
        journal = _stage(disk, changes, emptied)
        disk.create(_PART, _encode(journal), 0o644)
        disk.sync(_STAGE)
        disk.rename(_PART, JOURNAL)
        disk.sync(TMP)
        finish(disk, journal, verify=True)
    except BaseException:
        turn_back(disk)
        raise
    with suppress(OSError):  # the build stands; what is left of it here, the next one removes
        clean(disk)


def finish(disk: Disk, journal: Journal, *, verify: bool) -> None:
    """Take the steps that have not been taken, and drop the journal.

    `verify`: refuse when somebody has written into one of the files that were replaced.
    """
    for number, step in enumerate(journal.steps):
        if step.new is None:
            disk.remove(step.path)
        elif disk.has(staged(number, "new")):
            disk.make_folder(parent(step.path))
            disk.rename(staged(number, "new"), step.path)
    _sync(disk, journal)
    for number, step in enumerate(journal.steps):
        if verify and step.old and _digest(disk, staged(number, "old")) != step.old:
            raise RefusedError(edited_while_writing(step.path))
    # Last, since taking this back needs room on the disk.
    for folder in journal.emptied:
        disk.remove_empty(folder)
    disk.remove(JOURNAL)


def turn_back(disk: Disk) -> None:
    """After a failure: take back what was done. What cannot be is left to the next build."""
    with suppress(OSError, ValueError):
        if disk.has(JOURNAL):
            journal = read(disk, JOURNAL)
            disk.rename(JOURNAL, UNDO)
            take_back(disk, journal)
        clean(disk)


def take_back(disk: Disk, journal: Journal) -> None:
    """Take back the steps that have been taken, and drop the journal."""
    for number, step in enumerate(journal.steps):
        if step.new is not None and disk.has(staged(number, "new")):
            continue  # not taken, so what stands at the path is not ours
        if step.old is None:
            disk.remove(step.path)
        elif disk.has(staged(number, "old")):
            disk.make_folder(parent(step.path))
            disk.rename(staged(number, "old"), step.path)
    for folder in journal.made:
        disk.remove_empty(folder)
    _sync(disk, journal)
    disk.remove(UNDO)


def clean(disk: Disk) -> None:
    """Remove the stage; nothing needs it when there is no journal."""
    if is_half_way(disk):
        return
    for name in disk.names(_STAGE):
        disk.remove(f"{_STAGE}/{name}")
    disk.remove_empty(_STAGE)
    disk.remove(_PART)


def read(disk: Disk, path: str) -> Journal:
    """The journal at `path`; ValueError with the reason when it cannot be trusted."""
    entry = disk.look(path)
    if entry.kind != "file":
        raise ValueError("it is not a regular file")
    record = records.read(entry.content)
    if set(record) != {"steps", "made", "emptied"}:
        raise ValueError("it has not the shape that opsgen writes")
    return Journal(
        tuple(_decode_step(step) for step in records.a_list(record["steps"])),
        tuple(records.a_path(folder) for folder in records.a_list(record["made"])),
        tuple(records.a_path(folder) for folder in records.a_list(record["emptied"])),
    )


def _stage(disk: Disk, changes: Sequence[Change], emptied: Sequence[str]) -> Journal:
    disk.make_folder(_STAGE)
    for number, change in enumerate(changes):
        if change.new is not None:
            disk.create(staged(number, "new"), change.new, change.mode)
        backup = staged(number, "old")
        if change.old.kind == "file" and not disk.link(change.path, backup):
            disk.create(backup, change.old.content, change.old.mode & 0o777)
    steps = (
        Step(
            change.path,
            records.digest(change.old.content) if change.old.kind == "file" else None,
            records.digest(change.new) if change.new is not None else None,
        )
        for change in changes
    )
    return Journal(tuple(steps), tuple(_absent_folders(disk, changes)), tuple(emptied))


def _absent_folders(disk: Disk, changes: Sequence[Change]) -> Iterator[str]:
    written = [change.path for change in changes if change.new is not None]
    wanted = {folder for path in written for folder in parents(path)}
    for folder in sorted(wanted, key=lambda folder: (-folder.count("/"), folder)):
        if folder != ".opsgen" and not disk.has(folder):
            yield folder


def _sync(disk: Disk, journal: Journal) -> None:
    for folder in sorted({parent(step.path) for step in journal.steps}):
        disk.sync(folder)


def _digest(disk: Disk, path: str) -> str | None:
    entry = disk.look(path)
    return records.digest(entry.content) if entry.kind == "file" else None


def _encode(journal: Journal) -> bytes:
    return records.write(asdict(journal))


def _decode_step(value: object) -> Step:
    step = records.a_map(value)
    if set(step) != {"path", "old", "new"}:
        raise ValueError("it has not the shape that opsgen writes")
    path = step["path"]
    return Step(
        manifest.PATH if path == manifest.PATH else records.a_path(path),
        None if step["old"] is None else records.a_digest(step["old"]),
        None if step["new"] is None else records.a_digest(step["new"]),
    )
