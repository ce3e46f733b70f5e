"""The only calls that touch a disk: below one root, and never through a symbolic link.

Every folder on the way to a file is opened by itself, relative to the one before and without
following links, so a link that appears between two calls is refused and not written through.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from opsgen.publish.paths import parent, parents

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def step(call: str, path: str) -> None:
    """Stands before every call and does nothing: where tests fail, or die, at the k-th one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path: for `link` and `blocked`, `where` is the part that is in the way."""

    kind: Literal["absent", "file", "folder", "link", "blocked"]
    where: str = ""
    content: bytes = b""
    mode: int = 0
    inode: tuple[int, int] = (0, 0)


ABSENT = Entry("absent")


class Disk:
    """A root folder, which need not exist yet and may itself be reached through a link.

    Paths are relative to it, with forward slashes. Every failure is an OSError whose `filename`
    is such a path (or the root as given); its errno is ELOOP when a link is in the way.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        self._root: int | None = None

    def __enter__(self) -> Disk:
        with suppress(FileNotFoundError):
            self._root = os.open(self.root, _FOLDER)
        return self

    def __exit__(self, *_: object) -> None:
        if self._root is not None:
            os.close(self._root)

    def make_root(self) -> None:
        """Make the root, and the folders above it, unless it is there."""
        if self._root is None:
            step("root", self.root)
            os.makedirs(self.root, exist_ok=True)
            self._root = os.open(self.root, _FOLDER)

    # Looking

    def look(self, path: str) -> Entry:
        """What stands at `path`, with the bytes of a regular file."""
        try:
            with self._at("look", path) as (folder, name):
                found = os.stat(name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    return _read(folder, name, path)
        except FileNotFoundError:
            return ABSENT
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENOTDIR):
                raise
            return Entry("link" if error.errno == errno.ELOOP else "blocked", error.filename)
        if stat.S_ISLNK(found.st_mode):
            return Entry("link", path)
        return Entry("folder" if stat.S_ISDIR(found.st_mode) else "blocked", path)

    def has(self, path: str) -> bool:
        """Whether anything stands at `path`."""
        try:
            with self._at("look", path) as (folder, name):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def names(self, path: str) -> list[str]:
        """The names in the folder `path`, sorted; none when it is not there."""
        try:
            with self._folder(path) as folder:
                return sorted(os.listdir(folder))
        except FileNotFoundError:
            return []

    # Changing

    def make_folder(self, path: str) -> None:
        """Make the folder `path` and those above it, unless they are there."""
        for folder in [*reversed(parents(path)), path] if path else []:
            if not self.has(folder):
                with self._at("mkdir", folder) as (above, name), suppress(FileExistsError):
                    os.mkdir(name, 0o755, dir_fd=above)

    def create(self, path: str, content: bytes, mode: int) -> None:
        """Write a new file through to the disk; `mode` is narrowed by the umask."""
        with self._at("create", path) as (folder, name):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
            with open(os.open(name, flags, mode, dir_fd=folder), "wb") as file:
                step("write", path)
                file.write(content)
                file.flush()
                step("sync", path)
                os.fsync(file.fileno())

    def link(self, path: str, new: str) -> bool:
        """Give the file at `path` a second name; False where the file system cannot."""
        with self._at("link", path) as (folder, name), self._folder(parent(new)) as other:
            try:
                step("hard link", path)
                os.link(
                    name,
                    _name(new),
                    src_dir_fd=folder,
                    dst_dir_fd=other,
                    follow_symlinks=False,
                )
            except OSError as error:
                if error.errno not in _NO_HARD_LINKS:
                    raise
                return False
        return True

    def rename(self, path: str, new: str) -> None:
        """Move the file at `path` to `new`, in one instant, over what was there."""
        with self._at("rename", new) as (folder, name), self._folder(parent(path)) as source:
            os.rename(_name(path), name, src_dir_fd=source, dst_dir_fd=folder)

    def remove(self, path: str) -> None:
        """Remove the file at `path`, if it is there."""
        with suppress(FileNotFoundError), self._at("remove", path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def remove_empty(self, path: str) -> None:
        """Remove the folder `path`, if it is there and empty."""
        with suppress(FileNotFoundError):
            try:
                with self._at("rmdir", path) as (folder, name):
                    os.rmdir(name, dir_fd=folder)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise

    def sync(self, path: str) -> None:
        """Bring the names in the folder `path` through to the disk, if it is there."""
        try:
            with self._folder(path) as folder:
                step("sync", path)
                os.fsync(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno != errno.EINVAL:  # a file system that cannot sync folders
                raise OSError(error.errno, error.strerror, path) from error

    @contextmanager
    def lock(self, path: str) -> Iterator[bool]:
        """Hold the lock file at `path`; gives False when another process holds it."""
        with self._at("lock", path) as (folder, name):
            fd = os.open(name, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o644, dir_fd=folder)
        try:
            yield _locked(fd, path)
        finally:
            os.close(fd)

    # Finding the way

    @contextmanager
    def _at(self, call: str, path: str) -> Iterator[tuple[int, str]]:
        """The open folder of `path` and its name there; failures inside name `path`."""
        with self._folder(parent(path)) as folder:
            try:
                step(call, path)
                yield folder, _name(path)
            except OSError as error:
                raise OSError(error.errno, error.strerror, path) from error

    @contextmanager
    def _folder(self, path: str) -> Iterator[int]:
        if self._root is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.root)
        folder = os.dup(self._root)
        try:
            parts = path.split("/") if path else []
            for count, part in enumerate(parts, start=1):
                above, folder = folder, -1
                try:
                    folder = _open_folder(above, part, "/".join(parts[:count]))
                finally:
                    os.close(above)
            yield folder
        finally:
            if folder >= 0:
                os.close(folder)


def _open_folder(above: int, name: str, path: str) -> int:
    try:
        return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
    except OSError as error:
        number = error.errno
        # A link gives ELOOP on some systems and ENOTDIR on others.
        if number == errno.ENOTDIR and stat.S_ISLNK(
            os.stat(name, dir_fd=above, follow_symlinks=False).st_mode
        ):
            number = errno.ELOOP
        raise OSError(number, error.strerror, path) from error


def _read(folder: int, name: str, path: str) -> Entry:
    step("read", path)
    # O_NONBLOCK: a pipe put there since the look must not hang the build.
    fd = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK, dir_fd=folder)
    with open(fd, "rb") as file:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            return Entry("blocked", path)
        mode = stat.S_IMODE(found.st_mode)
        return Entry("file", path, file.read(), mode, (found.st_dev, found.st_ino))


def _locked(fd: int, path: str) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error
    return True


def _name(path: str) -> str:
    return path.rpartition("/")[2]
