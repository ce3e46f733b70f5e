"""Say in our own words why the disk did not take a build."""

from __future__ import annotations

import errno

from opsgen.diagnostics import Diagnostic
from opsgen.diagnostics.rules.publishing import CANNOT_WRITE
from opsgen.publish.disk import Entry
from opsgen.publish.refusals import obstacle

_REASONS = {
    errno.EACCES: ("permission is denied", "give yourself the right to write there"),
    errno.EPERM: ("permission is denied", "give yourself the right to write there"),
    errno.EROFS: ("the file system is read-only", "build elsewhere with `--out`"),
    errno.ENOSPC: ("no space is left on the disk", "make room, then build again"),
    errno.EDQUOT: ("the disk quota is used up", "make room, then build again"),
    errno.EIO: ("the disk reports an error", "look at the disk's health before you trust it"),
    errno.ENOTDIR: ("it, or a part of its path, is not a folder", "build elsewhere with `--out`"),
    errno.EEXIST: (
        "a symbolic link that leads nowhere stands there",
        "remove it, or build elsewhere with `--out`",
    ),
    errno.ENOENT: (
        "a part of its path leads nowhere, or has just gone",
        "build elsewhere with `--out`",
    ),
    errno.EXDEV: (
        "it is on another file system than `.opsgen/tmp`",
        "unmount it, or build there with `--out`",
    ),
    errno.ENAMETOOLONG: ("the path is too long", "build in a folder with a shorter path"),
    errno.EMFILE: ("too many files are open", "raise the limit of open files"),
    errno.ENFILE: ("too many files are open", "close other programs"),
}


def failure(error: OSError, root: str, *, half_way: bool = False) -> Diagnostic:
    """The diagnostic for a call that failed; a link that appeared on the way is a refusal.

    `half_way` says that the files could not be brought back to what they were.
    """
    path = str(error.filename or root)
    if error.errno == errno.ELOOP and path != root:
        return obstacle(path, Entry("link", path))
    unknown = errno.errorcode.get(error.errno or 0, "an unknown error")
    reason, help = _REASONS.get(
        error.errno or 0, (f"the system reports {unknown}", "mend that, then build again")
    )
    notes = ("the files are half old, half new; the next `opsgen build` mends that",) * half_way
    message = f"`{path}` cannot be read or written: {reason}"
    return CANNOT_WRITE.at(None, message, help=help, notes=notes)
