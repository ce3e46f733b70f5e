"""Files that are the user's from the first moment: written once or kept up, owned by no build."""

from __future__ import annotations

import os
from collections.abc import Iterable

from opsgen.publish.disk import Disk
from opsgen.publish.model import File
from opsgen.publish.paths import parent


def write_new(root: str | os.PathLike[str], files: Iterable[File]) -> tuple[str, ...]:
    """Write those that are not there yet; returns their paths. Nothing is ever overwritten.

    Raises OSError, whose `filename` is the path, for what cannot be written; those before it stay.
    """
    written = []
    with Disk(root) as disk:
        disk.make_root()
        for file in files:
            if disk.has(file.path):
                continue
            disk.make_folder(parent(file.path))
            disk.create(file.path, file.content, 0o755 if file.executable else 0o644)
            written.append(file.path)
    return tuple(written)


def replace_own(root: str | os.PathLike[str], file: File) -> None:
    """Write the file over what stands there, in one instant. Raises OSError as `write_new`."""
    fresh = f"{file.path}.new"
    with Disk(root) as disk:
        disk.make_root()
        disk.remove(fresh)
        disk.create(fresh, file.content, 0o644)
        disk.rename(fresh, file.path)
