"""Finish, or take back, what an interrupted build left behind; nobody's edit is lost on the way."""

from __future__ import annotations

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import (
    BROKEN_JOURNAL,
    INTERRUPTED_BUILD,
    MENDED_BUILD,
)
from opsgen.publish import journal, refusals
from opsgen.publish.changes import kept, spare_names
from opsgen.publish.disk import Disk, Entry
from opsgen.publish.journal import Journal, Step
from opsgen.publish.model import RefusedError
from opsgen.publish.records import digest


def recover(disk: Disk, *, force: bool) -> list[Diagnostic]:
    """Leave no build half-way. The lock is held. Returns notes of what was done.

    Raises RefusedError when a file is neither as the interrupted build found it nor as it leaves it
    (unless forced: then the file is copied aside), or when the journal cannot be trusted.
    """
    if not journal.is_half_way(disk):
        journal.clean(disk)
        return []
    backward = disk.has(journal.UNDO)
    path = journal.UNDO if backward else journal.JOURNAL
    try:
        plan = journal.read(disk, path)
    except ValueError as reason:
        raise RefusedError(_broken(path, str(reason))) from None
    notes = _settle(disk, plan, path, force=force)
    try:
        if backward:
            journal.take_back(disk, plan)
        else:
            journal.finish(disk, plan, verify=False)
    except BaseException:
        journal.turn_back(disk)
        raise
    journal.clean(disk)
    done = "taken back" if backward else "finished"
    return [*notes, MENDED_BUILD.at(None, f"an interrupted build was {done} first")]


def interrupted() -> Diagnostic:
    """What `check`, which mends nothing, says of a build that is half-way."""
    return INTERRUPTED_BUILD.at(
        None,
        "a build was interrupted here, or is running: the files may be half old, half new",
        help="run `opsgen build`, which mends it",
    )


def _settle(disk: Disk, plan: Journal, path: str, *, force: bool) -> list[Diagnostic]:
    """Refuse, or copy aside, every file that the interrupted build does not know."""
    backward = path == journal.UNDO
    found: list[Diagnostic] = []
    strangers: list[tuple[str, Entry]] = []
    for number, step in enumerate(plan.steps):
        entry = disk.look(step.path)
        if entry.kind not in ("absent", "file"):
            found.append(refusals.obstacle(step.path, entry))
            continue
        wanted = disk.look(journal.staged(number, "old" if backward else "new"))
        if _is_lost(step, entry, wanted, backward=backward):
            raise RefusedError(_broken(path, f"what it has staged for `{step.path}` is gone"))
        backup = disk.look(journal.staged(number, "old"))
        for stranger in _strangers(step, entry, backup, backward=backward):
            strangers.append((step.path, stranger))
    if not force:
        found.extend(refusals.edited_while_interrupted(name) for name, _ in strangers)
    if found:
        raise RefusedError(*found)
    return [kept(name, _set_aside(disk, name, entry)) for name, entry in strangers]


def _is_lost(step: Step, entry: Entry, wanted: Entry, *, backward: bool) -> bool:
    """Whether the step still has to be taken (back), but its bytes are not staged any more."""
    goal, start = (step.old, step.new) if backward else (step.new, step.old)
    if goal is None or goal == start or _digest(entry) != start:
        return False
    # A backup may be edited: it can be the very file, under the second name that we gave it.
    return wanted.kind != "file" or (not backward and _digest(wanted) != goal)


def _strangers(step: Step, entry: Entry, backup: Entry, *, backward: bool) -> list[Entry]:
    """Bytes of somebody else that the recovery would lose."""
    if backward:  # the backup comes back to its place, as it is
        candidates = [entry] if entry.inode != backup.inode else []
    else:
        candidates = [entry, backup] if entry.inode != backup.inode else [entry]
    known = (None, step.old, step.new)
    return [candidate for candidate in candidates if _digest(candidate) not in known]


def _digest(entry: Entry) -> str | None:
    return digest(entry.content) if entry.kind == "file" else None


def _set_aside(disk: Disk, path: str, entry: Entry) -> str:
    """Move what stands at `path` to a free name beside it; gives that name."""
    copy = next(name for name in spare_names(path) if not disk.has(name))
    disk.create(copy, entry.content, entry.mode & 0o777)
    disk.remove(path)
    return copy


def _broken(path: str, reason: str) -> Diagnostic:
    return BROKEN_JOURNAL.at(
        None,
        f"`{path}`, left by an interrupted build, cannot be trusted: {reason}",
        help=f"restore the files from version control, delete `{journal.TMP}`, build again",
    )
