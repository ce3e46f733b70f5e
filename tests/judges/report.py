"""The table of judges: name, version, origin, and what is missing and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata

from tests.judges import debian, node
from tests.judges.catalogue import DEBIAN_JUDGES, NODE_JUDGES, PYTHON_JUDGES
from tests.judges.lookup import find
from tests.judges.places import BIN, NPM


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    version: str
    origin: str
    missing: bool = False


def rows(failures: Mapping[str, str]) -> list[Row]:
    """One row per judge of the catalogue; `failures` says why an installation failed."""
    return [
        row or Row(name, "-", f"MISSING: {failures.get(name, 'not installed')}", missing=True)
        for name, row in _present()
    ]


def table(found: Sequence[Row]) -> str:
    header = Row("judge", "version", "origin")
    name = max(len(row.name) for row in found)
    version = max(len(row.version) for row in [header, *found])
    lines = [
        f"{row.name:{name}}  {row.version:{version}}  {row.origin}" for row in [header, *found]
    ]
    missing = [row.name for row in found if row.missing]
    closing = f"missing: {', '.join(missing)}" if missing else f"all {len(found)} judges are here"
    return "\n".join([*lines, closing])


def _present() -> Iterator[tuple[str, Row | None]]:
    for judge in DEBIAN_JUDGES:
        program = find(judge.name)
        version = program and debian.version_of(program)
        yield (
            judge.name,
            (Row(judge.name, version, debian.origin_of(program)) if program and version else None),
        )
    running = node.version()
    yield "node", Row("node", running, str((BIN / "node").resolve())) if running else None
    for script in NODE_JUDGES:
        entry = find(script.name)
        yield (
            script.name,
            (
                Row(script.name, _npm_version(script.package), "npm, the lock file")
                if entry
                else None
            ),
        )
    for distribution in PYTHON_JUDGES:
        folder = find(distribution.name)
        version = folder and metadata.version(distribution.name)
        yield (
            distribution.name,
            (Row(distribution.name, version, "PyPI, extra `test`") if version else None),
        )


def _npm_version(package: str) -> str:
    manifest = NPM / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])
