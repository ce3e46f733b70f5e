"""Bring the files of one build below a root, all or none; or only tell what that would change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import BUILD_RUNNING, OUT_OF_DATE
from opsgen.publish import journal, recovery
from opsgen.publish.changes import Changes, decide
from opsgen.publish.diff import diff
from opsgen.publish.disk import Disk
from opsgen.publish.failures import failure
from opsgen.publish.model import File, Outcome, RefusedError
from opsgen.publish.paths import faults

_LOCK = f"{journal.TMP}/lock"
_IGNORE = f"{journal.TMP}/.gitignore"
_IGNORE_ALL = b"*\n"


def publish(
    root: str | os.PathLike[str], files: Sequence[File], *, owner: str, force: bool = False
) -> Outcome:
    """Make `files` the files of `owner` below `root`, which is made if it is not there.

    Files of the owner's last build that are not among them are removed. Nothing is touched when
    all is as it should be, or when anything is refused: a path that is not safe (exit 3); a file
    of another owner, a file edited by hand or not ours, a link or a folder in the way, another
    build at work (exit 4); a disk that fails (exit 5). `force` overwrites and removes files that
    are edited or not ours, and keeps their bytes beside them under a name that is free.
    """
    return _run(root, files, lambda disk: _publish(disk, files, owner, force=force))


def check(
    root: str | os.PathLike[str],
    files: Sequence[File],
    *,
    owner: str,
    rebuild: str = "opsgen build",
) -> Outcome:
    """What `publish` would do, as an outcome with a diff; writes nothing at all.

    Every file that differs has an error of exit 4; no diagnostic means that nothing differs.
    `rebuild` is the command that mends what is out of date.
    """
    return _run(root, files, lambda disk: _check(disk, files, owner, rebuild))


def _run(
    root: str | os.PathLike[str], files: Sequence[File], work: Callable[[Disk], Outcome]
) -> Outcome:
    if bad := faults(file.path for file in files):
        return Outcome(diagnostics=tuple(bad))
    disk = Disk(root)
    try:
        with disk:
            try:
                return work(disk)
            except OSError as error:
                half_way = journal.is_half_way(disk)
                return Outcome(diagnostics=(failure(error, disk.root, half_way=half_way),))
    except RefusedError as refused:
        return Outcome(diagnostics=refused.diagnostics)
    except OSError as error:  # the root itself, or a disk that gives no answer any more
        return Outcome(diagnostics=(failure(error, disk.root),))


def _publish(disk: Disk, files: Sequence[File], owner: str, *, force: bool) -> Outcome:
    if journal.is_clean(disk):
        changes = decide(disk, files, owner, force=force)
        # No build was half-way before nor after, so what was seen between is whole.
        if (changes.refusals or not changes.steps) and journal.is_clean(disk):
            return _outcome(changes)
    disk.make_root()
    disk.make_folder(journal.TMP)
    with disk.lock(_LOCK) as held:
        if not held:
            return Outcome(diagnostics=(_running(),))
        if disk.look(_IGNORE).content != _IGNORE_ALL:
            disk.remove(_IGNORE)
            disk.create(_IGNORE, _IGNORE_ALL, 0o644)
        mended = recovery.recover(disk, force=force)
        changes = decide(disk, files, owner, force=force)
        if changes.steps and not changes.refusals:
            journal.commit(disk, changes.steps, changes.emptied)
        return _outcome(changes, mended)


def _outcome(changes: Changes, mended: Sequence[Diagnostic] = ()) -> Outcome:
    if changes.refusals:
        return Outcome(diagnostics=(*mended, *_refusals(changes)))
    return Outcome(
        written=tuple(change.path for change in changes.writes),
        removed=tuple(change.path for change in changes.removals),
        unchanged=tuple(changes.unchanged),
        diagnostics=(*mended, *changes.notes),
    )


def _check(disk: Disk, files: Sequence[File], owner: str, rebuild: str) -> Outcome:
    changes = decide(disk, files, owner, force=False)
    found = (*_refusals(changes), *_differences(changes, rebuild))
    if journal.is_half_way(disk):
        found = (recovery.interrupted(),)
    return Outcome(
        written=tuple(change.path for change in changes.writes),
        removed=tuple(change.path for change in changes.removals),
        unchanged=tuple(changes.unchanged),
        # The manifest follows from the other files: of interest only when it alone differs.
        diff=diff([*changes.writes, *changes.removals] or changes.manifest, disk.root),
        diagnostics=found,
    )


def _refusals(changes: Changes) -> tuple[Diagnostic, ...]:
    return tuple(diagnostic for _, diagnostic in sorted(changes.refusals.items()))


def _differences(changes: Changes, rebuild: str) -> Iterator[Diagnostic]:
    plain = [*changes.writes, *changes.removals] or changes.manifest
    for change in sorted(plain, key=lambda change: change.path):
        if change.path in changes.refusals:
            continue
        state = "is out of date" if change.old.kind == "file" else "is missing"
        if change.new is None:
            state = "is generated no more"
        yield OUT_OF_DATE.at(None, f"`{change.path}` {state}", help=f"run `{rebuild}`")


def _running() -> Diagnostic:
    return BUILD_RUNNING.at(None, "another build is running here", help="wait until it has ended")
