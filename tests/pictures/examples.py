"""The dashboards of the examples, and what each picture was drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.judges.places import ROOT

EXAMPLES = ROOT / "examples"
IMAGES = ROOT / "docs" / "images"
DRAWN = IMAGES / "drawn.json"

UNSEEN = frozenset({"description", "url", "tooltip", "uid", "version"})
"""Keys of a dashboard that no picture shows."""


@dataclass(frozen=True, slots=True)
class Example:
    """A committed dashboard, the file that it was compiled from, and the name of its picture."""

    name: str
    operations: Path
    dashboard: Path

    @property
    def image(self) -> Path:
        return IMAGES / f"{self.name}.png"

    def read(self) -> dict[str, Any]:
        """The dashboard as it is now."""
        found: dict[str, Any] = json.loads(self.dashboard.read_text(encoding="utf-8"))
        return found


def examples(folder: Path = EXAMPLES) -> Iterator[Example]:
    """One per dashboard; an example of several services has one for each."""
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        found = [
            (operations, dashboard)
            for operations in sorted(home.rglob("operations.yaml"))
            for dashboard in sorted((operations.parent / "ops" / "grafana").glob("*.json"))
        ]
        for operations, dashboard in found:
            name = home.name if len(found) == 1 else f"{home.name}-{dashboard.stem}"
            yield Example(name, operations, dashboard)


def digest(dashboard: Any) -> str:
    """Of what a picture shows of the dashboard."""
    seen = json.dumps(_seen(dashboard), sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()


def drawn() -> dict[str, str]:
    """Picture by name to the digest of the dashboard that it shows."""
    if not DRAWN.exists():
        return {}
    found: dict[str, str] = json.loads(DRAWN.read_text(encoding="utf-8"))
    return found


def remember(digests: dict[str, str]) -> None:
    DRAWN.write_text(json.dumps(dict(sorted(digests.items())), indent=2) + "\n", encoding="utf-8")


def _seen(node: Any) -> Any:
    match node:
        case dict():
            return {key: _seen(value) for key, value in node.items() if key not in UNSEEN}
        case list():
            return [_seen(value) for value in node]
        case _:
            return node
