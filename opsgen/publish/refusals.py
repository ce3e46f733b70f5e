"""The words in which a build refuses to touch what stands at a path."""

from __future__ import annotations

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import (
    EDITED_STALE_FILE,
    FOREIGN_FILE,
    HAND_EDITED,
    OTHER_OWNER,
    PATH_IN_THE_WAY,
    SYMLINK_IN_OUTPUT,
)
from opsgen.publish.disk import Entry

_FORCE = "run `opsgen build --force`, which keeps the present file as `<name>.orig`"


def obstacle(path: str, entry: Entry) -> Diagnostic:
    """Something other than a file stands at `path` or on the way to it.

    Of what is on the way the words do not tell to which file, so that it is said once for all.
    """
    where = entry.where
    if entry.kind == "link":
        return SYMLINK_IN_OUTPUT.at(
            None,
            f"`{where}` is a symbolic link, and a build never writes through one",
            help=f"replace `{where}` by what it points to, or build elsewhere with `--out`",
        )
    if where != path:
        message = f"`{where}` is not a folder, and files of the build belong below it"
    elif entry.kind == "folder":
        message = f"`{path}` is a folder, where a file belongs"
    else:
        message = f"`{path}` is not a regular file"
    return PATH_IN_THE_WAY.at(None, message, help=f"move `{where}` away")


def other_owner(path: str, owner: str, manifest: str) -> Diagnostic:
    return OTHER_OWNER.at(
        None,
        f"`{path}` belongs to the build of `{owner}`",
        help="give one of the two another `path` under `targets`, or another `--out`",
        notes=(f"if `{owner}` is gone, delete its files and its entry in `{manifest}`",),
    )


def edited(path: str) -> Diagnostic:
    return HAND_EDITED.at(
        None,
        f"`{path}` was edited after opsgen wrote it",
        help=f"move your edit into operations.yaml and restore the file, or {_FORCE}",
    )


def edited_while_interrupted(path: str) -> Diagnostic:
    return HAND_EDITED.at(
        None,
        f"`{path}` was edited after a build was interrupted there",
        help=f"move your edit into operations.yaml and the file away, or {_FORCE}",
    )


def edited_while_writing(path: str) -> Diagnostic:
    return HAND_EDITED.at(
        None,
        f"`{path}` was edited while the build was writing",
        help="build again, when nobody is writing there",
    )


def edited_stale(path: str) -> Diagnostic:
    return EDITED_STALE_FILE.at(
        None,
        f"`{path}` is generated no more, and was edited after opsgen wrote it",
        help=f"delete it, or {_FORCE}",
    )


def foreign(path: str) -> Diagnostic:
    return FOREIGN_FILE.at(
        None,
        f"`{path}` stands where the build writes, and opsgen did not write it",
        help=f"move it away, or {_FORCE}",
    )
