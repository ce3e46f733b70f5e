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
            journal.finish(disk, plan)
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
    found = []
    strangers = []
    for number, step in enumerate(plan.steps):
        entry = disk.look(step.path)
        now = digest(entry.content) if entry.kind == "file" else None
        if entry.kind not in ("absent", "file"):
            found.append(refusals.obstacle(step.path, entry))
        elif now not in (step.old, step.new, None):
            strangers.append((step.path, entry))
        elif _is_lost(disk, number, step, now, backward=path == journal.UNDO):
            raise RefusedError(_broken(path, f"what it has staged for `{step.path}` is gone"))
    if not force:
        found.extend(refusals.edited_while_interrupted(name) for name, _ in strangers)
    if found:
        raise RefusedError(*found)
    return [kept(name, _copy(disk, name, entry)) for name, entry in strangers]


def _is_lost(disk: Disk, number: int, step: Step, now: str | None, *, backward: bool) -> bool:
    """Whether the step still has to be taken (back), but its bytes are not staged any more."""
    wanted = step.old if backward else step.new
    if wanted is None or now in (wanted, None):
        return False
    entry = disk.look(journal.staged(number, "old" if backward else "new"))
    return entry.kind != "file" or (not backward and digest(entry.content) != wanted)


def _copy(disk: Disk, path: str, entry: Entry) -> str:
    for name in spare_names(path):
        if not disk.has(name):
            disk.create(name, entry.content, entry.mode & 0o777)
            return name
    raise AssertionError("the spare names never end")


def _broken(path: str, reason: str) -> Diagnostic:
    return BROKEN_JOURNAL.at(
        None,
        f"`{path}`, left by an interrupted build, cannot be trusted: {reason}",
        help=f"restore the files from version control, delete `{journal.TMP}`, build again",
    )
