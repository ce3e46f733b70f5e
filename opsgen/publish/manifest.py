"""Which files below a root are opsgen's, whose, and with which bytes it left them.

    {"version": 1, "owners": {"<owner>": {"<path>": "sha256:<digest>"}}}

It is committed beside the files, so a fresh clone knows as much as the machine that built them.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsgen.diagnostics.rules.publishing import BROKEN_MANIFEST
from opsgen.publish import records
from opsgen.publish.disk import Entry
from opsgen.publish.model import RefusedError
from opsgen.publish.refusals import obstacle

PATH = ".opsgen/manifest.json"

Owners = Mapping[str, Mapping[str, str]]
"""Owner to path to digest."""


def encode(owners: Owners) -> bytes | None:
    """The bytes of the manifest; None when nobody owns anything, so that no file is needed."""
    kept: dict[str, object] = {owner: dict(files) for owner, files in owners.items() if files}
    return records.write({"owners": kept}) if kept else None


def decode(entry: Entry) -> Owners:
    """The owners in the file that `entry` is; none when it is absent.

    Raises RefusedError when it is not exactly what opsgen writes: the digests in it are all that
    tells a hand edit from our own bytes.
    """
    if entry.kind == "absent":
        return {}
    if entry.kind != "file":
        raise RefusedError(obstacle(PATH, entry))
    try:
        return _decode(entry.content)
    except ValueError as reason:
        newer = "install the newer opsgen, or " if "newer" in str(reason) else ""
        raise RefusedError(
            BROKEN_MANIFEST.at(
                None,
                f"`{PATH}` cannot be trusted: {reason}",
                help=f"{newer}take the file from version control (`git checkout -- {PATH}`)",
                notes=(
                    "without it, opsgen takes over the files that have the bytes it would write "
                    "and refuses all others",
                ),
            )
        ) from None


def _decode(content: bytes) -> Owners:
    record = records.read(content)
    if set(record) != {"owners"}:
        raise ValueError("it has not the shape that opsgen writes")
    owners = {
        owner: {
            records.a_path(path): records.a_digest(digest)
            for path, digest in records.a_map(files).items()
        }
        for owner, files in records.a_map(record["owners"]).items()
    }
    paths = [path for files in owners.values() for path in files]
    if len(set(paths)) != len(paths):
        raise ValueError("it gives one path to two owners")
    return owners
