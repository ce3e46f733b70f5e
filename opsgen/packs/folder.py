"""Reading a pack's folder: only regular files, only below the repository's root, no links."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from opsgen.packs.model import MAX_DEPTH, MAX_ENTRIES, MAX_FILE_BYTES, MAX_FILES, SUFFIX
from opsgen.source.characters import FORBIDDEN

# O_NOFOLLOW: what was looked at is what is opened. O_NONBLOCK: a pipe must not make us wait.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NAME = re.compile(r"[A-Za-z0-9_@+=,.-]+")


class RefusalError(Exception):
    """Why a folder gives no pack, and what to do about it."""

    def __init__(self, reason: str, help: str) -> None:
        super().__init__(reason)
        self.reason, self.help = reason, help


def templates(folder: Path, looked_at: list[str]) -> dict[str, str]:
    """The templates below `folder` by their paths, with `/`, sorted.

    Every file and folder is noted in `looked_at` before it is looked at. Raises RefusalError, and
    OSError for what cannot be read.
    """
    found: dict[str, str] = {}
    for path, home, name in _files(folder, looked_at):
        if len(found) == MAX_FILES:
            raise RefusalError(
                f"the pack has more than {MAX_FILES} templates", "make two packs of it"
            )
        found[path] = _text(path, home, name)
    return dict(sorted(found.items()))


def _files(folder: Path, looked_at: list[str]) -> Iterator[tuple[str, int, str]]:
    """(path within the folder, descriptor of its own folder, name) of every template."""
    seen = 0
    for root, folders, names, home in os.fwalk(folder, onerror=_raise):
        inside = Path(root).relative_to(folder)
        looked_at.append(root)
        seen += len(folders) + len(names)
        if seen > MAX_ENTRIES:
            help = "name the folder of the templates itself"
            raise RefusalError(f"the folder holds more than {MAX_ENTRIES} files", help)
        # What begins with a dot is a tool's; what is no template is a page about the pack.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            _no_link(name, home, inside)
        if folders and len(inside.parts) >= MAX_DEPTH:
            raise RefusalError(f"the pack is more than {MAX_DEPTH} folders deep", "make it flatter")
        for name in sorted(names):
            if name.endswith(SUFFIX) and not name.startswith("."):
                looked_at.append(str(Path(root) / name))
                _no_link(name, home, inside)
                yield (inside / name).as_posix(), home, name


def _raise(error: OSError) -> None:
    raise error


def _no_link(name: str, home: int, inside: Path) -> None:
    if _NAME.fullmatch(name) is None:
        reason = f"a name in the pack{_within(inside)} has a character that not every system takes"
        raise RefusalError(reason, "use letters, digits and `-_.@+=,`")
    if stat.S_ISLNK(os.stat(name, dir_fd=home, follow_symlinks=False).st_mode):
        path = (inside / name).as_posix()
        raise RefusalError(f"`{path}` of the pack is a symbolic link", "put the file itself there")


def _within(inside: Path) -> str:
    return f", in `{inside.as_posix()}`," if inside.parts else ""


def _text(path: str, home: int, name: str) -> str:
    descriptor = os.open(name, _FLAGS, dir_fd=home)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusalError(f"`{path}` of the pack is no regular file", "remove it")
        data = b""
        while len(data) <= MAX_FILE_BYTES and (part := os.read(descriptor, MAX_FILE_BYTES + 1)):
            data += part
    finally:
        os.close(descriptor)
    if len(data) > MAX_FILE_BYTES:
        size = f"{MAX_FILE_BYTES // 1024} KiB"
        raise RefusalError(f"`{path}` of the pack is larger than {size}", "split it")
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise RefusalError(f"`{path}` of the pack is not UTF-8", "save it as UTF-8") from None
    if FORBIDDEN.search(text):
        help = "remove it; the editor may not show it"
        raise RefusalError(f"`{path}` of the pack holds a character that no text has", help)
    return text
